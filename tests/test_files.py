"""A file is replaced whole or not at all, and nothing else is left behind."""

import threading

import pytest

from ae_core.files import replacing


class WriterError(Exception):
    """What goes wrong half way through."""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_writes_a_new_file(tmp_path):
    with replacing(tmp_path / "new.txt") as temporary:
        assert not temporary.exists()
        temporary.write_text("new")
        assert not (tmp_path / "new.txt").exists()
    assert (tmp_path / "new.txt").read_text() == "new"
    assert names(tmp_path) == ["new.txt"]


def test_the_old_file_stands_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("old")
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"


@pytest.mark.parametrize("error", [WriterError, KeyboardInterrupt])
def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path, error):
    path = tmp_path / "x.txt"
    path.write_text("old")

    def write_half():
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(error):
        write_half()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["x.txt"]


def test_a_failure_before_the_first_byte_is_not_masked(tmp_path):
    with pytest.raises(WriterError), replacing(tmp_path / "x.txt"):
        raise WriterError
    assert names(tmp_path) == []


def test_a_failed_move_leaves_no_litter(tmp_path):
    (tmp_path / "taken").mkdir()  # a file cannot replace a folder
    with pytest.raises(OSError, match="taken"), replacing(tmp_path / "taken") as temporary:
        temporary.write_text("new")
    assert names(tmp_path) == ["taken"]


def test_forgetting_to_write_is_an_error(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("old")
    with pytest.raises(FileNotFoundError), replacing(path):
        pass
    assert path.read_text() == "old"


@pytest.mark.parametrize("name", ["x.weights.h5", "v1.2.weights.h5", "plain", ".hidden"])
def test_the_temporary_file_lies_beside_and_keeps_the_ending(tmp_path, name):
    with replacing(tmp_path / name) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.name != name
        assert temporary.name.endswith(name)
        temporary.touch()


def test_writers_of_one_file_do_not_meet(tmp_path):
    path = tmp_path / "x.txt"
    together = threading.Barrier(8)

    def write(text):
        with replacing(path) as temporary:
            together.wait(timeout=10)
            temporary.write_text(text)

    texts = [str(i) * 10_000 for i in range(8)]
    threads = [threading.Thread(target=write, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() in texts
    assert names(tmp_path) == ["x.txt"]


def test_permissions_are_those_of_any_new_file(tmp_path):
    (tmp_path / "usual").touch()
    with replacing(tmp_path / "replaced") as temporary:
        temporary.touch()
    assert (tmp_path / "replaced").stat().st_mode == (tmp_path / "usual").stat().st_mode
