"""What there is: the table of models, and the scores of those that are trained."""

from pathlib import Path

from rich import box
from rich.table import Table

from ae_core import evaluation
from ae_core.data import datasets
from ae_core.models import presets, store
from ae_core.models.spec import Recipe
from ae_core.pictures import from_uint8
from ae_core.training.console import console

from . import train_model


def print_models() -> None:
    """The table of models, narrow enough for 80 columns, and below it what each teaches."""
    table = Table("model", "code", "parameters", "loss", "trained on", "published", box=box.SIMPLE)
    for spec in presets.ALL.values():
        table.add_row(
            spec.key,
            "x".join(map(str, spec.code_shape)),
            f"{spec.parameters:,}",
            spec.loss,
            spec.trained_on,
            _plan(spec.published.recipe) if spec.published else "",
        )
    console.print(table)
    for spec in presets.ALL.values():
        console.print(f"{spec.key}: {spec.lesson}", highlight=False)


def _plan(recipe: Recipe) -> str:
    return f"{recipe.batch_size} x {recipe.epochs}"


def scores_table(out: Path, data_name: datasets.Name) -> Table:
    """Clean and noisy scores of every model whose weights are in `out`."""
    test = train_model.digits(data_name, "test")
    pictures = from_uint8(test.images)
    table = Table("model", "input", "MSE", "BCE", "PSNR dB", "SSIM")
    table.title = f"{len(pictures):,} test digits ({test.name}), Gaussian noise, clipped"
    for key in presets.PRESETS:
        try:
            model = store.load(key, out)
        except store.WeightsError as error:
            console.print(str(error), style="red", soft_wrap=True)
            continue
        for given, scores in evaluation.evaluate(evaluation.forward(model), pictures).items():
            label = given if given == "clean" else f"sigma {given}"
            numbers = (scores["mse"], scores["bce"], scores["psnr"], scores["ssim"])
            formats = ("{:.4f}", "{:.4f}", "{:.1f}", "{:.3f}")
            table.add_row(key, label, *(f.format(n) for f, n in zip(formats, numbers, strict=True)))
        table.add_section()
    return table
