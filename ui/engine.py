"""The core's inference with its failures as `Problem`s: for the stage, the rooms, the endpoint."""

from collections.abc import Callable

import numpy as np

from ae_core import inference, weights

from . import warmup
from .problems import Problem


def run(model: str, clean: np.ndarray, noisy: np.ndarray) -> inference.Result:
    """`inference.run`."""
    return told(inference.run, model, clean, noisy)


def reconstruct(model: str, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`inference.reconstruct`."""
    return told(inference.reconstruct, model, pictures)


def encode(model: str, pictures: np.ndarray) -> np.ndarray:
    """`inference.encode`."""
    return told(inference.encode, model, pictures)


def decode(model: str, codes: np.ndarray) -> np.ndarray:
    """`inference.decode`."""
    return told(inference.decode, model, codes)


def told(function: Callable, *args):
    """What a function of the core answers.

    Raises:
        Problem: if TensorFlow could not be loaded, or weights cannot be used.
    """
    if warmup.failed():
        raise Problem("no_tensorflow")
    try:
        return function(*args)
    except weights.WeightsError as error:
        raise Problem("weights", file=error.file, command=error.command) from None
