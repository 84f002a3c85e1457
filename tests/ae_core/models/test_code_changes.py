"""Changes of a trained net's code: its scale, its order, how many numbers it has."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from ae_core.codes import first_numbers
from ae_core.models import builder, code_changes, presets

SMALL = replace(presets.PRESETS["conv_16"], widths=(4, 8, 2), hidden=16)


def numbers(tensor):
    return keras.ops.convert_to_numpy(tensor)


def encoded(model, pictures):
    return numbers(model.get_layer("encoder")(pictures))


@pytest.fixture(scope="module")
def small():
    """A small residual net, built and traced once, and the weights it started with."""
    model = builder.build(SMALL, seed=2)
    return model, model.get_weights()


@pytest.fixture
def lopsided(small):
    """A small net whose codes are neither centred nor of one spread, as training leaves them."""
    model, fresh = small
    model.set_weights(fresh)
    last = model.get_layer("encoder").layers[-1]
    kernel, _ = last.get_weights()
    last.set_weights([kernel * np.geomspace(0.1, 10, 16), np.linspace(-5, 5, 16)])
    return model


# Its scale


def assert_standardised(codes, atol=1e-3):
    np.testing.assert_allclose(codes.mean(axis=0), 0, atol=atol)
    np.testing.assert_allclose(codes.var(axis=0), 1, atol=atol)


def test_standardised_codes_have_mean_0_and_variance_1_over_the_pictures(lopsided, stroke_pictures):
    before = encoded(lopsided, stroke_pictures)
    assert np.abs(before.mean(axis=0)).max() > 4
    assert np.ptp(np.log10(before.std(axis=0))) > 1
    code_changes.standardise(lopsided, stroke_pictures)
    codes = encoded(lopsided, stroke_pictures)
    assert_standardised(codes)
    for i in range(16):  # shifted and stretched, each by itself, and not turned round
        assert np.corrcoef(before[:, i], codes[:, i])[0, 1] > 0.999


def test_standardising_leaves_every_reconstruction_as_it_is(lopsided, stroke_pictures):
    """Of pictures that it was not given, too."""
    many, others = stroke_pictures[:40], stroke_pictures[40:]
    before = [numbers(builder.with_logits(lopsided)(given)) for given in (many, others)]
    assert max(np.ptp(logits) for logits in before) > 1
    code_changes.standardise(lopsided, many)
    for given, logits in zip((many, others), before, strict=True):
        np.testing.assert_allclose(numbers(builder.with_logits(lopsided)(given)), logits, atol=1e-4)


def test_standardising_twice_is_standardising_once(lopsided, stroke_pictures):
    code_changes.standardise(lopsided, stroke_pictures)
    once = lopsided.get_weights()
    code_changes.standardise(lopsided, stroke_pictures)
    for one, other in zip(once, lopsided.get_weights(), strict=True):
        np.testing.assert_allclose(other, one, atol=1e-4)


def test_standardising_touches_two_layers_and_no_other(lopsided, stroke_pictures):
    before = [numbers(variable) for variable in lopsided.variables]
    code_changes.standardise(lopsided, stroke_pictures)
    encoder, decoder = (lopsided.get_layer(name) for name in ("encoder", "decoder"))
    touched = {id(v) for layer in (encoder.layers[-1], decoder.layers[1]) for v in layer.variables}
    for variable, old in zip(lopsided.variables, before, strict=True):
        assert (numbers(variable) != old).any() == (id(variable) in touched)


def test_a_constant_number_of_the_code_becomes_0(lopsided, stroke_pictures):
    """One that is the same of every picture, and whose spread nothing can be divided by."""
    many = np.tile(stroke_pictures, (10, 1, 1))
    last = lopsided.get_layer("encoder").layers[-1]
    kernel, bias = last.get_weights()
    kernel[:, 3], bias[3] = 0, 0.1  # whose sum in float32 is not 640 times as much
    last.set_weights([kernel, bias])
    before = numbers(lopsided(stroke_pictures))
    code_changes.standardise(lopsided, many)
    codes = encoded(lopsided, stroke_pictures)
    np.testing.assert_allclose(codes[:, 3], 0, atol=1e-6)
    assert_standardised(np.delete(codes, 3, axis=1))
    assert all(np.isfinite(weight).all() for weight in lopsided.get_weights())
    np.testing.assert_allclose(numbers(lopsided(stroke_pictures)), before, atol=1e-5)


def test_standardised_codes_outlive_storage_in_sixteen_bits(lopsided, stroke_pictures):
    before = numbers(lopsided(stroke_pictures))
    code_changes.standardise(lopsided, stroke_pictures)
    narrow, stored = builder.build(SMALL, "float16"), builder.build(SMALL)
    narrow.set_weights(lopsided.get_weights())
    stored.set_weights(narrow.get_weights())
    assert_standardised(encoded(stored, stroke_pictures), atol=0.02)
    np.testing.assert_allclose(numbers(stored(stroke_pictures)), before, atol=0.01)


def test_a_net_trained_in_sixteen_bits_is_standardised_for_use_in_thirty_two(
    lopsided, stroke_pictures
):
    """The weights are float32 all along, but its layers saw pictures a little differently."""
    half = builder.build(SMALL, "mixed_bfloat16")
    half.set_weights(lopsided.get_weights())
    code_changes.standardise(half, stroke_pictures)
    lopsided.set_weights(half.get_weights())
    assert_standardised(encoded(lopsided, stroke_pictures), atol=0.03)


# Its order


def test_scaling_an_ordered_code_leaves_what_its_first_numbers_give(lopsided, stroke_pictures):
    """Zero stands for a number that is not used, before and after."""

    def from_first(count):
        codes = first_numbers(encoded(lopsided, stroke_pictures), count)
        return numbers(lopsided.get_layer("decoder")(codes))

    before = [from_first(count) for count in range(17)]
    code_changes.standardise(lopsided, stroke_pictures, ordered=True)
    for count, pictures in enumerate(before):
        np.testing.assert_allclose(from_first(count), pictures, atol=1e-4)
    codes = encoded(lopsided, stroke_pictures)
    np.testing.assert_allclose(codes.var(axis=0), 1, atol=1e-3)
    assert np.abs(codes.mean(axis=0)).max() > 0.1


def test_a_sorted_code_gives_the_same_pictures_and_the_first_numbers_explain_most(
    lopsided, stroke_pictures
):
    before = numbers(lopsided(stroke_pictures))
    code_changes.sort_code(lopsided, stroke_pictures)
    np.testing.assert_allclose(numbers(lopsided(stroke_pictures)), before, atol=1e-3)
    codes = encoded(lopsided, stroke_pictures)
    np.testing.assert_allclose(codes.mean(axis=0), 0, atol=1e-2)
    np.testing.assert_allclose(np.cov(codes, rowvar=False, ddof=0), np.eye(16), atol=1e-2)
    explained = np.square(codes.T @ stroke_pictures.reshape(64, -1)).sum(axis=1)
    assert (np.diff(explained) <= 1e-3 * explained[0]).all()


def test_a_net_around_fewer_numbers_computes_what_the_first_ones_give(lopsided, stroke_pictures):
    shorter = builder.build(replace(SMALL, code_shape=(5,)))
    code_changes.copy_net(lopsided, shorter)
    codes = encoded(lopsided, stroke_pictures)
    np.testing.assert_allclose(encoded(shorter, stroke_pictures), codes[:, :5], atol=1e-5)
    wanted = numbers(lopsided.get_layer("decoder")(first_numbers(codes, 5)))
    np.testing.assert_allclose(numbers(shorter(stroke_pictures)), wanted, atol=1e-5)


@pytest.mark.parametrize(
    "change", [{"code_shape": (20,)}, {"code_shape": (5,), "hidden": SMALL.hidden - 1}]
)
def test_nets_that_differ_in_more_than_fewer_numbers_are_refused(lopsided, change):
    other = builder.build(replace(SMALL, **change))
    before = other.get_weights()
    with pytest.raises(ValueError, match="Expected nets that differ in the code"):
        code_changes.copy_net(lopsided, other)
    for old, new in zip(before, other.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
