"""Kill -9 at every line of a save: a program of its own, run by `test_killed`.

`python -m tests.faults.kill_anywhere WHAT FOLDER` saves over what is in FOLDER again and again,
each time in a child that is killed one line later than the one before, until one is let to its
end. Lines count in functions called `save`, and in `files`, with which they write. It prints for
each child what can be read afterwards: "old", "new", or the refusal.

It must not import TensorFlow: with its threads a process cannot be forked.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from ae_core import files, maps, snapshots, weights

KEY = "dense_16"


def main(what: str, folder: Path) -> None:
    """Print a line for each child; see above."""
    save, read = {"weights": WEIGHTS, "snapshots": SNAPSHOTS, "map": MAP}[what]
    lines, ended = 0, False
    while not ended:
        lines += 1
        copy = folder.with_name(f"{what}-{lines}")
        shutil.copytree(folder, copy)
        ended = _in_a_child(lambda here=copy: save(here), lines)
        print(_told(read, copy), flush=True)
        shutil.rmtree(copy)


def _in_a_child(save: Callable[[], object], lines: int) -> bool:
    """Fork, and save; the child is killed at so many lines. Whether it came to its end."""
    child = os.fork()
    if child == 0:
        left = lines

        def line(frame, event, _):
            nonlocal left
            code = frame.f_code
            if code.co_filename != files.__file__ and code.co_name != "save":
                return None
            left -= event == "line"
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return line

        sys.settrace(line)
        save()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFEXITED(status) or os.WTERMSIG(status) == signal.SIGKILL
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def _told(read: Callable[[Path], str], folder: Path) -> str:
    try:
        return read(folder)
    except (weights.WeightsError, snapshots.SnapshotsError, maps.MapError) as error:
        return f"{type(error).__name__}: {error}"


def _save_weights(folder: Path) -> None:
    class Net(SimpleNamespace):
        def save_weights(self, path: Path) -> None:
            path.write_bytes(b"new weights")

        def get_weights(self) -> list[np.ndarray]:
            return []

    weights._narrow = lambda model: model
    card = weights.read_card(KEY, folder)
    weights.save(Net(name=KEY), {**card, "said": "new"}, folder)


def _read_weights(folder: Path) -> str:
    return weights.read_card(KEY, folder).get("said", "old")


def _save_snapshots(folder: Path) -> None:
    recorder = snapshots.Recorder(KEY, 1, folder, resume=False)
    for step in (1, 2, 4, 8):
        recorder.see(1, step, 16, 0.5, lambda: [np.ones((2, 2), np.float32)])
    recorder.save({"said": "new"})


def _read_snapshots(folder: Path) -> str:
    return snapshots.load(KEY, folder).facts.get("said", "old")


def _save_map(folder: Path) -> None:
    kept = maps.load(KEY, folder)
    values = {name: getattr(kept, name) for name in kept.__dataclass_fields__}
    maps.save(maps.Map(**{**values, "reach": kept.reach + 1}), folder)


def _read_map(folder: Path) -> str:
    return "new" if maps.load(KEY, folder).reach > 1 else "old"


WEIGHTS = _save_weights, _read_weights
SNAPSHOTS = _save_snapshots, _read_snapshots
MAP = _save_map, _read_map

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
