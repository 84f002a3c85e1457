"""The room "compare": one noisy digit through every network and through classical filters."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ae_core import filters, metrics
from ae_core.models import presets
from ae_core.pictures import SIDE
from ui.live import engine, readings
from ui.live.encoding import encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem, log_once

from . import quality

# By the key of its tile. All take less than 2 ms. Wavelets are left out: they need PyWavelets,
# which the page's requirements do not have.
FILTERS = {
    "gaussian_filter": "Gaussian filter",
    "median": "median",
    "total_variation": "total variation",
    "non_local_means": "non-local means",
}

# Two halve the time of eleven small networks on two cores; the filters run meanwhile. Shared by
# all visitors, so that many of them do not make many threads.
_pool = ThreadPoolExecutor(2, thread_name_prefix="compare")


def import_filters() -> None:
    """Use every filter once: scikit-image imports what a filter needs when it is first used."""
    blank = np.zeros((1, SIDE, SIDE), np.float32)
    for name in FILTERS.values():
        filters.apply(name, filters.FILTERS[name].usual, blank)


def answer(ask: Ask) -> dict:
    """Restore the noisy digit in every way, score it and have it read.

    Args:
        ask: with "curves" in its room true, the answer has the curves too.

    Returns:
        {"tiles": [tile, …], "clean": reading}, and "curves" where they were asked for. A tile is
        {"key", "group": "noisy" | "net" | "filter"} and either {"picture", "psnr", "ssim",
        "reading"} or {"problem"}: the noisy digit as it is, then the networks, then the filters.
        "psnr" is None for a picture identical to the clean one. "reading" is as `readings.of`
        gives it, and None where there is no reader; "clean" is that of the clean digit.
        The visitor's own nets stand after ours.
        For the curves see `_curves`.

    Raises:
        Problem: where "curves" is neither true nor false.
    """
    wants_curves = ask.room.get("curves", False)
    if not isinstance(wants_curves, bool):
        raise Problem("bad_request")
    reply = _compared(ask)
    if wants_curves:
        reply["curves"] = _curves()
    return reply


def _compared(ask: Ask) -> dict:
    noisy = ask.noisy
    nets = [(key, _pool.submit(_by_net, key, noisy)) for key in (*presets.PRESETS, *ask.own)]
    filtered = [
        (key, filters.apply(name, quality.parameters(name, ask.noise, ask.level), noisy[None])[0])
        for key, name in FILTERS.items()
    ]
    tiles = [{"key": "noisy", "group": "noisy"}]
    pictures = {"noisy": noisy}
    for key, coming in nets:
        found, tile = coming.result(), {"key": key, "group": "net"}
        if isinstance(found, Problem):
            tile["problem"] = found.as_json()
        else:
            pictures[key] = found
        tiles.append(tile)
    for key, picture in filtered:
        pictures[key] = picture
        tiles.append({"key": key, "group": "filter"})
    about = _scored(ask.picture, pictures)
    read = readings.of({"clean": ask.picture, **pictures})
    for tile in tiles:
        if (key := tile["key"]) in pictures:
            picture = encode_picture(pictures[key])
            tile |= {"picture": picture, **about[key], "reading": read.get(key)}
    return {"tiles": tiles, "clean": read.get("clean")}


def _by_net(key: str, noisy: np.ndarray) -> np.ndarray | Problem:
    try:
        return engine.reconstruct(key, noisy[None])[0][0]
    except Problem as problem:  # of this network alone: the others go on
        log_once(str(problem))
        return problem


def _scored(clean: np.ndarray, pictures: dict[str, np.ndarray]) -> dict[str, dict]:
    """PSNR and SSIM of each picture, all in one batch."""
    theirs = np.stack(list(pictures.values()))
    ours = np.repeat(clean[None], len(theirs), axis=0)
    rows = zip(pictures, metrics.psnr(ours, theirs), metrics.ssim(ours, theirs), strict=True)
    return {
        # JSON has no infinity, which the PSNR of identical pictures is
        key: {"psnr": round(float(p), 3) if np.isfinite(p) else None, "ssim": round(float(s), 4)}
        for key, p, s in rows
    }


def _curves() -> dict | None:
    """Means over the test digits against the level, of everything that has a tile.

    Returns:
        {"digits": how many they are, "of": {key: {kind: [[level, PSNR, SSIM], …]}}}, or None
        where there are no such figures.
    """
    found = quality.load()
    if found is None:
        return None
    names = {"noisy": "noisy", **{key: key for key in presets.PRESETS}, **FILTERS}
    return {
        "digits": found.digits,
        "of": {
            key: {
                kind: [[p.level, round(p.psnr, 2), round(p.ssim, 3)] for p in points]
                for kind, points in found.methods[name].items()
            }
            for key, name in names.items()
            if name in found.methods
        },
    }
