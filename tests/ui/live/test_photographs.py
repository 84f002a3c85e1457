"""Photographs and odd files, drawn for these tests: the digit is found, as on clean paper."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from ae_core.inference import classifier
from tests.support import photographs
from tests.support.drawings import difference, longer_side
from ui.live import pipeline, uploads
from ui.page import first_request
from ui.problems import Problem

TWOS = (
    photographs.vignette,
    photographs.ten_bits,
    photographs.broken_exif,
    photographs.long_text,
    photographs.wrong_checksum,
    photographs.animation,
    photographs.red_on_green,
    photographs.punched,
)
FIVES = (
    photographs.squared,
    photographs.lined,
    photographs.on_a_table,
    photographs.shadow,
    photographs.framed,
)


def read(picture: np.ndarray) -> int:
    probabilities, no_digit = classifier.classify(picture[None])
    assert no_digit[0] < classifier.DOUBT
    assert probabilities.max() >= classifier.SURE
    return int(probabilities.argmax())


@pytest.mark.parametrize(
    ("make", "digit"),
    [
        *((make, 2) for make in TWOS),
        *((make, 5) for make in FIVES),
        (photographs.pen_on_squares, 3),
        (photographs.glyph, 8),
    ],
)
def test_the_digit_is_read_and_fills_its_20_pixels(make, digit):
    upload = uploads.decode(make())
    assert read(upload.picture) == digit
    assert longer_side(upload.picture) == pytest.approx(20, abs=0.5)
    assert len(upload.boxes) == 1


@pytest.mark.parametrize(
    ("make", "clean"),
    [
        *((make, photographs.clean_two) for make in TWOS),
        *((make, photographs.clean_five) for make in FIVES),
    ],
)
def test_the_digit_comes_out_as_from_clean_paper(make, clean):
    found, other = (uploads.decode(content()).picture for content in (make, clean))
    assert difference(found, other) < 0.02


def test_of_an_animation_the_fullest_frame_counts_and_is_told():
    assert uploads.decode(photographs.animation()).later_frame
    assert not uploads.decode(photographs.punched()).later_frame


def test_two_digits_are_told_and_each_can_be_chosen():
    boxes = uploads.decode(photographs.four_and_two()).boxes
    assert len(boxes) == 2
    digits = {}
    for box in boxes:
        part = uploads.decode(photographs.four_and_two(), box)
        assert len(part.boxes) == 1
        digits[read(part.picture)] = box
    assert set(digits) == {4, 2}
    assert digits[4][2] < digits[2][0] + 0.05  # the four stands left of the two


def test_a_crop_is_of_the_picture_as_it_is_seen():
    picture = Image.open(io.BytesIO(photographs.four_and_two())).convert("L")
    exif = Image.Exif()
    exif[0x0112] = 6  # "turn by 90 degrees clockwise to show"
    file = io.BytesIO()
    picture.transpose(Image.Transpose.ROTATE_90).save(file, "PNG", exif=exif)
    assert read(uploads.decode(file.getvalue(), (0, 0, 0.45, 1)).picture) == 4
    assert read(uploads.decode(file.getvalue(), (0.5, 0, 1, 1)).picture) == 2


def test_what_only_the_browser_can_show_is_refused_in_words():
    with pytest.raises(Problem) as caught:
        uploads.decode(photographs.avif())
    assert caught.value.key == "bad_picture"


def base64_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_the_page_is_told_what_was_found_and_may_ask_for_a_part():
    request, file = first_request(), base64_of(photographs.four_and_two())
    whole = pipeline.respond({**request, "digit": {"file": file}})
    assert len(whole["found"]["boxes"]) == 2
    assert whole["found"]["laterFrame"] is False
    other = {"file": file, "crop": list(whole["found"]["boxes"][1])}
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
    digit = {"file": base64_of(photographs.four_and_two()), "crop": crop}
    reply = pipeline.respond({**first_request(), "digit": digit})
    assert reply["problem"] == {"key": "bad_request"}


def test_a_picture_without_a_digit_is_a_problem_of_the_file():
    file = io.BytesIO()
    Image.new("L", (300, 200), 220).save(file, "PNG")
    digit = {"file": base64_of(file.getvalue())}
    reply = pipeline.respond({**first_request(), "digit": digit})
    assert reply["problem"] == {"key": "blank_picture", "of": "file"}
    assert "seen" not in reply
