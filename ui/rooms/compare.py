"""Compare: the noisy digit restored by every network and by classical filters."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ae_core import filters, metrics
from ae_core.models import presets
from ae_core.noise import NOISES
from ae_core.pictures import SIDE
from ui.live import engine, readings
from ui.live.encoding import encode_picture
from ui.live.pictures import Ask
from ui.problems import Problem, log_once

from . import quality

# Key of the tile → key of `filters.FILTERS`. Each takes less than 2 ms. Wavelets are left out: they
# need PyWavelets, which is not among the page's requirements.
FILTERS = {
    "gaussian_filter": "Gaussian filter",
    "median": "median",
    "total_variation": "total variation",
    "non_local_means": "non-local means",
}

# Two threads halve the time of the networks on two cores; the filters run meanwhile. All visitors
# share the pool, so that the number of threads stays fixed.
_pool = ThreadPoolExecutor(2, thread_name_prefix="compare")


def import_filters() -> None:
    """Apply every filter once, because scikit-image imports the filter's code at its first use."""
    blank = np.zeros((1, SIDE, SIDE), np.float32)
    for name in FILTERS.values():
        filters.apply(name, filters.FILTERS[name].usual, blank)


def answer(ask: Ask) -> dict:
    """Restore the noisy digit with every method; score and classify the results.

    Args:
        ask: its `room` may have "curves": true, to get the curves, too.

    Returns:
        "tiles": the noisy digit itself, then all networks, the visitor's own last, then the
        filters. A tile is {"key", "group": "noisy" | "net" | "filter"} with either "problem" or
        {"picture": base64 of 784 grey bytes, "psnr": in dB, None if identical to the clean digit,
        "ssim", "reading": as in `readings.of`, None without a classifier}. The tile of the model in
        use also has "numbers", how many of the first numbers of its code are used, if not all.
        "clean": the reading of the clean digit, or None.
        "curves", if wanted; see `_curves`.

    Raises:
        Problem: if "curves" is not a boolean.
    """
    wants_curves = ask.room.get("curves", False)
    if not isinstance(wants_curves, bool):
        raise Problem("bad_request")
    reply = _compare(ask)
    if wants_curves:
        reply["curves"] = _curves()
    return reply


def _compare(ask: Ask) -> dict:
    noisy = ask.noisy
    numbers = {ask.model: ask.numbers} if ask.numbers else {}
    nets = [
        (key, _pool.submit(_restore, key, noisy, numbers.get(key)))
        for key in (*presets.PRESETS, *ask.own)
    ]
    filtered = [
        (key, filters.apply(name, quality.parameters(name, ask.noise, ask.level), noisy[None])[0])
        for key, name in FILTERS.items()
    ]
    tiles: list[dict] = [{"key": "noisy", "group": "noisy"}]
    pictures = {"noisy": noisy}
    for key, future in nets:
        restored = future.result()
        tiles.append({"key": key, "group": "net"})
        if isinstance(restored, Problem):
            tiles[-1]["problem"] = restored.as_json()
        else:
            pictures[key] = restored
            if key in numbers:
                tiles[-1]["numbers"] = numbers[key]
    for key, picture in filtered:
        pictures[key] = picture
        tiles.append({"key": key, "group": "filter"})
    scores = _score(ask.picture, pictures)
    read = readings.of({"clean": ask.picture, **pictures}, ask.model)
    for tile in tiles:
        if (key := tile["key"]) in pictures:
            picture = encode_picture(pictures[key])
            tile |= {"picture": picture, **scores[key], "reading": read.get(key)}
    return {"tiles": tiles, "clean": read.get("clean")}


def _restore(key: str, noisy: np.ndarray, numbers: int | None) -> np.ndarray | Problem:
    """The restored picture; a problem is returned, so that the other networks go on."""
    try:
        return engine.reconstruct(key, noisy[None], numbers)[0][0]
    except Problem as problem:
        log_once(str(problem))
        return problem


def _score(clean: np.ndarray, pictures: dict[str, np.ndarray]) -> dict[str, dict]:
    """PSNR and SSIM of each picture against the clean one, in one batch."""
    stack = np.stack(list(pictures.values()))
    repeated = np.repeat(clean[None], len(stack), axis=0)
    psnr, ssim = metrics.psnr(repeated, stack), metrics.ssim(repeated, stack)
    rows = zip(pictures, psnr, ssim, strict=True)
    return {
        # identical pictures have infinite PSNR, which JSON cannot express
        key: {"psnr": round(float(p), 3) if np.isfinite(p) else None, "ssim": round(float(s), 4)}
        for key, p, s in rows
    }


def _curves() -> dict | None:
    """Mean PSNR and SSIM over the test digits by level of noise, for every tile.

    Returns:
        {"digits": how many, "of": {tile's key: {kind of noise: [[level, PSNR, SSIM], …]}}}. A
        kind that was not measured has []. None if there are no measurements at all.
    """
    found = quality.load()
    if found is None:
        return None
    names = {"noisy": "noisy", **{key: key for key in presets.PRESETS}, **FILTERS}
    return {
        "digits": found.digits,
        "of": {
            key: {
                kind: [
                    [point.level, round(point.psnr, 2), round(point.ssim, 3)]
                    for point in found.methods[name].get(kind, ())
                ]
                for kind in NOISES
            }
            for key, name in names.items()
            if name in found.methods
        },
    }
