"""The stage's handler: a request in, everything that the stage shows out, in one answer."""

import functools
import logging
import math

import numpy as np

from ae_core import inference, weights
from ae_core.noise import add_noise

from . import warmup
from .bytes64 import encode_difference, encode_picture
from .problems import Problem
from .requests import Ask, read

log = logging.getLogger("autoencoder_lab")


def respond(request: object) -> dict:
    """Spoil and restore the current digit.

    Args:
        request: the stage's value, from the browser; anything at all may come.

    Returns:
        {"state": "ok" | "blank" | "warming" | "problem", …}: "seen" and "noisy" wherever
        there is a digit, "restored", "difference", "code" and "scores" when "ok", "problem"
        as `Problem.as_json` gives it, and "digit" where the digit came as a file.
    """
    reply: dict = {}
    try:
        ask = read(request)
        reply["seen"] = encode_picture(ask.picture)
        if ask.uploaded:
            reply["digit"] = {"pixels": reply["seen"]}
        if not ask.picture.any():
            return {**reply, "state": "blank"}
        # drawn here too, in microseconds, so that it is shown where the model cannot run
        noisy = add_noise(ask.noise, ask.picture, ask.level, ask.seed)
        reply["noisy"] = encode_picture(noisy)
        return {**reply, **_restore(ask)}
    except Problem as problem:
        _log_once(str(problem))
        return {**reply, "state": "problem", "problem": problem.as_json()}


def run(model: str, picture: np.ndarray, noise: str, level: float, seed: int) -> inference.Result:
    """`inference.run`, its failures as `Problem`s, for the page and the endpoint alike."""
    if warmup.failed():
        raise Problem("no_tensorflow")
    try:
        return inference.run(model, picture, noise, level, seed)
    except weights.WeightsError as error:
        raise Problem("weights", file=error.file, command=error.command) from None


def _restore(ask: Ask) -> dict:
    if warmup.is_warming() and not inference.loaded(ask.model):
        return {"state": "warming"}
    result = run(ask.model, ask.picture, ask.noise, ask.level, ask.seed)
    return {
        "state": "ok",
        "restored": encode_picture(result.restored),
        "difference": encode_difference(result.restored, ask.picture),
        "scores": finite(result.scores),
        "code": _code(result, inference.load(ask.model).card),
    }


def _code(result: inference.Result, card: dict) -> dict:
    clean, noisy = result.clean_code, result.noisy_code
    try:
        high = [float(card["code_range"]["high"][i]) for i in range(noisy.shape[-1])]
    except (KeyError, IndexError, TypeError, ValueError):  # a card written by other hands
        high = np.stack([clean, noisy]).reshape(-1, noisy.shape[-1]).max(axis=0).tolist()
    length = float(np.linalg.norm(clean))
    return {
        "shape": list(noisy.shape),
        "clean": clean.ravel().round(3).tolist(),
        "noisy": noisy.ravel().round(3).tolist(),
        "moved": float(np.linalg.norm(noisy - clean)) / length if length else 0.0,
        "high": high,
    }


def finite(scores: dict) -> dict:
    """Scores for JSON, which has no infinity: the PSNR of identical pictures becomes null."""
    return {
        name: {k: v if math.isfinite(v) else None for k, v in row.items()}
        for name, row in scores.items()
    }


@functools.lru_cache(maxsize=256)  # a pen sends thirty requests a second: one line will do
def _log_once(line: str) -> None:
    log.warning("%s", line)
