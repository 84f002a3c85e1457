"""Classical filters: each picture for itself, as scikit-image does it, tuned where it pays."""

import numpy as np
import pytest
from skimage import filters as skimage_filters
from skimage import restoration

from ae_core import metrics
from ae_core.filters import FILTERS, apply
from ae_core.noise import add_noise

ENDS = [(name, f.grid[i]) for name, f in FILTERS.items() for i in (0, -1)]


@pytest.fixture(scope="module")
def clean(stroke_pictures):
    return stroke_pictures[:6]


@pytest.fixture(scope="module")
def noisy(clean):
    return add_noise("gaussian", clean, 0.25, 1)


def psnr(clean, other):
    return metrics.psnr(clean, other).mean()


@pytest.mark.parametrize(("name", "parameters"), ENDS)
def test_every_filter_keeps_the_contract(name, parameters, noisy):
    """Same shape and dtype, inside [0, 1], the input left unchanged."""
    before = noisy.copy()
    filtered = apply(name, parameters, noisy)
    assert filtered.shape == noisy.shape
    assert filtered.dtype == np.float32
    assert filtered.min() >= 0
    assert filtered.max() <= 1
    np.testing.assert_array_equal(noisy, before)


@pytest.mark.parametrize(("name", "parameters"), ENDS)
def test_a_result_does_not_depend_on_the_other_pictures(name, parameters, noisy):
    together = apply(name, parameters, noisy)
    alone = np.concatenate([apply(name, parameters, noisy[i : i + 1]) for i in range(len(noisy))])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(("name", "parameters"), ENDS)
def test_a_blank_picture_stays_blank(name, parameters):
    blank = np.zeros((2, 28, 28), np.float32)
    np.testing.assert_array_equal(apply(name, parameters, blank), blank)


@pytest.mark.parametrize(
    ("name", "parameters", "theirs"),
    [
        ("Gaussian filter", {"sigma": 0.9}, lambda p: skimage_filters.gaussian(p, 0.9)),
        (
            "median",
            {"shape": "diamond", "radius": 1},
            lambda p: skimage_filters.median(p, np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])),
        ),
        (
            "median",
            {"shape": "square", "radius": 2},
            lambda p: skimage_filters.median(p, np.ones((5, 5))),
        ),
        (
            "total variation",
            {"weight": 0.2},
            lambda p: restoration.denoise_tv_chambolle(p, weight=0.2),
        ),
        (
            "non-local means",
            {"h": 0.2},
            lambda p: restoration.denoise_nl_means(p, patch_size=5, patch_distance=5, h=0.2),
        ),
    ],
)
def test_agrees_with_scikit_image_picture_by_picture(name, parameters, theirs, noisy):
    expected = np.stack([np.clip(theirs(p), 0, 1) for p in noisy])
    np.testing.assert_allclose(apply(name, parameters, noisy), expected, atol=1e-6)


@pytest.mark.parametrize("name", FILTERS)
def test_the_usual_setting_is_in_the_grid_and_removes_noise(name, clean):
    assert FILTERS[name].usual in FILTERS[name].grid
    noisy = add_noise("gaussian", clean, 0.5, 1)
    assert psnr(clean, apply(name, FILTERS[name].usual, noisy)) > psnr(clean, noisy) + 1


@pytest.mark.parametrize("name", sorted(set(FILTERS) - {"median"}))
def test_the_first_setting_of_a_grid_changes_next_to_nothing(name, clean):
    assert psnr(clean, apply(name, FILTERS[name].grid[0], clean)) > 45
