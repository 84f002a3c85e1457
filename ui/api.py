"""The documented endpoint for programs: `/denoise`."""

from pathlib import Path

import gradio as gr
import numpy as np
from PIL import Image

from ae_core import inference, specs
from ae_core.noise import NOISES, add_noise

from . import engine, readings, uploads, warmup
from .problems import Problem
from .requests import settings
from .stage import finite


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
) -> tuple[Image.Image, Image.Image, list | None, dict]:
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
        noisy = add_noise(noise, digit, level, seed)
        result = engine.run(model, digit, noisy)
    except Problem as problem:
        raise gr.Error(problem.in_english(), print_exception=False) from None
    code = None if inference.spec(model).skips else result.noisy_code.round(5).tolist()
    pictures = {"clean": digit, "noisy": noisy, "restored": result.restored}
    return _image(noisy), _image(result.restored), code, _scores(pictures, result)


def _scores(pictures: dict[str, np.ndarray], result: inference.Result) -> dict[str, dict]:
    """The scores, and beside them what a reader makes of each picture."""
    table = readings.of(pictures)
    unread = {"read": None, "sure": None}
    scores = {"clean": {}, **finite(result.scores)}
    return {name: {**scores[name], **table.get(name, unread)} for name in pictures}


def _image(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(np.round(picture * 255).astype(np.uint8))


def _description() -> str:
    shortcuts = " and ".join(key for key, spec in specs.SPECS.items() if spec.skips)
    return (
        "Spoil a picture of a digit and restore it. image: a PNG, JPEG, WebP, GIF or BMP file of "
        f"up to 2 MB; model: {', '.join(specs.SPECS)}; noise: {', '.join(NOISES)}; level: 0 to 1; "
        "seed: a whole number, the same seed gives the same noise. Returns the noisy picture, the "
        "reconstruction (both 28 x 28, white ink on black), the code as nested lists (null for "
        f"{shortcuts}, whose shortcuts lead past it), and the scores: MSE, PSNR in dB (null for "
        "identical pictures) and SSIM of the noisy and the restored picture against the clean "
        "one; and of all three the digit that a reader reads and how sure it is, from 0 to 1 "
        "(both null where the reader cannot be loaded)."
    )
