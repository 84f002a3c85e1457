"""The commands: `train.py KEY…` trains models of the table, `train.py sweep` many small nets."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ae_core.data import datasets
from ae_core.models import presets, snapshots, store
from ae_core.models.spec import ModelSpec
from ae_core.training.console import console, prepare

from . import errors, listing, sweep, train_model
from .choices import DataName, RecipeName


def main(
    keys: Annotated[
        list[str] | None, typer.Argument(help="Models to train, or 'all'. See --list.")
    ] = None,
    recipe: Annotated[
        RecipeName,
        typer.Option(help="published: as the tutorial; ours: same net and loss, less time."),
    ] = RecipeName.ours,
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of weights, order and noise.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the weights.", show_default="weights/")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Train again what is already trained.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue an interrupted run from its last epoch.")
    ] = False,
    figures: Annotated[
        Path | None, typer.Option(help="Save the 2x10 figure of each epoch and the GIF here.")
    ] = None,
    digits: Annotated[
        DataName,
        typer.Option("--data", help="strokes: the built-in digits, where MNIST is absent."),
    ] = DataName.mnist,
    list_: Annotated[bool, typer.Option("--list", help="Print the models and leave.")] = False,
    evaluate: Annotated[
        bool,
        typer.Option(
            "--evaluate", help="Print the scores of all trained models on the test digits."
        ),
    ] = False,
    maps: Annotated[
        bool,
        typer.Option(
            "--maps",
            help="Train nothing; make the maps of the models anew, of all if none is named.",
        ),
    ] = False,
    export: Annotated[
        bool,
        typer.Option(
            "--export",
            help="Train nothing; make the LiteRT files of the models anew, of all that are there "
            "if none is named.",
        ),
    ] = False,
    snapshots_only: Annotated[
        bool,
        typer.Option(
            "--snapshots",
            help="Train as far as the page's replay needs it, and keep its snapshots alone; of "
            "all that it shows if none is named.",
        ),
    ] = False,
) -> None:
    """Train the autoencoders of Autoencoder Lab and keep their weights.

    Of each model there are its Keras weights, to train on with, and a LiteRT file made of them,
    which the page runs. A model whose weights are there and whole is not trained again without
    --force. After every epoch the state is saved, so that --resume continues a run that was
    killed. Of some models a few moments are kept as well, which the page replays.

    MNIST is taken from the file named by MNIST_NPZ, else from the Keras cache, else fetched
    (11 MB).

    `train.py sweep` trains many small nets and compares them; see `train.py sweep --help`.
    """
    out = out or store.folder()
    if list_:
        listing.print_models()
        return
    if snapshots_only and not keys:
        keys = list(snapshots.PLANS)
    if not keys and not evaluate and not maps and not export:
        raise typer.BadParameter(f"name a model or 'all': {', '.join(presets.ALL)}")
    chosen = _chosen(keys or [], recipe)
    if snapshots_only:
        chosen = _replayed(chosen)
    try:
        if export:
            there = [
                spec for spec in presets.ALL.values() if store.path_of(spec.key, out).is_file()
            ]
            train_model.export(chosen or there, out)
            chosen = []
        if maps:
            known = [
                spec for spec in presets.PRESETS.values() if train_model.is_trained(spec.key, out)
            ]
            train_model.make_maps(chosen or known, out)
            chosen = []
        for spec in chosen:
            published = spec.published if recipe is RecipeName.published else None
            plan = published.recipe if published else spec.recipe
            plan = replace(
                plan, epochs=epochs or plan.epochs, batch_size=batch_size or plan.batch_size
            )
            asked = train_model.Run(
                spec, recipe.value, plan, seed, out, resume, figures, snapshots_only
            )
            train_model.train(asked, force, digits.value)
        if evaluate:
            console.print(listing.scores_table(out, digits.value))
    except (
        datasets.DataError,
        store.WeightsError,
        FloatingPointError,
        OSError,
        ValueError,
    ) as error:
        console.print(errors.told(error), style="red", soft_wrap=True)
        raise typer.Exit(1) from None


def _chosen(keys: list[str], recipe: RecipeName) -> list[ModelSpec]:
    """The rows named, each once, the critic before those it trains.

    "all" stands for those that have such a recipe.
    """
    known = presets.ALL
    if recipe is RecipeName.published:
        known = {key: spec for key, spec in known.items() if spec.published}
    unknown = [key for key in keys if key != "all" and key not in known]
    if unknown:
        raise typer.BadParameter(
            f"no model {', '.join(unknown)} with that recipe; there are: {', '.join(known)}, all"
        )
    chosen = known.values() if "all" in keys else [known[key] for key in dict.fromkeys(keys)]
    return sorted(chosen, key=lambda spec: spec.interpolation_penalty > 0)


def _replayed(chosen: list[ModelSpec]) -> list[ModelSpec]:
    """Those of which snapshots are kept."""
    rows = [spec for spec in chosen if spec.key in snapshots.PLANS]
    if not rows:
        raise typer.BadParameter(f"snapshots are kept of: {', '.join(snapshots.PLANS)}")
    return rows


def run() -> None:
    """What the shell starts. No model is called "sweep": the word begins the other command."""
    prepare()
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    if sys.argv[1:2] == ["sweep"]:
        app.command()(sweep.main)
        app(sys.argv[2:], prog_name="train.py sweep")
    else:
        app.command()(main)
        app()
