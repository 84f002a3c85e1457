"""Captions depend on the pictures alone."""

import numpy as np
import pytest

from ae_core import metrics
from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ui.rooms import replay_captions

TEN = np.stack([from_strokes(stroke_digits.variants(d)[0]) for d in range(10)])
THREE = TEN[3]
AVERAGE = TEN.mean(axis=0)
GREY = np.full((28, 28), 0.5, np.float32)
FAINT = 0.5 * THREE + 0.2 * np.flip(THREE, 0)  # a three that is not there yet
SAME = np.repeat(AVERAGE[None], 10, axis=0)
FRAME = np.pad(np.full((20, 20), 0.5, np.float32), 4)  # ink anywhere but at the edges
FRAMES = np.repeat(FRAME[None], 10, axis=0)


def said(*moments, noisy_psnr=9.0, read=True):
    """Stages of a film: pairs of what is made of the three and of ten digits."""
    painted, of_ten = (np.stack(part).astype(np.float32) for part in zip(*moments, strict=True))
    psnr = metrics.psnr(np.repeat(THREE[None], len(painted), 0), painted).tolist()
    right = None if read is None else [read] * len(painted)
    return replay_captions.stages(painted, of_ten, THREE, psnr, noisy_psnr, right)


END = (0.95 * THREE, TEN)


def test_a_training_goes_through_the_stages_in_order():
    film = [(GREY, TEN), (FRAME, FRAMES), (AVERAGE, SAME), (FAINT, TEN), (0.9 * THREE, TEN), END]
    names = said(*film)
    assert names[:4] == ["grey", "shade", "average", "read"]
    assert names[-1] == "done"


def test_a_dark_uniform_picture_is_black():
    assert said((0 * GREY, TEN), END)[0] == "black"


def test_a_model_that_tells_digits_apart_shows_no_average():
    """Of an eight one cannot say so by the eight alone: it looks like the average."""
    assert said((AVERAGE, TEN), END)[0] != "average"
    assert said((AVERAGE, SAME), END)[0] == "average"


def test_a_picture_that_is_misread_is_a_blur():
    assert said((FAINT, TEN), END, read=False) == ["blur", "misread"]


def test_without_a_classifier_psnr_decides():
    names = said((FAINT, TEN), (0.945 * THREE, TEN), END, read=None)
    assert names == ["blur", "digit", "done"]


def test_a_picture_closer_than_the_last_is_ahead():
    assert said(END, (FAINT, TEN))[0] == "ahead"


@pytest.mark.parametrize(
    ("noisy", "read", "name"),
    [(9.0, True, "done"), (60.0, True, "worse"), (9.0, False, "misread"), (np.inf, True, "clean")],
)
def test_the_last_moment_is_compared_with_the_input(noisy, read, name):
    assert said(END, noisy_psnr=noisy, read=read) == [name]


def test_a_model_that_learns_nothing_stays_grey():
    assert said((GREY, TEN), (GREY, TEN)) == ["grey", "grey"]


def test_every_stage_has_its_words():
    from ui.words import WORDS

    assert {f"replay_{stage}_long" for stage in replay_captions.STAGES} <= set(WORDS)
    assert "replay_start_long" in WORDS
