"""GIFs for the visitor: pictures side by side, frame by frame."""

import io
import logging
from collections.abc import Sequence

import numpy as np
from PIL import Image

from ui.live.encoding import encode

log = logging.getLogger("autoencoder_lab")

GAP = 16  # around pictures and between them, in pixels
_ZOOM = 8


def side_by_side(*pictures: np.ndarray) -> np.ndarray:
    """Pictures, float32 (28, 28) in [0, 1], on white, each pixel a square of 8 x 8.

    Returns:
        uint8, 256 high, 240 wide for each picture and 16 more.
    """
    tiles = [np.round(p * 255).astype(np.uint8).repeat(_ZOOM, 0).repeat(_ZOOM, 1) for p in pictures]
    padded = [np.pad(tile, ((GAP, GAP), (GAP, 0)), constant_values=255) for tile in tiles]
    return np.pad(np.hstack(padded), ((0, 0), (0, GAP)), constant_values=255)


def animate(frames: Sequence[np.ndarray], times: Sequence[int]) -> str | None:
    """Frames, uint8 grey or RGB, as a GIF that loops for ever.

    Args:
        frames: all of one size.
        times: how long each stays, in milliseconds.

    Returns:
        base64 of the GIF; None if it could not be made, which the log explains.
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
