"""Animated GIFs of pictures side by side."""

import io
import logging
from collections.abc import Sequence

import numpy as np
from PIL import Image

from ae_core.pictures import to_uint8
from ui.live.encoding import encode

log = logging.getLogger("autoencoder_lab")

GAP = 16  # pixels of the GIF, around pictures and between them
_ZOOM = 8  # pixels of the GIF across a pixel of a picture


def side_by_side(*pictures: np.ndarray) -> np.ndarray:
    """Put pictures side by side on white, enlarged 8 times.

    Args:
        *pictures: n pictures, float32 (28, 28) in [0, 1].

    Returns:
        uint8 (256, 240 n + 16).
    """
    tiles = [to_uint8(p).repeat(_ZOOM, 0).repeat(_ZOOM, 1) for p in pictures]
    padded = [np.pad(tile, ((GAP, GAP), (GAP, 0)), constant_values=255) for tile in tiles]
    return np.pad(np.hstack(padded), ((0, 0), (0, GAP)), constant_values=255)


def animate(frames: Sequence[np.ndarray], times: Sequence[int]) -> str | None:
    """Make a GIF that loops for ever.

    Args:
        frames: uint8, all (h, w) or all (h, w, 3), of one size.
        times: how long each frame is shown, in milliseconds.

    Returns:
        base64 of the GIF; None if it could not be made, with the reason in the log.
    """
    first, *others = map(Image.fromarray, frames)
    file = io.BytesIO()
    try:
        options = {"append_images": others, "duration": list(times), "loop": 0}
        first.save(file, "GIF", save_all=True, **options)
    except (OSError, ValueError) as error:
        log.warning("no GIF: %s", error)
        return None
    return encode(np.frombuffer(file.getvalue(), np.uint8))
