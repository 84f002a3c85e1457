"""A sweep: which small nets are trained, and the result of each.

A run is one training. Its result is one small JSON file, written whole or not at all, so a sweep
that was killed goes on with the runs that have none, and a larger grid adds runs to a folder.
Trains nothing itself: see `train_run`.
"""

import csv
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ae_core.artifacts import remove_temporary_files, replacing
from ae_core.models.dense import Loss, dense_spec
from ae_core.models.spec import ModelSpec, Noise

SCORES = ("mse", "bce", "psnr", "ssim")
_ORDER = ("loss", "layers", "units", "code", "seed")


@dataclass(frozen=True)
class Plan:
    """What all runs of a sweep have in common, so that their results can be compared.

    Attributes:
        data: name or path of the digits; see `datasets.load`.
        noise: what the nets are trained to undo, as in `ModelSpec`.
        epochs: passes over the training digits.
    """

    data: str
    noise: Noise
    epochs: int


@dataclass(frozen=True)
class Run:
    """One training of a sweep.

    Attributes:
        code: numbers in the code.
        layers: hidden layers before the code; the decoder has as many.
        units: of each hidden layer; 0 where there is none.
        loss: see `ModelSpec`.
        seed: of weights, order and noise.
        plan: what it shares with the other runs.
    """

    code: int
    layers: int
    units: int
    loss: Loss
    seed: int
    plan: Plan

    @property
    def name(self) -> str:
        """Different for every run of a plan; the name of its file."""
        return f"code{self.code}_{self.layers}x{self.units}_{self.loss}_seed{self.seed}"

    @property
    def spec(self) -> ModelSpec:
        """The net to train, with its recipe."""
        widths = (self.units,) * self.layers
        plan = self.plan
        # ReLU as in the published nets, which a sweep varies
        return dense_spec(self.code, widths, self.loss, plan.noise, plan.epochs, "relu")

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Run":
        """The run that `asdict` turned into plain types."""
        plan = value["plan"]
        noise = tuple(plan["noise"]) if isinstance(plan["noise"], list) else plan["noise"]
        return cls(**{**value, "plan": Plan(**{**plan, "noise": noise})})


@dataclass(frozen=True)
class Result:
    """The result of a run.

    Attributes:
        run: the run.
        parameters: count of trainable numbers.
        training_loss: mean over the last epoch.
        mse, bce, psnr, ssim: means over all test digits of the reconstruction's score against the
            clean digit. The net is given the digit corrupted as in training, with Gaussian noise
            0.5 if it was trained on every noise. PSNR in dB.
        seconds: of training.
        digits: {"train", "test"}: SHA-256 of the pixels it learnt from and was scored on.
        versions: see `saving.versions`.
    """

    run: Run
    parameters: int
    training_loss: float
    mse: float
    bce: float
    psnr: float
    ssim: float
    seconds: float
    digits: dict[str, str]
    versions: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Result":
        """The result that `as_json` returned.

        Raises:
            KeyError, TypeError, ValueError: if `value` is no such result.
        """
        for name in ("parameters", "training_loss", *SCORES, "seconds"):
            if not isinstance(value[name], int | float):
                raise ValueError(f"Expected a number of {name}; received {value[name]!r}")
        return cls(**{**value, "run": Run.from_json(value["run"])})


class OtherPlan(ValueError):
    """The folder holds results of another plan."""


def grid(
    plan: Plan,
    codes: Iterable[int],
    layers: Iterable[int],
    units: Iterable[int],
    losses: Iterable[Loss],
    seeds: Iterable[int],
) -> list[Run]:
    """Every combination, each once.

    Nets without hidden layers are the same for all `units`. The seed changes slowest, so that a
    sweep cut short has whole curves.

    Raises:
        ValueError: if a number is out of range, or there is no such loss.
    """
    runs = [
        Run(code, depth, width if depth else 0, loss, seed, plan)
        for seed, depth, width, loss, code in itertools.product(seeds, layers, units, losses, codes)
    ]
    for run in runs:
        if min(run.layers, run.seed) < 0:
            raise ValueError(f"Expected layers and seeds from 0 up; received {run.name}")
        _ = run.spec  # refuses other losses, and codes, units and epochs below 1
    return list(dict.fromkeys(runs))


def save(result: Result, folder: Path) -> Path:
    """Write the result of a run, whole or not at all; returns the path."""
    path = _runs_folder(folder) / f"{result.run.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(result.as_json(), indent=1) + "\n")
    return path


def load(folder: Path, plan: Plan) -> dict[Run, Result]:
    """The results in a folder, in the order of `ordered`.

    A file that cannot be read counts as missing: the run is done again and the file replaced.

    Raises:
        OtherPlan: if there are results of another plan.
    """
    found = {}
    for path in _runs_folder(folder).glob("[!.]*.json"):  # hidden files are unfinished
        try:
            result = Result.from_json(json.loads(path.read_text()))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if result.run.plan != plan:
            raise OtherPlan(
                f"{path} is of another sweep ({_describe(result.run.plan)}; asked for is "
                f"{_describe(plan)}); give each its own folder with --out"
            )
        found[result.run] = result
    return {result.run: result for result in ordered(found.values())}


def ordered(results: Iterable[Result]) -> list[Result]:
    """Results by loss, layers, units, code and seed."""
    return sorted(results, key=lambda r: tuple(getattr(r.run, name) for name in _ORDER))


def remove_unfinished(folder: Path, runs: Iterable[Run]) -> None:
    """Remove the temporary files that a killed sweep left of these runs, and of its table."""
    remove_temporary_files(folder, "sweep")
    for run in runs:
        remove_temporary_files(_runs_folder(folder), run.name)


def write_table(results: Sequence[Result], folder: Path) -> Path:
    """Write results as one table, `sweep.csv`, with a row for each run; returns the path."""
    rows = [_table_row(result) for result in results]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sweep.csv"
    with replacing(path) as temporary, temporary.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0] if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _runs_folder(folder: Path) -> Path:
    return folder / "runs"


def _table_row(result: Result) -> dict[str, Any]:
    run, spec = result.run, result.run.spec
    return {
        **{name: getattr(run, name) for name in ("code", "layers", "units", "loss", "seed")},
        "parameters": result.parameters,
        "training_loss": result.training_loss,
        **{name: getattr(result, name) for name in SCORES},
        "seconds": result.seconds,
        "data": run.plan.data,
        "trained_on": spec.trained_on,
        "epochs": run.plan.epochs,
    }


def _describe(plan: Plan) -> str:
    trained_on = dense_spec(1, noise=plan.noise).trained_on
    return f"{plan.data}, {trained_on}, {plan.epochs} epochs"
