"""Figures: every number lands in its place, and files are written whole."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ae_core.figures import Codes, Panel, comparison, epoch_gif, save_png, sheet

ROOT = Path(__file__).parents[2]


@pytest.fixture
def digits():
    return np.random.default_rng(0).random((10, 28, 28), dtype=np.float32)


@pytest.fixture
def frames():
    return [Image.new("RGB", (40, 30), (shade,) * 3) for shade in (0, 80, 160, 240)]


def changed_box(before, after):
    """Left, top, right, bottom of what differs, right and bottom excluded."""
    rows, columns = np.nonzero((np.asarray(before) != np.asarray(after)).any(axis=-1))
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


# The comparison


@pytest.mark.parametrize("n", [1, 2, 3, 7, 10])
def test_comparison_is_as_large_as_it_says(digits, n):
    picture = comparison(digits[:n], digits[:n])
    assert picture.mode == "RGB"
    assert picture.size == (120 * n + 8, 248)


def test_comparison_shows_every_pixel_as_a_square(digits):
    pixels = np.asarray(comparison(digits, digits[::-1]))
    assert (pixels == pixels[..., :1]).all()  # grey throughout
    for row, rows_digits in enumerate((digits, digits[::-1])):
        for column, digit in enumerate(rows_digits):
            top, left = 8 + 120 * row, 8 + 120 * column
            tile = pixels[top : top + 112, left : left + 112, 0].astype(float)
            squares = digit.repeat(4, axis=0).repeat(4, axis=1) * 255
            np.testing.assert_allclose(tile, squares, atol=0.51)


def test_comparison_margins_are_white():
    black = np.zeros((10, 28, 28))
    pixels = np.asarray(comparison(black, black))[..., 0]
    assert set(np.unique(pixels)) == {0, 255}
    assert np.sum(pixels == 0) == 20 * 112 * 112


def test_a_changed_pixel_changes_its_square_and_nothing_else(digits):
    other = digits.copy()
    other[3, 5, 20] = 1 - other[3, 5, 20]
    box = changed_box(comparison(digits, digits), comparison(digits, other))
    left, top = 8 + 3 * 120 + 4 * 20, 8 + 120 + 4 * 5
    assert box == (left, top, left + 4, top + 4)


def test_grey_means_the_same_in_every_comparison():
    dim = np.full((1, 28, 28), 0.5)  # stretched to its own range it would come out black
    assert np.asarray(comparison(dim, dim))[60, 60, 0] == pytest.approx(127.5, abs=1)


@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan])
def test_comparison_refuses_pixels_outside_the_range(digits, value):
    corrupted = digits.copy()
    corrupted[0, 0, 0] = value
    with pytest.raises(ValueError, match=r"Expected pixels of bottom in \[0, 1\]; received"):
        comparison(digits, corrupted)


@pytest.mark.parametrize("shape", [(28, 28), (10, 784), (0, 28, 28), (9, 28, 28), (11, 28, 28)])
def test_comparison_refuses_other_shapes_and_rows_of_two_lengths(digits, shape):
    with pytest.raises(ValueError, match=r"Expected .*; received"):
        comparison(np.zeros(shape), digits)


# The sheet


def panels_of(digits):
    return [Panel("A", digits[0]), Panel("B", digits[1], ["one line", "another"])]


def test_threads_draw_without_disturbing_each_other(digits):
    def draw(digit):
        return sheet("", [Panel("", digit)], None).tobytes()

    alone = [draw(digit) for digit in digits[:4]]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, digits[:4])) == alone


@pytest.mark.parametrize("n", [1, 4])
def test_a_sheet_is_as_large_as_it_says(digits, n):
    panels = [Panel("digit", digit) for digit in digits[:n]]
    assert sheet("", panels, None).size == (388 * n + 52, 592)
    codes = Codes("", digits[0, 0], digits[0, 1])
    assert sheet("", panels, codes).size == (388 * n + 52, 824)


def test_a_sheet_shows_every_pixel_as_a_square_whatever_is_written(digits):
    pixels = np.asarray(sheet("Level $0.5$, 50 %", panels_of(digits), None)).astype(float)
    for column, digit in enumerate(digits[:2]):
        left = 52 + 388 * column
        tile = pixels[120 : 120 + 336, left : left + 336]
        squares = digit.repeat(12, axis=0).repeat(12, axis=1) * 255
        np.testing.assert_allclose(tile, squares[..., None].repeat(3, -1), atol=0.51)


def test_a_difference_is_black_where_there_is_none_and_tells_added_from_lost_ink():
    difference = np.zeros((28, 28))
    difference[5, 5], difference[20, 20] = 1, -1
    pixels = np.asarray(sheet("", [Panel("", difference, signed=True)], None)).astype(int)
    added, lost, none = (pixels[126 + 12 * at, 58 + 12 * at] for at in (5, 20, 10))
    assert not none.any()
    assert added[0] - added[2] > 100  # orange
    assert lost[2] > lost[0] > 100  # grey, bluish


@pytest.mark.parametrize("shape", [(16,), (32,), (4, 4, 8), (4, 4, 32)])
def test_a_sheet_shows_the_codes(digits, shape):
    rng = np.random.default_rng(1)
    clean, noisy = rng.normal(size=shape), rng.normal(size=shape)
    here, there = (sheet("", panels_of(digits), Codes("", clean, b)) for b in (clean, noisy))
    assert here.tobytes() != there.tobytes()
    top = changed_box(here, there)[1]
    assert top > 540  # below the panels
    colours = np.asarray(there).reshape(-1, 3).astype(int)
    assert ((colours[:, 0] - colours[:, 2]) > 100).any()  # those of the noisy digit are orange


def test_a_code_of_nothing_but_zeros_is_drawn(digits):
    for zeros in (np.zeros(16), np.zeros((4, 4, 8))):
        assert sheet("", panels_of(digits), Codes("", zeros, zeros)).size == (828, 824)


# Files


def test_png_comes_back_as_it_was(tmp_path, digits):
    picture = comparison(digits, digits)
    save_png(picture, tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as back:
        assert back.format == "PNG"
        np.testing.assert_array_equal(np.asarray(back), np.asarray(picture))


def test_gif_holds_every_frame_for_a_second_and_loops(tmp_path, frames):
    epoch_gif(frames, tmp_path / "x.gif")
    with Image.open(tmp_path / "x.gif") as gif:
        assert gif.format == "GIF"
        assert gif.n_frames == 4
        assert gif.info["loop"] == 0
        for i, frame in enumerate(frames):
            gif.seek(i)
            assert gif.info["duration"] == 1000
            np.testing.assert_array_equal(np.asarray(gif.convert("RGB")), np.asarray(frame))


def test_gif_keeps_every_grey_of_a_comparison(tmp_path, digits):
    frames = [comparison(digits, digits), comparison(digits, digits[::-1])]
    epoch_gif(frames, tmp_path / "x.gif")
    with Image.open(tmp_path / "x.gif") as gif:
        for i, frame in enumerate(frames):
            gif.seek(i)
            np.testing.assert_array_equal(np.asarray(gif.convert("RGB")), np.asarray(frame))


def test_gif_shows_a_repeated_frame_for_longer(tmp_path, frames):
    epoch_gif([frames[0], frames[0], frames[1]], tmp_path / "x.gif")
    with Image.open(tmp_path / "x.gif") as gif:
        assert gif.n_frames == 2
        assert gif.info["duration"] == 2000


@pytest.mark.parametrize("sizes", [[], [(40, 30), (30, 40)]])
def test_gif_refuses_frames_that_do_not_fit(tmp_path, sizes):
    with pytest.raises(ValueError, match="Expected one or more frames of one size; received"):
        epoch_gif([Image.new("RGB", size) for size in sizes], tmp_path / "x.gif")
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_the_old_file_and_no_temporary_file(tmp_path, frames, monkeypatch):
    def fail(self, path, **options):
        path.write_bytes(b"half")
        raise OSError("disk full")

    def fail_to_write(path, content):
        path.touch()
        raise OSError("disk full")

    for write, name, patch in (
        (lambda p: epoch_gif(frames, p), "x.gif", (Path, "write_bytes", fail_to_write)),
        (lambda p: save_png(frames[0], p), "x.png", (Image.Image, "save", fail)),
    ):
        (tmp_path / name).write_bytes(b"old")
        with monkeypatch.context() as failing:
            failing.setattr(*patch)
            with pytest.raises(OSError, match="disk full"):
                write(tmp_path / name)
        assert (tmp_path / name).read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.gif", "x.png"]


def test_matplotlib_is_imported_for_a_sheet_only_and_pyplot_never():
    script = (
        "import sys, numpy; from ae_core.figures import Panel, comparison, sheet;"
        "d = numpy.zeros((1, 28, 28)); comparison(d, d);"
        "assert 'matplotlib' not in sys.modules;"
        "sheet('', [Panel('', d[0])], None);"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode == 0
