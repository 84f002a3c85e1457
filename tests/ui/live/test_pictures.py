"""The pictures of a request: made as the core makes them, and only on demand."""

import base64

import numpy as np
import pytest

from ae_core.data.strokes import PEN_WIDTH, from_strokes
from ae_core.noise import add_noise
from tests.ui.live.test_requests import GOOD, STROKE
from ui.live import pictures, uploads
from ui.live.requests import read
from ui.problems import Problem
from ui.sharing import links

MARK = {"ink": True, "points": [[0.1, 0.1], [0.9, 0.9]]}


def test_the_pictures_are_those_of_the_core():
    ask = pictures.make(read(GOOD))
    np.testing.assert_array_equal(ask.picture, from_strokes([STROKE]))
    assert ask.corrupted is ask.picture
    np.testing.assert_array_equal(ask.noisy, add_noise("gaussian", ask.picture, 0.5, 7))
    assert (ask.model, ask.level, ask.uploaded) == ("dense_16", 0.5, False)


def test_marks_corrupt_the_digit_before_the_noise():
    ask = pictures.make(read({**GOOD, "level": 0, "digit": {"strokes": [STROKE], "marks": [MARK]}}))
    assert ask.corrupted.sum() > ask.picture.sum()
    np.testing.assert_array_equal(ask.noisy, ask.corrupted)


def test_pixels_are_taken_as_they_are():
    grey = np.arange(784, dtype=np.uint8)
    ask = pictures.make(
        read({**GOOD, "digit": {"pixels": base64.b64encode(grey.tobytes()).decode()}})
    )
    np.testing.assert_allclose(ask.picture.ravel() * 255, grey, atol=1e-4)


def test_strokes_over_pixels_lie_where_they_were_drawn_and_are_part_of_the_digit():
    grey = np.zeros((28, 28), np.uint8)
    grey[10, 3] = 200
    digit = {"pixels": base64.b64encode(grey.tobytes()).decode()}
    dot = {**digit, "strokes": [[[0.25, 0.75]], []]}
    ask = pictures.make(read({**GOOD, "level": 0, "digit": dot}))
    ink = ask.picture
    assert ink[10, 3] == pytest.approx(200 / 255)
    drawn = ink.copy()
    drawn[10, 3] = 0
    down, across = np.indices((28, 28)) + 0.5
    place = [float((drawn * axis).sum() / drawn.sum()) for axis in (across, down)]
    assert place == pytest.approx([7, 21], abs=0.01)  # as it lies on the pad: nothing is centred
    assert drawn.sum() == pytest.approx(np.pi * (PEN_WIDTH / 2) ** 2, rel=0.1)
    assert ask.corrupted is ask.picture
    marked = pictures.make(read({**GOOD, "level": 0, "digit": {**dot, "marks": [MARK]}}))
    np.testing.assert_array_equal(marked.picture, ink)
    assert marked.noisy.sum() > ink.sum()


def test_strokes_add_ink_to_pixels_and_take_none_away():
    grey = np.arange(784, dtype=np.uint8)
    text = base64.b64encode(grey.tobytes()).decode()
    plain, _ = pictures.read_digit({"pixels": text})
    drawn, _ = pictures.read_digit({"pixels": text, "strokes": [STROKE]})
    assert (drawn >= plain).all()
    assert drawn.max() == 1
    assert (drawn == plain).mean() > 0.5


@pytest.mark.parametrize("text", ["!", "AAA", "AAAA"])
def test_a_file_that_is_not_a_picture_is_refused_beside_its_button(text):
    request = read({**GOOD, "digit": {"file": text}})
    assert request.uploaded
    with pytest.raises(Problem) as caught:
        pictures.make(request)
    assert (caught.value.key, caught.value.values) == ("bad_picture", {"of": "file"})


def test_checking_a_request_and_packing_its_link_make_no_pictures(monkeypatch):
    for name in ("add_noise", "fit_strokes", "apply_marks"):
        monkeypatch.setattr(pictures, name, lambda *args: pytest.fail("a picture was made"))
    monkeypatch.setattr(uploads, "decode", lambda content: pytest.fail("a file was decoded"))
    read({**GOOD, "digit": {"file": "AAAA"}})
    links.unpack(links.pack({**GOOD, "digit": {"strokes": [STROKE], "marks": [MARK]}}))
