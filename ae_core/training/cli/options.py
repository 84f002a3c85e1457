"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class RecipeName(StrEnum):
    """Which recipe: the tutorial's, or ours."""

    ours = "ours"
    published = "published"


Out = Annotated[Path | None, typer.Option(help="Folder of the weights.", show_default="weights/")]
Data = Annotated[
    str,
    typer.Option(
        "--data",
        metavar="NAME|PATH",
        help="mnist, strokes (the built-in digits), fashion_mnist, or data of your own: an .npz, "
        "IDX files, a folder of pictures. `ae_core.load_digits` reads them.",
    ),
]
Epochs = Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")]
BatchSize = Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")]
Seed = Annotated[int, typer.Option(min=0, help="Of weights, order and noise.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Continue an interrupted run from its last epoch.")
]
TrainedKeys = Annotated[
    list[str] | None, typer.Argument(help="Models; all that are trained if none is named.")
]
