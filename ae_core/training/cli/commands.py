"""The command line of training: `python train.py --help`. No command imports TensorFlow early."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ae_core.models import presets, snapshots, store
from ae_core.models.spec import ModelSpec, Recipe
from ae_core.scripts import keras_script
from ae_core.training import saving

from . import errors, listing, options, sweep, train_model
from .console import prepare

_RESUME = "Then give the same command with --resume: it goes on after the last whole epoch."

app = typer.Typer(
    help="Train the autoencoders of Autoencoder Lab, keep their weights, and score them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)


@app.command()
def run(
    keys: Annotated[
        list[str] | None, typer.Argument(help="Models to train, or 'all'. See `list`.")
    ] = None,
    recipe: Annotated[
        options.RecipeName,
        typer.Option(help="published: as the tutorial; ours: same net and loss, less time."),
    ] = options.RecipeName.ours,
    epochs: options.Epochs = None,
    batch_size: options.BatchSize = None,
    seed: options.Seed = 0,
    out: options.Out = None,
    force: Annotated[
        bool, typer.Option("--force", help="Train again what is already trained.")
    ] = False,
    resume: options.Resume = False,
    figures: Annotated[
        Path | None, typer.Option(help="Save the 2x10 figure of each epoch and the GIF here.")
    ] = None,
    data: options.Data = "mnist",
    validation: Annotated[
        int, typer.Option(min=0, help="Test digits on which each epoch's loss is measured.")
    ] = train_model.VALIDATION,
    learning_rate: Annotated[
        float | None, typer.Option(min=0, help="Instead of the recipe's.")
    ] = None,
    begin_with: Annotated[
        Path | None,
        typer.Option(help="Begin with the model's own trained weights, in this folder."),
    ] = None,
) -> None:
    """Train models and keep their weights.

    For each model the Keras weights are written, for further training, and a LiteRT file made of
    them, which the page runs. A model whose files are complete and undamaged is not trained again
    without --force. After every epoch the state is saved, so that --resume continues a run that
    was killed. Some models also get snapshots of their training, which the page replays.

    MNIST is taken from the file named by MNIST_NPZ, else from the Keras cache, else fetched
    (11 MB).
    """
    known = {
        key: spec
        for key, spec in presets.ALL.items()
        if spec.published or recipe is options.RecipeName.ours
    }
    if not keys:
        raise typer.BadParameter(f"name a model or 'all': {', '.join(known)}")
    with errors.reported(_RESUME):
        for spec in chosen(keys, known):
            published = spec.published if recipe is options.RecipeName.published else None
            recipe_used = published.recipe if published else spec.recipe
            plan = _with_options(recipe_used, epochs, batch_size)
            if learning_rate is not None:
                plan = replace(plan, learning_rate=learning_rate)
            asked = train_model.Request(
                *(spec, recipe.value, plan, seed, _folder(out), data, resume, validation),
                begin_with=begin_with,
            )
            train_model.train(asked, force, figures)


@app.command("list")
def list_models() -> None:
    """Print the models."""
    listing.print_models()


@app.command()
def evaluate(
    keys: Annotated[list[str] | None, typer.Argument(help="Models; all if none is named.")] = None,
    out: options.Out = None,
    data: options.Data = "mnist",
) -> None:
    """Print the scores of trained models on the test digits."""
    with errors.reported():
        specs = chosen(keys or ["all"], presets.PRESETS)
        listing.print_scores(specs, _folder(out), data)


@app.command()
def export(
    keys: options.TrainedKeys = None,
    out: options.Out = None,
) -> None:
    """Make the LiteRT files of trained models again."""
    folder = _folder(out)
    trained = [key for key in presets.ALL if store.path_of(key, folder).is_file()]
    with errors.reported():
        specs = _chosen_or_trained(keys, trained, folder)
        train_model.make_again(saving.make_litert, specs, folder)


@app.command()
def layers(
    keys: options.TrainedKeys = None,
    out: options.Out = None,
) -> None:
    """Write the facts of their layers into the cards of trained models again."""
    folder = _folder(out)
    with errors.reported():
        trained = [key for key in presets.ALL if train_model.is_trained(key, folder)]
        specs = _chosen_or_trained(keys, trained, folder)
        train_model.make_again(saving.describe_layers, specs, folder)


@app.command()
def maps(
    keys: options.TrainedKeys = None,
    out: options.Out = None,
) -> None:
    """Make the latent maps of trained models again."""
    folder = _folder(out)
    with errors.reported():
        trained = [key for key in presets.PRESETS if train_model.is_trained(key, folder)]
        train_model.make_maps(_chosen_or_trained(keys, trained, folder), folder)


@app.command("snapshots")
def take_snapshots(
    keys: Annotated[
        list[str] | None, typer.Argument(help="Models; all that the page replays if none is named.")
    ] = None,
    epochs: options.Epochs = None,
    batch_size: options.BatchSize = None,
    seed: options.Seed = 0,
    out: options.Out = None,
    resume: options.Resume = False,
    data: options.Data = "mnist",
) -> None:
    """Train as far as the page's replay needs it, and keep only the snapshots."""
    replayed = {key: presets.get(key) for key in snapshots.PLANS}
    with errors.reported(_RESUME):
        for spec in chosen(keys or ["all"], replayed):
            plan = _with_options(spec.recipe, epochs, batch_size)
            asked = train_model.Request(
                *(spec, "ours", plan, seed, _folder(out), data, resume), only_snapshots=True
            )
            train_model.take_snapshots(asked)


@app.command("code")
def print_code(
    key: Annotated[str, typer.Argument(help="A model; see `list`.", show_default=False)],
) -> None:
    """Print a Keras script of a model that stands alone.

    `code conv_32 > conv_32.py`; with weights/conv_32/model.weights.h5 beside it as
    conv_32.weights.h5, it loads these instead of training.
    """
    if key not in presets.PRESETS:
        raise typer.BadParameter(f"no such model: {key}; there are: {', '.join(presets.PRESETS)}")
    typer.echo(keras_script.script(presets.PRESETS[key]), nl=False)


app.command("sweep")(sweep.main)


def chosen(keys: Collection[str], known: Mapping[str, ModelSpec]) -> list[ModelSpec]:
    """The named rows of a table, each once; those that start from another model come last.

    Args:
        keys: keys of `known`; "all" stands for every one.
        known: the rows to choose from.

    Raises:
        BadParameter: if a key is unknown.
    """
    if unknown := [key for key in keys if key != "all" and key not in known]:
        raise typer.BadParameter(
            f"no such model here: {', '.join(unknown)}; there are: {', '.join(known)}, all"
        )
    specs = known.values() if "all" in keys else [known[key] for key in dict.fromkeys(keys)]
    return sorted(specs, key=lambda spec: spec.begins_as is not None)


def _chosen_or_trained(keys: list[str] | None, trained: list[str], folder: Path) -> list[ModelSpec]:
    """The models that the command line names, or those that are trained if it names none."""
    if not (keys or trained):
        errors.fail(f"There are no trained models in {folder}")
    return chosen(keys or trained, presets.ALL)


def _with_options(recipe: Recipe, epochs: int | None, batch_size: int | None) -> Recipe:
    """The recipe with what the command line changes."""
    return replace(
        recipe, epochs=epochs or recipe.epochs, batch_size=batch_size or recipe.batch_size
    )


def _folder(out: Path | None) -> Path:
    return out or store.folder()


def main() -> None:
    """What the shell starts."""
    prepare()
    app()
