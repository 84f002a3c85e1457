"""The noise that a model is trained with, as the text of a NumPy function `add_noise`.

The text says what `ae_core.noise` does, for one level, in a few lines.
"""

from ae_core.models.spec import MIXED, ModelSpec
from ae_core.noise import BLUR_LARGEST, MOSAIC_LARGEST, OCCLUSION_LARGEST, SPECKLE_SIGMA
from ae_core.pictures import SIDE

_REACH = 12  # pixels to each side: four standard deviations of the widest blur


def add_noise(spec: ModelSpec) -> str:
    """The definition of `add_noise(clean)`: (n, 28, 28) in [0, 1] → the same with noise.

    For a model that is trained with every noise it is `add_noise(clean, level)`, Gaussian noise.

    Raises:
        ValueError: if the model is trained without noise.
    """
    if spec.noise is None:
        raise ValueError(f"Expected a model that is trained with noise; received {spec.key}")
    if spec.noise == MIXED:
        body = 'return np.clip(clean + level * rng.standard_normal(clean.shape, "float32"), 0, 1)'
        return f"def add_noise(clean, level):\n    {body}"
    kind, level = spec.noise
    lines = _KINDS[kind](float(level))
    return "\n    ".join(["def add_noise(clean):", *lines])


def _gaussian(level: float) -> list[str]:
    noise = f'{level:g} * rng.standard_normal(clean.shape, "float32")'
    return [f"return np.clip(clean + {noise}, 0, 1)"]


def _salt_pepper(level: float) -> list[str]:
    return [
        'hit, salt = rng.random((2, *clean.shape), "float32")',
        f"return np.where(hit < {level:g}, salt < 0.5, clean)",
    ]


def _speckle(level: float) -> list[str]:
    sigma = level * SPECKLE_SIGMA
    return [
        f'spread = {sigma:g} * rng.standard_normal(clean.shape, "float32")',
        "return np.clip(clean * (1 + spread), 0, 1)",
    ]


def _mosaic(level: float) -> list[str]:
    side = 1 + int((MOSAIC_LARGEST - 1) * level + 0.5)
    return [
        f"starts = np.arange(0, {SIDE}, {side})  # of blocks of {side} x {side} pixels",
        f"sides = np.diff(starts, append={SIDE})",
        "sums = np.add.reduceat(np.add.reduceat(clean, starts, axis=1), starts, axis=2)",
        "return (sums / np.outer(sides, sides)).repeat(sides, axis=1).repeat(sides, axis=2)",
    ]


def _occlusion(level: float) -> list[str]:
    half = OCCLUSION_LARGEST / 2
    return [
        f"centres = rng.uniform({half:g}, {SIDE - half:g}, (len(clean), 2, 1))",
        f"near = abs(np.arange({SIDE}) + 0.5 - centres) < {half * level:g}",
        "return np.where(near[:, 0, :, None] & near[:, 1, None, :], 0, clean)",
    ]


def _blur(level: float) -> list[str]:
    wide = SIDE + 2 * _REACH
    distance = f"np.arange({wide}) - {_REACH} - np.arange({SIDE})[:, None]"
    return [
        f'wide = np.pad(clean, ((0, 0), ({_REACH}, {_REACH}), ({_REACH}, {_REACH})), mode="edge")',
        f"weights = np.exp(-((({distance}) / {BLUR_LARGEST * level:g}) ** 2) / 2)",
        "weights /= weights.sum(axis=1, keepdims=True)",
        "return weights @ wide @ weights.T",
    ]


_KINDS = {
    "gaussian": _gaussian,
    "salt_pepper": _salt_pepper,
    "speckle": _speckle,
    "mosaic": _mosaic,
    "occlusion": _occlusion,
    "blur": _blur,
}
