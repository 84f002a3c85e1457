"""The figure of the tutorials after each epoch of a training, and all of them as a GIF."""

from pathlib import Path
from typing import TYPE_CHECKING

from ae_core import evaluation
from ae_core.data import datasets
from ae_core.models.spec import ModelSpec
from ae_core.pictures import from_uint8

if TYPE_CHECKING:
    import keras


def save(
    model: "keras.Model", spec: ModelSpec, test: datasets.Digits, folder: Path, epoch: int
) -> None:
    """Save the figure of the tutorials: ten test digits over their reconstructions."""
    from ae_core.figures import comparison, save_png

    given = evaluation.corrupt_as_trained(spec, from_uint8(test.images[:10]))
    folder.mkdir(parents=True, exist_ok=True)
    save_png(comparison(given, evaluation.forward(model)(given)), folder / f"epoch_{epoch:03}.png")


def save_gif(folder: Path, epochs: int) -> str:
    """Join the figures of the epochs that are there; returns what was done, as text."""
    from PIL import Image

    from ae_core.figures import epoch_gif

    paths = [folder / f"epoch_{number:03}.png" for number in range(1, epochs + 1)]
    # a run resumed with --figures that was begun without has none of its first epochs
    frames = [Image.open(path) for path in paths if path.is_file()]
    if not frames:
        return f"{folder}: no figures, so no GIF"
    epoch_gif(frames, folder / "training.gif")
    return f"{folder / 'training.gif'}: {len(frames)} epochs, one a second"
