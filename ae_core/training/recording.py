"""Taking the snapshots of a training, and writing them; `models.snapshots` reads them."""

import contextlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ae_core import evaluation
from ae_core.artifacts import describe, finish, replacing, replacing_set
from ae_core.data import datasets
from ae_core.models import presets, snapshots, store
from ae_core.noise import add_noise
from ae_core.pictures import from_uint8

_COMPARED = 100  # stroke digits on which a snapshot is compared with the exact network


class Recorder:
    """Takes snapshots during a run, and saves them at its end.

    Until then they are kept in a file beside the run's checkpoint, so that a run that is killed
    and continued has all of them.

    Args:
        key: a key of `snapshots.PLANS`.
        epochs: of the whole run.
        folder: that of the weights.
        resume: whether the run continues an earlier one.
        alone: whether the run is for its snapshots alone: an interrupted training of the model
            keeps its own file.
    """

    def __init__(self, key: str, epochs: int, folder: Path, resume: bool, alone: bool = False):
        self.key, self.folder = key, folder
        self.plan = snapshots.PLANS[key]
        self.wanted = self.plan.moments(epochs)
        name = ".snapshots_alone.checkpoint.npz" if alone else ".snapshots.checkpoint.npz"
        self._path = store.folder_of(key, folder) / name
        self._taken: dict[str, np.ndarray] = {}
        self._losses: dict[float, float] = {}
        if resume and self._path.is_file():
            with contextlib.suppress(Exception):  # damaged: the run has no snapshots
                self._taken, self._losses = _read_taken(self._path)

    @property
    def complete(self) -> bool:
        """Whether all snapshots have been taken."""
        return {0.0, *self.wanted} <= set(self._losses)

    def see(
        self, epoch: int, step: int, steps: int, loss: float, now: Callable[[], list[np.ndarray]]
    ) -> None:
        """Take a snapshot, if the plan names this step.

        Args:
            epoch: the one under way, 1 for the first.
            step: how many of its steps are done.
            steps: how many it has.
            loss: the mean over the epoch so far.
            now: returns the present weights.
        """
        if (epoch, step) == (1, 1):  # the loss of the untrained net
            self._losses[0.0] = loss
        for moment in self.wanted:
            at = (1, max(1, round(moment * steps))) if moment < 1 else (moment, steps)
            if (epoch, step) == at:
                self._take(moment, loss, now())

    def _take(self, moment: float, loss: float, values: list[np.ndarray]) -> None:
        self._losses[moment] = loss
        for i, value in enumerate(values):
            self._taken[f"{moment:g}/{i}"] = value
        losses = json.dumps({f"{moment:g}": loss for moment, loss in self._losses.items()})
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(self._path) as new:
            np.savez(new, allow_pickle=False, losses=losses, **self._taken)

    def save(self, facts: dict[str, Any]) -> Path | None:
        """Write the snapshots and the facts about them, both or none, as `saving.save` does.

        Args:
            facts: plain JSON types, with the "seed" of the untrained network.

        Returns:
            The path; None if snapshots are missing, because the run was continued from a
            checkpoint without the earlier ones.
        """
        if not self.complete:
            self._path.unlink(missing_ok=True)
            return None
        from ae_core.models import builder

        nets = {0.0: builder.build(presets.get(self.key), seed=facts["seed"]).get_weights()}
        nets |= {moment: _weights_at(self._taken, moment) for moment in self.wanted}
        path = save(self.key, self.folder, nets, self._losses, facts)
        self._path.unlink(missing_ok=True)  # only now: until here it is the only copy
        return path


def save(
    key: str,
    folder: Path,
    nets: Mapping[float, list[np.ndarray]],
    losses: Mapping[float, float],
    facts: dict[str, Any],
) -> Path:
    """Write the networks of some moments, whole or not at all. Needs TensorFlow.

    Args:
        key: a key of `snapshots.PLANS`.
        folder: that of the weights.
        nets: by moment, the weights as `keras.Model.get_weights` gives them.
        losses: the training loss, by moment.
        facts: about the run. "moments" is added: for each its loss, and "exact_db", the PSNR in
            dB of its pictures against those of the exact network, over clean and noisy stroke
            digits.
    """
    path = snapshots.path_of(key, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    members, moments = {}, []
    for moment, values in sorted(nets.items()):
        content, exact_db = _convert(key, values)
        members[f"{moment:g}.tflite"] = content
        row = {"moment": moment, "loss": round(losses[moment], 5), "exact_db": round(exact_db, 1)}
        moments.append(row)
    facts_path = snapshots.facts_of(key, folder)
    finish([path], facts_path, lambda facts: snapshots.read_with(key, folder, facts))
    with replacing_set([path], facts_path) as ((new,), new_facts):
        with zipfile.ZipFile(new, "w") as archive:
            for name, content in members.items():  # no time of day: equal files
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
        content = new.read_bytes()
        file = describe(path.name, content)
        content_of_facts = {"key": key, **facts, "moments": moments, "file": file}
        new_facts.write_text(json.dumps(content_of_facts, indent=1) + "\n")
    return path


def _convert(key: str, values: list[np.ndarray]) -> tuple[bytes, float]:
    """A small LiteRT file of weights, and the PSNR in dB of its pictures to the exact net's."""
    from ae_core.inference import runtime
    from ae_core.models import builder
    from ae_core.training import export

    spec, steps = presets.get(key), snapshots.PLANS[key].steps
    model = builder.build(spec)
    model.set_weights([_quantise(value, steps) for value in values])
    content = export.convert_small(model)
    model.set_weights(values)
    clean = from_uint8(datasets.load_strokes("test").images[:_COMPARED])
    pictures = np.concatenate([clean, add_noise("gaussian", clean, 0.5, 0)])
    exact = evaluation.forward(model)(pictures)
    ours = runtime.Net(content).run("reconstruct", pictures)["reconstruction"]
    return content, float(-10 * np.log10(np.mean((ours - exact) ** 2)))


def _quantise(values: np.ndarray, steps: int | None) -> np.ndarray:
    """A kernel with its weights rounded to 2 * steps + 1 values per output; biases unchanged."""
    if steps is None or values.ndim < 2:
        return values
    largest = np.abs(values).max(axis=tuple(range(values.ndim - 1)))
    step = np.where(largest > 0, largest / steps, 1).astype(np.float32)
    return np.round(values / step) * step


def _read_taken(path: Path) -> tuple[dict[str, np.ndarray], dict[float, float]]:
    """The snapshots that a `Recorder` has kept: arrays by name, and losses by moment."""
    with np.load(path, allow_pickle=False) as saved:
        taken = dict(saved)
    losses = json.loads(str(taken.pop("losses")))
    return taken, {float(moment): loss for moment, loss in losses.items()}


def _weights_at(arrays: Mapping[str, np.ndarray], moment: float) -> list[np.ndarray]:
    """The weights of one moment, from arrays named "moment/number"."""
    found = {}
    for name, array in arrays.items():
        at, number = name.split("/")
        if at == f"{moment:g}":
            found[int(number)] = array
    return [found[number] for number in sorted(found)]
