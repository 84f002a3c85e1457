"""The command `sweep`: find the runs that are missing, do them, and compare all results."""

import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, TypeVar, cast

import filelock
import typer

from ae_core.models.spec import MIXED, Noise
from ae_core.noise import NOISES
from ae_core.training.sweep import grid, processes

from . import errors, train_model
from .console import console
from .options import Data
from .sweep_progress import Progress, summary

T = TypeVar("T")
log = logging.getLogger(__name__)


def main(
    codes: Annotated[str, typer.Option(help="Numbers in the code.")] = "2,4,8,16,32,64",
    layers: Annotated[str, typer.Option(help="Hidden layers before the code.")] = "1",
    units: Annotated[str, typer.Option(help="Units of each hidden layer.")] = "128",
    losses: Annotated[str, typer.Option(help="bce, mse.")] = "bce,mse",
    seeds: Annotated[str, typer.Option(help="Of weights, order and noise.")] = "0,1",
    noise: Annotated[
        str, typer.Option(help=f"What nets learn to remove: clean, {MIXED}, or KIND:LEVEL.")
    ] = "gaussian:0.5",
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the training digits.")] = 5,
    data: Data = "mnist",
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("out/sweep"),
    workers: Annotated[int, typer.Option(min=1, help="Processes on this machine.")] = 1,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Do the runs on a Ray cluster: auto (that of this machine), HOST:PORT, or local.",
        ),
    ] = None,
) -> None:
    """Train every combination of a few choices, and compare.

    Lists are written with commas: --codes 2,4,8. Each finished run is a file in the folder, so that
    the same command after a crash goes on where it was, and one with a larger grid adds to it. All
    results of the folder end up in sweep.csv and sweep.png.
    """
    plan = grid.Plan(data, _noise(noise), epochs)
    try:
        runs = grid.grid(
            plan,
            _list("--codes", codes, int),
            _list("--layers", layers, int),
            _list("--units", units, int),
            _list("--losses", losses, _loss),
            _list("--seeds", seeds, int),
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    with errors.reported("The same command goes on where this one stopped."):
        out.mkdir(parents=True, exist_ok=True)
        try:
            with filelock.FileLock(out / ".sweep.lock", blocking=False):
                failed = _do_missing(runs, plan, out, workers, ray)
        except filelock.Timeout:
            errors.fail(f"Another sweep is writing to {out}; give each its own folder with --out")
        except ModuleNotFoundError as error:
            if error.name != "ray":
                raise
            errors.fail("Ray is not installed: pip install 'ray==2.*'")
    if failed:
        errors.fail(f"Failed: {failed}; the same command tries again what is missing")


def _do_missing(
    runs: list[grid.Run], plan: grid.Plan, out: Path, workers: int, address: str | None
) -> int:
    """Do the runs without a result, and write table and figure. Returns how many runs failed."""
    results = grid.load(out, plan)
    missing = [run for run in runs if run not in results]
    console.print(
        f"{len(runs)} runs, {len(runs) - len(missing)} of them done already; results in {out}"
    )
    grid.remove_unfinished(out, missing)
    progress = Progress(len(runs), len(runs) - len(missing))
    if missing:
        train, test = (train_model.load_digits(plan.data, split) for split in ("train", "test"))
        if address is None:
            events = processes.local(missing, train, test, workers)
        else:
            from ae_core.training.sweep import cluster

            events = cluster.on_ray(missing, train, test, address)
        with closing(progress.follow(events)) as shown:
            for event in shown:
                if event.result:
                    grid.save(event.result, out)
                    results[event.run] = event.result
                    grid.write_table(grid.ordered(results.values()), out)
                if event.details:
                    log.warning("%s failed\n%s", event.run.name, event.details)
    if results:
        _show(grid.ordered(results.values()), out)
    return len(progress.failed)


def _show(results: list[grid.Result], out: Path) -> None:
    from ae_core.training.sweep import plot  # imports matplotlib, not needed before

    paths = [grid.write_table(results, out), out / "sweep.png"]
    plot.save(results, paths[-1])
    console.print(summary(results))
    console.print(*paths, sep="\n", highlight=False, soft_wrap=True)


def _list(option: str, text: str, kind: Callable[[str], T]) -> list[T]:
    try:
        return [kind(part.strip()) for part in text.split(",")]
    except ValueError:
        raise typer.BadParameter(f"{option}: expected numbers, as 2,4,8; received {text}") from None


def _loss(text: str) -> grid.Loss:
    return cast(grid.Loss, text)  # `grid` refuses other words


def _noise(text: str) -> Noise:
    if text in ("clean", MIXED):
        return None if text == "clean" else MIXED
    kind, _, level = text.partition(":")
    try:
        found = float(level or "0.5")
    except ValueError:
        found = -1.0
    if kind not in NOISES or not 0 < found <= 1:
        raise typer.BadParameter(
            f"--noise: expected clean, {MIXED}, or KIND:LEVEL with a level above 0 to 1 and a kind "
            f"of {', '.join(NOISES)}; received {text}"
        )
    return kind, found
