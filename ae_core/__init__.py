"""The core of Autoencoder Lab: digits, noise, autoencoders, training, inference, scores.

It knows nothing of the page. Everything in it speaks one contract: pictures are float32 arrays
of shape (..., 28, 28) with values in [0, 1], where 1 is ink. What builds, trains and exports Keras
models takes TensorFlow, and so does reading a packed net; nothing else does.

After `import ae_core` the modules that `__all__` names are there as attributes, each imported
when it is first asked for: `ae_core.inference.encode("conv_32", pictures)`.
"""

import importlib
import os
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import (
        data,
        images,
        inference,
        metrics,
        noise,
        own,
        packed,
        reader,
        specs,
        training,
        weights,
    )

__all__ = [
    "data",
    "images",
    "inference",
    "metrics",
    "noise",
    "own",
    "packed",
    "reader",
    "specs",
    "training",
    "weights",
]

__version__ = "0.1.0"

# All are read when TensorFlow and Keras are first imported, by whichever module comes first.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # a visitor's log holds our lines only
if os.path.expanduser("~") == "~":  # no home: Keras would make a folder of that name right here
    os.environ.setdefault("KERAS_HOME", os.devnull)
# So, if set before, they keep a process to one core.
ONE_THREAD = dict.fromkeys(
    ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"), "1"
)


def __getattr__(name: str) -> ModuleType:
    """Import a public module when it is first asked for; training's would bring TensorFlow."""
    if name in __all__:
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
