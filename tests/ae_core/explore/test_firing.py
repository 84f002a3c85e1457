"""What fires the units of a net, against each digit by itself."""

import numpy as np
import pytest

from ae_core.data import stroke_digits
from ae_core.explore import firing
from ae_core.inference import autoencoder, layers
from ae_core.models import presets
from ae_core.models.dense import dense_spec
from ae_core.noise import gaussian


def test_the_digits_are_the_built_in_ones():
    pictures, labels = firing.digits()
    assert len(pictures) == len(labels) == sum(len(stroke_digits.variants(d)) for d in range(10))
    assert len(pictures) <= 50
    assert set(labels) == set(range(10))
    assert list(labels) == sorted(labels)


@pytest.mark.parametrize("key", ["dense_16", "conv_4x4x8", "unet", "conv_32"])
def test_the_best_digits_are_those_with_the_largest_values(key):
    pictures, _ = firing.digits()
    found = firing.units(key)
    net = layers.of(key)
    assert set(found) == {layer.name for layer in layers.computing(net)}
    values = layers.trace(key, pictures)
    for name, layer in found.items():
        shape = net.layer(name).shape
        count = shape[0] if len(shape) == 1 else (*shape, 1)[2]
        assert layer.best.shape == layer.values.shape == (count, firing.BEST)
        unit = count // 2
        peaks = [one.reshape(-1, count)[:, unit].max() for one in values[name]]
        assert layer.values[unit].tolist() == sorted(peaks, reverse=True)[: firing.BEST]
        assert [peaks[place] for place in layer.best[unit]] == layer.values[unit].tolist()


@pytest.mark.parametrize("key", presets.PRESETS)
def test_idle_units_are_the_same_for_every_digit(key):
    clean = firing.digits()[0]
    noisy = [gaussian(picture, 0.5, seed) for seed, picture in enumerate(clean)]
    values = layers.trace(key, np.stack([*clean, *noisy]))
    for name, layer in firing.units(key).items():
        all_units = set(range(len(layer.best)))
        flat = values[name].reshape(len(values[name]), -1, len(layer.best))
        ranges = np.ptp(flat, axis=0).max(axis=0)
        still, moves = ranges < 1e-6 * ranges.max(), ranges > 2e-4 * ranges.max()
        assert set(np.flatnonzero(still)) <= set(layer.idle.tolist()) <= all_units
        assert not moves[layer.idle].any()


def test_a_dead_unit_is_idle_and_no_other():
    """A hidden unit whose bias keeps it at 0, one that is always 1, and one that sees the ink."""
    spec = dense_spec(1, (3,), code_activation="relu")
    kernel = np.zeros((784, 3), np.float32)
    kernel[:, 2] = 1
    hidden = [kernel, np.float32([-1, 1, 0])]
    rest = [np.ones((3, 1)), np.zeros(1), np.ones((1, 3)), np.zeros(3), np.ones((3, 784))]
    values = [*hidden, *(np.float32(one) for one in rest), np.zeros(784, np.float32)]
    autoencoder.add("own:dead", spec, values)
    try:
        assert firing.units("own:dead")["encoder_01_dense"].idle.tolist() == [0, 1]
        most = firing.digits()[0].sum(axis=(1, 2)).argmax()
        assert firing.units("own:dead")["encoder_01_dense"].best[2][0] == most
    finally:
        autoencoder.remove("own:dead")


def test_what_only_noise_changes_is_not_idle():
    """A hidden unit that sees a corner alone, where no built-in digit has ink."""
    assert not firing.digits()[0][:, 0, 0].any()
    spec = dense_spec(1, (2,), code_activation="relu")
    kernel = np.zeros((784, 2), np.float32)
    kernel[0, 0] = kernel[400, 1] = 1
    rest = [np.ones((2, 1)), np.zeros(1), np.ones((1, 2)), np.zeros(2), np.ones((2, 784))]
    values = [kernel, np.zeros(2, np.float32), *(np.float32(one) for one in rest)]
    autoencoder.add("own:corner", spec, [*values, np.zeros(784, np.float32)])
    try:
        layer = firing.units("own:corner")["encoder_01_dense"]
        assert layer.idle.tolist() == []
        assert not layer.values[0].any()  # the best digits are those without noise
    finally:
        autoencoder.remove("own:corner")


def test_it_is_measured_once_for_each_net(monkeypatch):
    first = firing.units("dense_16")
    monkeypatch.setattr(layers, "trace", None)
    assert firing.units("dense_16") is first
