"""The endpoint for one picture file: corrupt it and restore it, as the page does."""

from pathlib import Path

import gradio as gr
import numpy as np
from gradio.utils import get_upload_folder
from PIL import Image

from ae_core import artifacts
from ae_core.inference import autoencoder
from ae_core.noise import add_noise
from ae_core.pictures import to_uint8
from ui.live import engine, readings, uploads
from ui.live.encoding import finite
from ui.live.requests import check_numbers, check_settings
from ui.problems import Problem, Refused, log_once

from .batch import DEFAULT_MODEL

_ANSWER_BYTES = 64 * 1024  # the two pictures of an answer take less


def components() -> tuple[list, list]:
    """Gradio components for the arguments of `denoise`, and for its answer.

    Each is invisible by itself: else a browser would fetch what shows it.
    """
    image = gr.File(label="image", type="filepath", visible=False)
    # Gradio's own example is a file on another host, which we would refuse
    example = {"path": "digit.png", "url": "digit.png", "meta": {"_type": "gradio.FileData"}}
    image.example_payload = lambda: example  # type: ignore[method-assign]
    given = [
        image,
        gr.Textbox(label="model", value=DEFAULT_MODEL, visible=False),
        gr.Textbox(label="noise", value="gaussian", visible=False),
        gr.Number(label="level", value=0.5, visible=False),
        gr.Number(label="seed", value=0, visible=False),
        gr.Number(label="numbers", value=0, visible=False),
    ]
    answered = [
        gr.Image(label="noisy", format="png", visible=False),
        gr.Image(label="reconstruction", format="png", visible=False),
        gr.JSON(label="code", visible=False),
        gr.JSON(label="scores", visible=False),
    ]
    return given, answered


def denoise(
    image: str, model: str, noise: str, level: float, seed: float, numbers: float | None = None
) -> tuple[Image.Image, Image.Image, list | None, dict]:
    """Corrupt a picture of a handwritten digit with noise and let an autoencoder restore it.

    The digit is cut out, scaled and centred first, as MNIST's were. The same seed gives the same
    noise.

    Args:
        image: a PNG, JPEG, WebP, GIF or BMP file of up to 2 MB; over MCP a data: URI of one.
        model: a key that `models` lists.
        noise: gaussian, salt_pepper, speckle, mosaic, occlusion or blur.
        level: how much noise, from 0 to 1; 0 is none.
        seed: a whole number from 0 to 4294967295.
        numbers: of ordered_32, how many of the first numbers of its code are used; 0 or null: all.

    Returns:
        The noisy picture and its reconstruction, both 28 x 28, white ink on black; the code of
        the noisy picture as nested lists, null for a model with skip connections around the code;
        and the scores: MSE, PSNR in dB (null for identical pictures) and SSIM of the noisy and
        the restored picture against the clean one, and for all three the digit that a classifier
        reads ("read"), how sure it is of it if it is a digit ("sure", from 0 to 1), and the
        probability that it is none ("no_digit"); all null where it cannot be loaded.
    """
    model, noise, level, seed = check_settings(model, noise, level, seed)
    numbers = _check_numbers(model, numbers)
    if not image:
        raise Problem("bad_picture")
    path = Path(image)
    if path.stat().st_size > uploads.MAX_BYTES:
        raise Problem("picture_too_big")
    digit = uploads.decode(path.read_bytes()).picture
    _check_disk_space()
    noisy = add_noise(noise, digit, level, seed)
    result = engine.run(model, digit, noisy, numbers)
    skips = autoencoder.spec_of(model).has_skips
    code = None if skips else result.noisy_code.astype(float).round(5).tolist()
    pictures = {"clean": digit, "noisy": noisy, "restored": result.restored}
    return _image(noisy), _image(result.restored), code, _scores(pictures, result)


def _check_numbers(model: str, numbers: object) -> int | None:
    """How many of the first numbers of the code are used, None for all.

    Raises:
        Refused: if the code of the model has no order, or has not so many numbers.
    """
    if numbers is None or (numbers == 0 and not isinstance(numbers, bool)):
        return None
    spec = autoencoder.spec_of(model)
    if not spec.has_ordered_code:
        raise Refused(f"The code of {model} has no order, so all of its numbers are needed.")
    try:
        return check_numbers(model, numbers)
    except Problem:
        raise Refused(f"numbers should be a whole number from 0 to {spec.code_size}.") from None


def _check_disk_space() -> None:
    """Check that the disk has room for the pictures of an answer.

    Raises:
        Refused: if it has not.
    """
    folder = Path(get_upload_folder())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        artifacts.need_room(folder, _ANSWER_BYTES)
    except OSError as error:
        log_once(f"pictures for programs cannot be kept: {error}")
        raise Refused("The server has no room for the pictures; try again later.") from None


def _scores(pictures: dict[str, np.ndarray], result: autoencoder.Result) -> dict[str, dict]:
    """The scores of each picture with its reading."""
    table = readings.of(pictures)
    unread = {"read": None, "sure": None, "no_digit": None}
    scores = {"clean": {}, **finite(result.scores)}
    return {name: {**scores[name], **table.get(name, unread)} for name in pictures}


def _image(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(to_uint8(picture))
