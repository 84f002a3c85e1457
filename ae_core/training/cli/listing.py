"""The table of models, and the scores of those that are trained."""

from pathlib import Path

from rich import box
from rich.table import Table

from ae_core import evaluation
from ae_core.models import presets, store
from ae_core.models.spec import ModelSpec, Recipe

from . import train_model
from .console import console


def print_models() -> None:
    """Print the table of models, narrow enough for 80 columns, and what each teaches."""
    table = Table("model", "code", "parameters", "loss", "trained on", "published", box=box.SIMPLE)
    for spec in presets.ALL.values():
        table.add_row(
            spec.key,
            "x".join(map(str, spec.code_shape)),
            f"{spec.parameters:,}",
            spec.loss,
            spec.trained_on,
            _batches_and_epochs(spec.published.recipe) if spec.published else "",
        )
    console.print(table)
    for spec in presets.ALL.values():
        console.print(f"{spec.key}: {spec.lesson}", highlight=False)


def _batches_and_epochs(recipe: Recipe) -> str:
    return f"{recipe.batch_size} x {recipe.epochs}"


def print_scores(specs: list[ModelSpec], out: Path, data: str) -> None:
    """Print the clean and noisy scores of autoencoders whose weights are in `out`.

    A model whose weights are missing or damaged is named with the command that makes them.
    """
    test = train_model.load_digits(data, "test")
    pictures = test.pictures
    table = Table("model", "input", "MSE", "BCE", "PSNR dB", "SSIM")
    table.title = f"{len(pictures):,} test digits ({test.name}), Gaussian noise, clipped"
    for spec in specs:
        try:
            model = store.load(spec.key, out)
        except store.WeightsError as error:
            console.print(str(error), style="red", soft_wrap=True)
            continue
        for given, scores in evaluation.evaluate(evaluation.forward(model), pictures).items():
            label = given if given == "clean" else f"sigma {given}"
            numbers = (scores["mse"], scores["bce"], scores["psnr"], scores["ssim"])
            formats = ("{:.4f}", "{:.4f}", "{:.1f}", "{:.3f}")
            cells = (f.format(n) for f, n in zip(formats, numbers, strict=True))
            table.add_row(spec.key, label, *cells)
        table.add_section()
    console.print(table)
