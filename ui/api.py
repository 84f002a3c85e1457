"""The documented endpoint for programs: `/denoise`."""

from pathlib import Path

import gradio as gr
import numpy as np
from PIL import Image

from ae_core import specs
from ae_core.noise import NOISES

from . import uploads, warmup
from .problems import Problem
from .requests import settings
from .stage import finite, run


def add_endpoint() -> None:
    """Add `/denoise` to the Blocks under construction. Its components are never shown."""
    with gr.Group(visible=False):
        picture = gr.File(label="image", type="filepath")
        model = gr.Textbox(label="model", value=warmup.FIRST_MODEL)
        noise = gr.Textbox(label="noise", value="gaussian")
        level = gr.Number(label="level", value=0.5)
        seed = gr.Number(label="seed", value=0)
        noisy = gr.Image(label="noisy", format="png")
        restored = gr.Image(label="reconstruction", format="png")
        code = gr.JSON(label="code")
        scores = gr.JSON(label="scores")
        gr.Button().click(
            denoise,
            [picture, model, noise, level, seed],
            [noisy, restored, code, scores],
            api_name="denoise",
            api_description=_description(),
            concurrency_limit=4,
        )


def denoise(
    image: str, model: str, noise: str, level: float, seed: float
) -> tuple[Image.Image, Image.Image, list, dict]:
    """Spoil a picture of a digit and restore it; see `_description` for what programs read."""
    try:
        model, noise, level, seed = settings(model, noise, level, seed)
        if not image:
            raise Problem("bad_picture")
        path = Path(image)
        if path.stat().st_size > uploads.MAX_BYTES:
            raise Problem("picture_too_big")
        digit = uploads.decode(path.read_bytes())
        if not digit.any():
            raise Problem("blank_picture")
        result = run(model, digit, noise, level, seed)
    except Problem as problem:
        raise gr.Error(problem.in_english(), print_exception=False) from None
    return (
        _image(result.noisy),
        _image(result.restored),
        result.noisy_code.round(5).tolist(),
        finite(result.scores),
    )


def _image(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(np.round(picture * 255).astype(np.uint8))


def _description() -> str:
    return (
        "Spoil a picture of a digit and restore it. image: a PNG, JPEG, WebP, GIF or BMP file of "
        f"up to 2 MB; model: {', '.join(specs.SPECS)}; noise: {', '.join(NOISES)}; level: 0 to 1; "
        "seed: a whole number, the same seed gives the same noise. Returns the noisy picture, the "
        "reconstruction (both 28 x 28, white ink on black), the code as nested lists, and the "
        "scores: MSE, PSNR in dB (null for identical pictures) and SSIM of both pictures against "
        "the clean one."
    )
