"""Classical filters: each picture for itself, as scikit-image does it, tuned where it pays."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from skimage import filters as skimage_filters
from skimage import restoration

from ae_core.filters import FILTERS
from ae_core.noise import add_noise
from benchmarks.restoration import filters
from benchmarks.restoration.filters import Tuned, tune
from benchmarks.restoration.scores import mean_psnr

ENDS = [(name, f.grid[i]) for name, f in FILTERS.items() for i in (0, -1)]


@pytest.fixture(scope="module")
def clean(stroke_pictures):
    return stroke_pictures[:6]


@pytest.fixture(scope="module")
def noisy(clean):
    return add_noise("gaussian", clean, 0.25, 1)


@pytest.fixture
def small_grids(monkeypatch):
    """Every filter with three settings to choose from: from hardly any effect to too much."""
    few = {name: f._replace(grid=f.grid[:: len(f.grid) // 2][:3]) for name, f in FILTERS.items()}
    monkeypatch.setattr(filters, "FILTERS", few)
    return few


@pytest.mark.parametrize(("name", "parameters"), ENDS)
def test_every_filter_keeps_the_contract(name, parameters, noisy):
    """Same shape and dtype, inside [0, 1], the input left unchanged."""
    before = noisy.copy()
    filtered = Tuned(name, parameters)(noisy)
    assert filtered.shape == noisy.shape
    assert filtered.dtype == np.float32
    assert filtered.min() >= 0
    assert filtered.max() <= 1
    np.testing.assert_array_equal(noisy, before)


@pytest.mark.parametrize(("name", "parameters"), ENDS)
def test_a_result_does_not_depend_on_the_other_pictures(name, parameters, noisy):
    together = Tuned(name, parameters)(noisy)
    alone = np.concatenate([Tuned(name, parameters)(noisy[i : i + 1]) for i in range(len(noisy))])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(("name", "parameters"), ENDS)
def test_a_blank_picture_stays_blank(name, parameters):
    blank = np.zeros((2, 28, 28), np.float32)
    np.testing.assert_array_equal(Tuned(name, parameters)(blank), blank)


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
    np.testing.assert_allclose(Tuned(name, parameters)(noisy), expected, atol=1e-6)


@pytest.mark.parametrize("name", FILTERS)
def test_the_usual_setting_is_in_the_grid_and_removes_noise(name, clean):
    assert FILTERS[name].usual in FILTERS[name].grid
    noisy = add_noise("gaussian", clean, 0.5, 1)
    assert mean_psnr(clean, Tuned(name, FILTERS[name].usual)(noisy)) > mean_psnr(clean, noisy) + 1


@pytest.mark.parametrize("name", sorted(set(FILTERS) - {"median"}))
def test_the_first_setting_of_a_grid_changes_next_to_nothing(name, clean):
    assert mean_psnr(clean, Tuned(name, FILTERS[name].grid[0])(clean)) > 45


@pytest.mark.parametrize("name", FILTERS)
def test_tuning_takes_the_best_of_the_grid(name, clean, noisy, small_grids):
    by_hand = [mean_psnr(clean, Tuned(name, p)(noisy)) for p in small_grids[name].grid]
    found = tune(name, noisy, clean)
    assert found.parameters == small_grids[name].grid[int(np.argmax(by_hand))]
    assert mean_psnr(clean, found(noisy)) == max(by_hand) > mean_psnr(clean, noisy)


def test_more_noise_is_smoothed_more(clean):
    sigmas = [
        tune("Gaussian filter", add_noise("gaussian", clean, level, 1), clean).parameters["sigma"]
        for level in (0.05, 0.25, 1.0)
    ]
    assert sigmas == sorted(set(sigmas))


def test_shared_among_processes_the_result_is_the_same(clean, noisy, small_grids, monkeypatch):
    monkeypatch.setattr(filters, "_PART", 4)  # six pictures: a part of four and one of two
    alone = tune("total variation", noisy, clean)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        shared = tune("total variation", noisy, clean, pool.map)
        assert shared.parameters == alone.parameters
        np.testing.assert_array_equal(shared(noisy), alone(noisy))
