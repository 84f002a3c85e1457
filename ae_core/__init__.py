"""Autoencoder Lab as a library: digits, noise, autoencoders, training, inference, scores.

The names below are the public interface; modules may move, these names stay. Each is imported when
it is first used. TensorFlow is imported by `train`, and by `load_digits` of Fashion-MNIST.

- `MODELS`: the models on offer, key → `ModelSpec`.
- `NOISES`: the kinds of noise; `add_noise` corrupts pictures.
- `load_digits`: MNIST, the built-in digits, or a file or folder of your own, as uint8 `images` and
  as float32 `pictures`.
- `from_strokes`, `from_canvas`: turn pen strokes or a picture into one digit.
- `reconstruct`, `encode`, `decode`: run a model on pictures or codes.
- `classify`: the probabilities of the ten digits, and that of none.
- `metrics`: scores of a reconstruction against the clean picture.
- `train`: train a model of your own, on uint8 images; `add_archive`: add one that was trained on
  the page.

All other functions take pictures as float32 arrays of shape (n, 28, 28) with values in [0, 1],
where 1 is ink; see `pictures`. `from_canvas` and `from_strokes` make a single one, (28, 28).
"""

import importlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import metrics as metrics
    from .data.datasets import load as load_digits
    from .data.photos import from_canvas
    from .data.strokes import from_strokes
    from .inference.autoencoder import decode, encode, reconstruct
    from .inference.classifier import classify
    from .models.presets import PRESETS as MODELS
    from .noise import NOISES, add_noise
    from .training.archive import add as add_archive
    from .training.trainer import train

__all__ = [
    "MODELS",
    "NOISES",
    "add_archive",
    "add_noise",
    "classify",
    "decode",
    "encode",
    "from_canvas",
    "from_strokes",
    "load_digits",
    "metrics",
    "reconstruct",
    "train",
]

__version__ = "0.1.0"

# public name → module and the name there; None: the module itself
_LOCATIONS: dict[str, tuple[str, str | None]] = {
    "MODELS": ("models.presets", "PRESETS"),
    "NOISES": ("noise", "NOISES"),
    "add_archive": ("training.archive", "add"),
    "add_noise": ("noise", "add_noise"),
    "classify": ("inference.classifier", "classify"),
    "decode": ("inference.autoencoder", "decode"),
    "encode": ("inference.autoencoder", "encode"),
    "from_canvas": ("data.photos", "from_canvas"),
    "from_strokes": ("data.strokes", "from_strokes"),
    "load_digits": ("data.datasets", "load"),
    "metrics": ("metrics", None),
    "reconstruct": ("inference.autoencoder", "reconstruct"),
    "train": ("training.trainer", "train"),
}

# TensorFlow and Keras read these when they are first imported, which any module may do.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # the log is for our own lines
# TensorFlow uses its fastest kernels by itself only where there is AVX-512; others gain as well
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
if os.path.expanduser("~") == "~":  # without a home folder Keras would create one called "~" here
    os.environ.setdefault("KERAS_HOME", os.devnull)
# Set before TensorFlow is imported, these keep a process to one core.
ONE_THREAD = dict.fromkeys(
    ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"), "1"
)


if not TYPE_CHECKING:  # a type checker would take it as a sign that every name exists

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used."""
        if name not in _LOCATIONS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        path, original = _LOCATIONS[name]
        module = importlib.import_module(f".{path}", __name__)
        return getattr(module, original) if original else module


def __dir__() -> list[str]:
    """The public names, for completion and `help`, whether or not they are imported yet."""
    return sorted({*globals(), *__all__})
