"""The core of Autoencoder Lab: digits, noise, autoencoders, training, inference, scores.

It knows nothing of the page. What `__all__` names is its public interface, and stays; each name is
imported when it is first used. Only `train` and `add_archive` take TensorFlow:

- `MODELS`: the models on offer, key → `ModelSpec`; `NOISES`: the kinds of noise.
- `load_digits`: MNIST or the built-in digits; `from_strokes`, `from_canvas`: pen strokes or a
  picture become one digit; `add_noise`: corrupt pictures.
- `reconstruct`, `encode`, `decode`: pictures and codes through a model; `classify`: which digit a
  picture shows; `metrics`: how near a reconstruction comes to the clean picture.
- `train`: train a model of one's own; `add_archive`: use one that was trained on the page.

Pictures are float32 arrays of shape (n, 28, 28) with values in [0, 1], where 1 is ink; see
`pictures`.
"""

import importlib
import os
from typing import TYPE_CHECKING, Any

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

_HOMES = {  # name → module and the name there
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
    "reconstruct": ("inference.autoencoder", "reconstruct"),
    "train": ("training.trainer", "train"),
}

# All are read when TensorFlow and Keras are first imported, by whichever module comes first.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # a visitor's log holds our lines only
if os.path.expanduser("~") == "~":  # no home: Keras would make a folder of that name right here
    os.environ.setdefault("KERAS_HOME", os.devnull)
# Set before TensorFlow is imported, these keep a process to one core.
ONE_THREAD = dict.fromkeys(
    ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"), "1"
)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name in _HOMES:
        module, there = _HOMES[name]
        return getattr(importlib.import_module(f".{module}", __name__), there)
    if name == "metrics":
        return importlib.import_module(".metrics", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
