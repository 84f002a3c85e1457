"""A file is replaced whole or not at all, and nothing else is left behind."""

import threading

import pytest

from ae_core.artifacts import finish, remove_litter, replacing, replacing_set, waiting


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


# Several at once


@pytest.fixture
def old_set(tmp_path):
    """Two files and the card that names them, and a way to tell which it belongs to."""
    paths, card = [tmp_path / "a.bin", tmp_path / "b.bin"], tmp_path / "card.txt"
    for path in (*paths, card):
        path.write_text("old")

    def belongs(card_path):
        """Whether a card says what is in the files, in their places or waiting."""
        if not card_path.is_file():
            return False
        text = card_path.read_text()
        return all(
            any(place.is_file() and place.read_text() == text for place in (path, waiting(path)))
            for path in paths
        )

    return paths, card, belongs


def test_a_set_is_replaced_together_and_nothing_else_is_left(tmp_path, old_set):
    paths, card, _ = old_set
    with replacing_set(paths, card) as (new_paths, new_card):
        for path, old in zip((*new_paths, new_card), (*paths, card), strict=True):
            assert path.name.endswith(old.name)  # some writers choose the format by it
            path.write_text("new")
        assert [path.read_text() for path in (*paths, card)] == ["old"] * 3
    assert [path.read_text() for path in (*paths, card)] == ["new"] * 3
    assert names(tmp_path) == ["a.bin", "b.bin", "card.txt"]


@pytest.mark.parametrize("error", [WriterError, KeyboardInterrupt])
def test_a_set_that_fails_leaves_the_old_one_and_no_litter(tmp_path, old_set, error):
    paths, card, _ = old_set

    def write_half():
        with replacing_set(paths, card) as (new_paths, _):
            new_paths[0].write_text("new")
            raise error

    with pytest.raises(error):
        write_half()
    assert [path.read_text() for path in (*paths, card)] == ["old"] * 3
    assert names(tmp_path) == ["a.bin", "b.bin", "card.txt"]


def test_a_set_of_which_one_was_not_written_is_an_error(tmp_path, old_set):
    paths, card, _ = old_set
    with pytest.raises(FileNotFoundError), replacing_set(paths, card) as (new_paths, _):
        new_paths[0].write_text("new")
    assert [path.read_text() for path in (*paths, card)] == ["old"] * 3
    assert names(tmp_path) == ["a.bin", "b.bin", "card.txt"]


def test_what_was_killed_between_two_moves_is_finished(tmp_path, old_set):
    """One file is in its place, the other and the card wait."""
    paths, card, belongs = old_set
    paths[0].write_text("new")
    for path in (paths[1], card):
        waiting(path).write_text("new")
    finish(paths, card, belongs)
    assert [path.read_text() for path in (*paths, card)] == ["new"] * 3
    assert names(tmp_path) == ["a.bin", "b.bin", "card.txt"]


def test_what_was_killed_before_the_first_move_is_removed(tmp_path, old_set):
    """Or a later save would move it over what it has just written."""
    paths, card, belongs = old_set
    for path in (*paths, card):
        waiting(path).write_text("new")
    finish(paths, card, belongs)
    assert [path.read_text() for path in (*paths, card)] == ["old"] * 3
    assert names(tmp_path) == ["a.bin", "b.bin", "card.txt"]


def test_where_no_card_belongs_to_anything_all_is_left_as_it_is(tmp_path, old_set):
    paths, card, belongs = old_set
    waiting(card).write_text("new")
    paths[0].write_text("damaged")
    finish(paths, card, belongs)
    assert names(tmp_path) == [".next.card.txt", "a.bin", "b.bin", "card.txt"]


def test_where_nothing_waits_nobody_is_asked(old_set):
    paths, card, _ = old_set
    finish(paths, card, None)


def test_litter_of_one_name_is_removed_and_nothing_else(tmp_path):
    hexes = "0123456789abcdef" * 2
    litter = {f".{hexes}.net.json", f".{hexes}..net.npz", f".{hexes}..next.net.weights.h5"}
    others = {"net.json", ".next.net.json", f".{hexes}.network.json", f".{hexes}.other.json"}
    for name in litter | others:
        (tmp_path / name).touch()
    remove_litter(tmp_path, "net")
    assert set(names(tmp_path)) == others
