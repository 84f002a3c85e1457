"""Tuning the classical filters on training digits."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from ae_core.filters import FILTERS
from ae_core.noise import add_noise
from benchmarks.restoration import filters
from benchmarks.restoration.filters import Tuned, tune
from benchmarks.restoration.scores import mean_psnr


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
