"""A file is replaced whole or not at all, and nothing else is left behind."""

import json
import threading
from pathlib import Path

import pytest

from ae_core import artifacts
from ae_core.artifacts import (
    ArtifactError,
    describe,
    finish,
    read_file,
    read_json,
    read_set,
    remove_temporary_files,
    replacing,
    replacing_set,
    train_command,
    waiting,
)


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
def test_a_failed_write_leaves_the_old_file_and_no_temporary_file(tmp_path, error):
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


def test_a_failed_move_leaves_no_temporary_file(tmp_path):
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


def test_parallel_writers_of_one_file_do_not_mix(tmp_path):
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
    """Two files, their card, and a function that reads the set with one card or another."""
    paths, card = [tmp_path / "a.bin", tmp_path / "b.bin"], tmp_path / "card.txt"
    for path in (*paths, card):
        path.write_text("old")

    def read(card_path):
        """Both files have to hold what the card holds."""
        sha256 = describe("", card_path.read_bytes() if card_path.is_file() else b"")["sha256"]
        return [read_file(path, sha256, fault) for path in paths]

    return paths, card, read


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
def test_a_set_that_fails_leaves_the_old_one_and_no_temporary_file(tmp_path, old_set, error):
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


def test_finish_completes_a_save_killed_between_two_moves(tmp_path, old_set):
    """One file is in its place, the other and the card wait."""
    paths, card, read = old_set
    paths[0].write_text("new")
    for path in (paths[1], card):
        waiting(path).write_text("new")
    finish(paths, card, read)
    assert [path.read_text() for path in (*paths, card)] == ["new"] * 3
    assert names(tmp_path) == ["a.bin", "b.bin", "card.txt"]


def test_finish_removes_a_save_killed_before_the_first_move(tmp_path, old_set):
    """Or a later save would move it over what it has just written."""
    paths, card, read = old_set
    for path in (*paths, card):
        waiting(path).write_text("new")
    finish(paths, card, read)
    assert [path.read_text() for path in (*paths, card)] == ["old"] * 3
    assert names(tmp_path) == ["a.bin", "b.bin", "card.txt"]


def test_finish_changes_nothing_if_no_card_fits(tmp_path, old_set):
    paths, card, read = old_set
    waiting(card).write_text("new")
    paths[0].write_text("damaged")
    finish(paths, card, read)
    assert names(tmp_path) == [".next.card.txt", "a.bin", "b.bin", "card.txt"]


def test_nothing_is_read_where_nothing_waits(old_set):
    paths, card, _ = old_set
    finish(paths, card, None)


def test_temporary_files_are_removed_all_or_those_of_one_name(tmp_path):
    hexes = "0123456789abcdef" * 2
    of_net = {f".{hexes}.net.json", f".{hexes}..net.npz", f".{hexes}..next.net.weights.h5"}
    of_others = {f".{hexes}.network.json", f".{hexes}.other.json"}
    kept = {"net.json", ".next.net.json"}
    for name in of_net | of_others | kept:
        (tmp_path / name).touch()
    remove_temporary_files(tmp_path, "net")
    assert set(names(tmp_path)) == kept | of_others
    remove_temporary_files(tmp_path)
    assert set(names(tmp_path)) == kept


# Reading


def fault(path, why):
    return ArtifactError(path, why, "make it")


def test_an_error_names_the_file_the_fault_and_the_command():
    error = ArtifactError(Path("w/a/card.json"), "is missing", "make a", "a/card.json")
    assert (error.file, error.why, error.command) == ("a/card.json", "is missing", "make a")
    assert str(error) == "w/a/card.json is missing; make it again with: make a"


@pytest.mark.parametrize("installed", [False, True])
def test_a_command_is_the_one_that_works_here(monkeypatch, tmp_path, installed):
    if installed:
        monkeypatch.setattr(artifacts, "__file__", str(tmp_path / "ae_core" / "artifacts.py"))
    program = "autoencoder-lab-train" if installed else "python train.py"
    assert train_command("run", "conv_32", "--force") == f"{program} run conv_32 --force"


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "is missing"), (b"{", "cannot be read"), (b"[" * 10**5, "cannot be read")]
    + [(content, "cannot be read") for content in (b"\xff\xfe", b"{}", b"null")],
)
def test_a_json_file_that_does_not_hold_what_is_expected_is_refused(tmp_path, content, why):
    path = tmp_path / "x.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArtifactError) as refused:
        read_json(path, lambda value: value["name"], fault)
    assert refused.value.why == why


def test_a_file_is_read_where_its_checksum_fits(tmp_path):
    path = tmp_path / "x.bin"
    sha256 = describe("x.bin", b"new")["sha256"]
    with pytest.raises(ArtifactError, match="is missing"):
        read_file(path, sha256, fault)
    path.write_bytes(b"old")
    with pytest.raises(ArtifactError, match="is damaged"):
        read_file(path, sha256, fault)
    waiting(path).write_bytes(b"new")
    assert read_file(path, sha256, fault) == (waiting(path), b"new")
    path.write_bytes(b"new")
    assert read_file(path, sha256, fault) == (path, b"new")


def test_a_waiting_card_is_read_if_the_one_in_place_does_not_fit(tmp_path):
    card = tmp_path / "card.json"
    read = lambda path: read_json(path, lambda value: value["name"], fault)  # noqa: E731
    waiting(card).write_text('{"name": "new"}')
    assert read_set(card, read) == "new"
    card.write_text('{"name": "old"}')
    assert read_set(card, read) == "old"
    waiting(card).write_text("{")
    card.unlink()
    with pytest.raises(ArtifactError, match=r"/card.json is missing"):
        read_set(card, read)


def test_files_that_are_moved_into_place_while_they_are_read_are_read_again(tmp_path):
    card, path = tmp_path / "card.json", tmp_path / "x.bin"

    def write(content, place):
        with replacing_set([path], place) as ((new,), new_card):
            new.write_bytes(content)
            new_card.write_text(json.dumps(describe("x.bin", content)))

    def read(card_path):
        sha256 = read_json(card_path, lambda value: value["sha256"], fault)
        if not overtaken:
            overtaken.append(card_path)
            write(b"new", card)
        return read_file(path, sha256, fault)[1]

    write(b"old", card)
    overtaken = []
    assert read_set(card, read) == b"new"
