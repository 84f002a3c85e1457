"""Kill -9 at every line of a save, and in saves over what it left: a program for `test_killed`.

`python -m tests.faults.kill_anywhere STEP…` does the first step over and over, each time in a child
process that is killed one line later, until one ends by itself; once from an empty folder, and once
from a folder in which the step was done before. The next step starts from each different folder
that these children left with something to read, and is killed at every third line. Lines count in
functions called `save` or `make_litert`, and in `artifacts`, which writes the files.

It prints a line of JSON for each starting folder: the number of the step, 1 for the first; what
could be read there before; what could be read after each child; and the files left by the child
that ended. What is read is the number of the step that wrote it, "0" for what was there at first,
or the class of the error.

It must not import TensorFlow: with its threads a process cannot be forked.
"""

import json
import math
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

from ae_core import artifacts
from ae_core.explore import latent_map
from ae_core.models import presets, snapshots, store
from ae_core.training import recording, saving

KEY = "dense_16"
LATER_STRIDE = 3  # lines from one kill to the next, in all steps but the first
MEMORY = Path("/dev/shm")  # thousands of small files: on a disk they take minutes


class Step(NamedTuple):
    """One way to write.

    Attributes:
        do: writes, in a folder, what can be told by a text.
        read: tells it; raises if there is nothing whole.
    """

    do: Callable[[Path, str], object]
    read: Callable[[Path], str]


def main(names: list[str]) -> None:
    """Do the steps and print what was found; see above."""
    steps = [STEPS[name] for name in names]
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        room = Path(name)
        begun = [room / "empty", room / "old"]
        for folder in begun:
            folder.mkdir()
        _in_a_child(lambda: steps[0].do(room / "old", "0"))
        for number, step in enumerate(steps, 1):
            reached: dict[object, Path] = {}
            stride = 1 if number == 1 else LATER_STRIDE
            for start in begun:
                children = list(_killed_everywhere(step, str(number), start, room, stride))
                found = []
                for child in children:
                    found.append(_told(step, child))
                    if found[-1].isdecimal():  # of nothing there is nothing to lose
                        reached.setdefault(_content(child), child)
                left = sorted(path.name for path in children[-1].rglob("*") if path.is_file())
                print(json.dumps([number, _told(step, start), found, left]), flush=True)
            begun = list(reached.values())


def _killed_everywhere(
    step: Step, text: str, start: Path, room: Path, stride: int
) -> Iterator[Path]:
    """The folders that children leave; the last one's child was not killed."""
    lines, ended = 1 - stride, False
    while not ended:
        lines += stride
        copy = Path(tempfile.mkdtemp(dir=room)) / "copy"
        shutil.copytree(start, copy)
        ended = _in_a_child(lambda here=copy: step.do(here, text), lines)
        yield copy


def _in_a_child(save: Callable[[], object], lines: float = math.inf) -> bool:
    """Fork, and save; the child is killed at so many lines. Whether it came to its end."""
    child = os.fork()
    if child == 0:
        left = lines
        os.fsync = lambda _: None  # for power cuts; what was written outlives its process

        def line(frame, event, _):
            nonlocal left
            code = frame.f_code
            if code.co_filename != artifacts.__file__ and code.co_name not in (
                "save",
                "make_litert",
            ):
                return None
            left -= event == "line"
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return line

        sys.settrace(line)
        try:
            save()
        except store.WeightsError:  # there is nothing of which it could make a file
            pass
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or os.waitstatus_to_exitcode(status) == 0
    return not killed


def _told(step: Step, folder: Path) -> str:
    try:
        return step.read(folder)
    except (store.WeightsError, snapshots.SnapshotsError, latent_map.MapError) as error:
        return type(error).__name__


def _content(folder: Path) -> object:
    """What is in a folder; temporary files, whose names nobody knows, do not count."""
    return frozenset(
        (str(path.relative_to(folder)), path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and not re.match(r"\.[0-9a-f]{32}\.", path.name)
    )


def _save_weights(folder: Path, text: str) -> None:
    class Net(SimpleNamespace):
        def save_weights(self, path: Path) -> None:
            path.write_text(f"weights {text}")

        def get_weights(self) -> list:
            return []

    saving.rounded = saving._in_storage_type = lambda model: model
    saving._layer_facts = lambda model: []
    saving._litert = lambda model: f"LiteRT {text}".encode()
    saving.save(Net(name=KEY), {"spec": presets.get(KEY).as_json(), "said": text}, folder)


def _make_litert(folder: Path, text: str) -> None:
    """Of the weights that are there; the card says nothing else of it."""

    def load(key: str, out: Path) -> str:
        return store._read(key, out, ("keras",)).files["keras"][1].decode()

    store.load = load
    saving._layer_facts = lambda model: []
    saving._litert = lambda kept: f"LiteRT {text} of {kept}".encode()
    saving.make_litert(KEY, folder)


def _read_weights(folder: Path) -> str:
    """Which step has written the LiteRT file, of weights that belong to it and to the card."""
    found = store._read(KEY, folder, store.KINDS)
    said, (_, kept), (_, litert) = found.card["said"], *found.files.values()
    assert kept.decode() == f"weights {said}"
    alone, card = store.read_litert(KEY, folder)
    assert card["files"]["litert"] == artifacts.describe(store.NAMES["litert"], alone)
    text = litert.decode()
    assert text.endswith((f"LiteRT {said}", f"of weights {said}"))
    return text.split(" ")[1]


def _save_snapshots(folder: Path, text: str) -> None:
    recording._convert = lambda key, values: (text.encode(), 50.0)
    moments = {0.0: [], 1.0: []}
    recording.save(KEY, folder, moments, dict.fromkeys(moments, 0.5), {"said": text})


def _read_snapshots(folder: Path) -> str:
    found = snapshots.load(KEY, folder)
    said = found.facts["said"]
    assert [moment.litert.decode() for moment in found.stored] == [said, said]
    return said


def _save_map(folder: Path, text: str) -> None:
    store.folder_of(KEY, folder).mkdir(exist_ok=True)
    # the card says for which weights the map was made
    shutil.copy(store.card_of(KEY), store.card_of(KEY, folder))
    kept = latent_map.load(KEY)
    values = {name: getattr(kept, name) for name in kept.__dataclass_fields__}
    latent_map.save(latent_map.Map(**{**values, "reach": float(text)}), folder)


def _read_map(folder: Path) -> str:
    return f"{latent_map.load(KEY, folder).reach:g}"


STEPS = {
    "weights": Step(_save_weights, _read_weights),
    "LiteRT": Step(_make_litert, _read_weights),
    "snapshots": Step(_save_snapshots, _read_snapshots),
    "map": Step(_save_map, _read_map),
}

if __name__ == "__main__":
    main(sys.argv[1:])
