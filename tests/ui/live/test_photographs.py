"""Photographs and odd files, drawn for these tests: the digit is found, as on clean paper."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ae_core.inference import classifier
from tests.support.drawings import difference, longer_side
from ui.live import pipeline, uploads
from ui.page import first_request
from ui.problems import Problem

FOLDER = Path(__file__).parents[2] / "support" / "photographs"
TWO = "hole.png"  # three files hold the same two, and the rest of them the same five
TWOS = {
    "vignette_0.6.png": "corners at 40 % of the light",
    "g16_1023.png": "a PNG of 16 bits that holds values up to 1,023",
    "exif_junk.png": "nonsense in its EXIF",
    "xmp.png": "3 MB of compressed text",
    "crc_gama.png": "a wrong checksum in a chunk that says nothing of the pixels",
    "anim.gif": "an animation that starts with an empty frame",
    "isolum.png": "red on green of equal lightness",
    "hole.png": "a punch hole at the left edge",
}
FIVES = {
    "grid_40_170.png": "fine squares",
    "lined_40_170.png": "lines",
    "table.png": "a sheet on a dark table",
    "shadow_0.02_0.5.png": "a hard shadow across the digit, half as bright",
    "boxed.png": "a form field's frame",
}


def content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def read(picture: np.ndarray) -> int:
    probabilities, no_digit = classifier.classify(picture[None])
    assert no_digit[0] < classifier.DOUBT
    assert probabilities.max() >= classifier.SURE
    return int(probabilities.argmax())


@pytest.mark.parametrize(
    ("name", "digit"),
    [*((name, 2) for name in TWOS), ("grid_pen90_line185.jpg", 3), ("eight_bold.png", 8)],
)
def test_the_digit_is_read_and_fills_its_20_pixels(name, digit):
    upload = uploads.decode(content(name))
    assert read(upload.picture) == digit
    assert longer_side(upload.picture) == pytest.approx(20, abs=0.5)
    assert len(upload.boxes) == 1


@pytest.mark.parametrize("name", FIVES)
def test_the_same_five_comes_out_as_from_clean_paper(name):
    """This five has a blot for its belly: on clean paper too it may be a 5 or a 6."""
    clean = uploads.decode(content("boxed.png"), (0.1, 0.1, 0.9, 0.9)).picture
    found = uploads.decode(content(name)).picture
    assert difference(found, clean) < 0.02
    assert longer_side(found) == pytest.approx(20, abs=0.5)
    probabilities, _ = classifier.classify(found[None])
    assert set(np.argsort(probabilities[0])[-2:]) == {5, 6}


@pytest.mark.parametrize("name", TWOS)
def test_the_same_two_comes_out_the_same(name):
    found, other = (uploads.decode(content(name)).picture for name in (name, TWO))
    assert difference(found, other) < 0.02


def test_of_an_animation_the_fullest_frame_counts_and_is_told():
    assert uploads.decode(content("anim.gif")).later_frame
    assert not uploads.decode(content("hole.png")).later_frame


def test_two_digits_are_told_and_each_can_be_chosen():
    boxes = uploads.decode(content("two.png")).boxes
    assert len(boxes) == 2
    digits = {}
    for box in boxes:
        part = uploads.decode(content("two.png"), box)
        assert len(part.boxes) == 1
        digits[read(part.picture)] = box
    assert set(digits) == {4, 2}
    assert digits[4][2] < digits[2][0] + 0.05  # the four stands left of the two


def test_a_crop_is_of_the_picture_as_it_is_seen():
    picture = Image.open(io.BytesIO(content("two.png"))).convert("L")
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn by 90 degrees clockwise to show"
    file = io.BytesIO()
    picture.transpose(Image.Transpose.ROTATE_90).save(file, "PNG", exif=exif)
    assert read(uploads.decode(file.getvalue(), (0, 0, 0.45, 1)).picture) == 4
    assert read(uploads.decode(file.getvalue(), (0.5, 0, 1, 1)).picture) == 2


def test_what_only_the_browser_can_show_is_refused_in_words():
    with pytest.raises(Problem) as caught:
        uploads.decode(content("x.avif"))
    assert caught.value.key == "bad_picture"


def base64_of(name: str) -> str:
    return base64.b64encode(content(name)).decode()


def test_the_page_is_told_what_was_found_and_may_ask_for_a_part():
    request = first_request()
    whole = pipeline.respond({**request, "digit": {"file": base64_of("two.png")}})
    assert len(whole["found"]["boxes"]) == 2
    assert whole["found"]["laterFrame"] is False
    other = {"file": base64_of("two.png"), "crop": list(whole["found"]["boxes"][1])}
    part = pipeline.respond({**request, "digit": other})
    assert len(part["found"]["boxes"]) == 1
    assert part["seen"] != whole["seen"]
    assert {whole["readings"]["seen"]["read"], part["readings"]["seen"]["read"]} == {2, 4}


@pytest.mark.parametrize(
    "crop",
    [
        [0, 0, 1],
        [0, 0, 0, 1],
        [0.5, 0, 0.4, 1],
        [0, 0, 1, 1.1],
        [0, 0, 1, float("nan")],
        [False, 0, 1, 1],
        [[0], 0, 1, 1],
        {"x0": 0},
        "0011",
    ],
)
def test_other_crops_are_refused(crop):
    digit = {"file": base64_of("two.png"), "crop": crop}
    reply = pipeline.respond({**first_request(), "digit": digit})
    assert reply["problem"] == {"key": "bad_request"}


def test_a_picture_without_a_digit_is_a_problem_of_the_file():
    file = io.BytesIO()
    Image.new("L", (300, 200), 220).save(file, "PNG")
    digit = {"file": base64.b64encode(file.getvalue()).decode()}
    reply = pipeline.respond({**first_request(), "digit": digit})
    assert reply["problem"] == {"key": "blank_picture", "of": "file"}
    assert "seen" not in reply
