"""Losses on codes: what is made of a batch's codes, and how its pictures are judged."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from ae_core.models import builder
from ae_core.models.dense import dense_spec
from ae_core.pictures import from_uint8
from ae_core.training import compiling
from ae_core.training.losses import LOSSES
from ae_core.training.losses.of_codes import Between, FirstNumbers, Growing, MoreCodes

from ..nets import LONGER, OURS, RECIPE


def numbers(tensor):
    return keras.ops.convert_to_numpy(tensor)


def logits_of(pictures):
    """Logits whose sigmoid is nearly the pictures."""
    ink = np.clip(pictures, 0.01, 0.99)
    return np.log(ink / (1 - ink)).astype(np.float32)


def nothing_is_done():
    return 0.0


@pytest.fixture
def codes():
    return np.random.default_rng(0).uniform(1, 2, (64, 32)).astype(np.float32)


# The first numbers


def test_codes_keep_their_first_numbers_and_the_others_are_zero(codes):
    made = numbers(FirstNumbers(0, nothing_is_done)(codes))
    assert made.shape == (32, 32)
    for short, whole in zip(made, codes[::2], strict=True):
        kept = int((short != 0).sum())
        assert kept >= 1
        np.testing.assert_array_equal(short[:kept], whole[:kept])


def test_of_six_codes_five_are_left_fixed_shares_and_one_as_many_as_are_drawn():
    """By the square of the logarithm."""
    layer, ones = FirstNumbers(1, nothing_is_done), np.ones((9600, 32), np.float32)
    made = np.stack([numbers(layer(ones)).sum(axis=1) for _ in range(20)])
    turns = made.reshape(20, 800, 6)
    assert (turns[:, :, :5] == [16, 8, 16, 4, 2]).all()
    counts = np.bincount(turns[:, :, 5].astype(int).ravel(), minlength=33)
    assert counts[0] == 0
    assert counts[1:].all()
    share = np.diff(np.square(np.log(np.arange(1, 34)) / np.log(33)))
    np.testing.assert_allclose(counts[1:] / counts.sum(), share, atol=0.01)


def test_a_code_of_one_number_keeps_it(codes):
    layer = FirstNumbers(0, nothing_is_done)
    np.testing.assert_array_equal(numbers(layer(codes[:, :1])), codes[::2, :1])


@pytest.mark.parametrize("count", [1, 3, 4, 5, 64])
@pytest.mark.parametrize(
    "make",
    [lambda digits: FirstNumbers(0, nothing_is_done), lambda digits: Between(digits, 0)],
)
def test_it_is_said_how_many_codes_are_made(codes, stroke_images, make, count):
    """The last batch of an epoch has whatever is left."""
    layer = make(stroke_images)
    assert len(numbers(layer(codes[:count]))) == layer.count(count)


@pytest.mark.parametrize(("done", "weight"), [(0, 1), (0.66, 1), (0.67, 0.25), (1, 0.25)])
def test_the_first_numbers_have_the_loss_of_reconstructions(stroke_pictures, done, weight):
    """In the second round less of it."""
    clean = stroke_pictures[:8]
    logits = logits_of(clean[::2]) + 1
    by_hand = numbers(LOSSES["log"](clean[::2], logits)).mean()
    loss = FirstNumbers(0, lambda: done).loss(clean, logits)
    assert float(loss) == pytest.approx(weight * by_hand, rel=1e-5)


def test_a_code_begins_with_a_quarter_of_its_numbers_then_has_half_then_all(codes):
    used = []
    for step in range(10):
        made = numbers(Growing(lambda step=step: step / 30)(codes))
        used.append(int((made[0] != 0).sum()))
        np.testing.assert_array_equal(made[:, : used[-1]], codes[:, : used[-1]])
        assert not made[:, used[-1] :].any()
    assert used == [8] * 4 + [16] * 4 + [32] * 2


@pytest.mark.parametrize("size", [1, 3])
def test_a_short_code_begins_with_one_number(codes, size):
    made = numbers(Growing(nothing_is_done)(codes[:, :size]))
    np.testing.assert_array_equal(made[:, 0], codes[:, 0])
    assert not made[:, 1:].any()


# Between two codes


def test_codes_of_the_first_digits_are_mixed_in_pairs(codes, stroke_images):
    made = numbers(Between(stroke_images, 0)(codes))
    first = codes[:8]
    assert made.shape == first.shape
    shares = set()
    for mixed, one, other in zip(made, first, np.roll(first, 1, axis=0), strict=True):
        share = (mixed - other) / (one - other)
        np.testing.assert_allclose(share, share[0], atol=1e-3)
        assert 0 <= share[0] <= 1
        shares.add(round(float(share[0]), 3))
    assert len(shares) > 5


def test_the_nearest_digit_is_the_one_that_it_resembles_whatever_the_ink(stroke_images):
    layer = Between(stroke_images, 0)
    pictures = from_uint8(stroke_images)
    mean = pictures.mean(axis=0)
    chosen = [0, 7, 100, 299]
    for strength in (0.3, 1.0):
        faded = mean + strength * (pictures[chosen] - mean)
        assert numbers(layer.nearest(faded)).tolist() == chosen


def test_a_picture_between_is_judged_by_the_nearest_digit(stroke_images):
    pictures = from_uint8(stroke_images[[5, 9]])
    layer = Between(stroke_images, 0)
    as_digits, noisy = logits_of(pictures), 0.3 * logits_of(pictures)
    by_hand = numbers(LOSSES["bce"](pictures, noisy)).mean()
    nothing = np.zeros((16, 28, 28), np.float32)
    assert float(layer.loss(nothing, noisy)) == pytest.approx(0.1 * by_hand, rel=1e-4)
    assert float(layer.loss(nothing, as_digits)) < 0.5 * 0.1 * by_hand


def test_pictures_between_teach_the_decoder_alone(stroke_images):
    encoder, decoder = (keras.layers.Dense(size) for size in (4, 784))
    pictures = from_uint8(stroke_images[:16])
    layer = Between(stroke_images, 0)
    given = keras.Input((28, 28))
    made = decoder(layer(encoder(keras.layers.Flatten()(given))))
    model = keras.Model(given, keras.layers.Reshape((28, 28))(made))
    before = [numbers(part.kernel) for part in (encoder, decoder)]
    model.compile("adam", loss=lambda clean, logits: layer.loss(clean, logits))
    model.train_on_batch(pictures, pictures[:2])
    moved = [
        (numbers(part.kernel) != old).any()
        for part, old in zip((encoder, decoder), before, strict=True)
    ]
    assert moved == [False, True]


# Both, in training


def test_the_loss_is_that_of_the_batch_and_of_the_codes_made_of_it(stroke_images, monkeypatch):
    """By hand, with the same seeds."""
    monkeypatch.setattr(Growing, "_STAGES", ())
    model = builder.build(OURS, seed=3)
    trainee = compiling.compiled(model, OURS, RECIPE, 10, 0, stroke_images)
    clean = from_uint8(stroke_images[:16])
    corrupted = next(x for x in trainee.layers if x.name.startswith("mixed"))
    losses = [FirstNumbers(2, nothing_is_done), Between(stroke_images, 1)]
    rate = trainee.optimizer.learning_rate
    before = [numbers(v) for v in corrupted.variables]
    logs = trainee.train_on_batch(clean, clean, return_dict=True)
    for variable, value in zip(corrupted.variables, before, strict=True):
        variable.assign(value)  # the same noise again
    assert float(rate) < 1e-3  # so the net has hardly moved
    codes = model.get_layer("encoder")(corrupted(clean))
    decoder = model.get_layer("decoder")
    draw = keras.Model(decoder.input, decoder.get_layer("logits").output)
    main = numbers(LOSSES["log"](clean, draw(codes))).mean()
    extra = sum(float(loss.loss(clean, draw(loss(codes)))) for loss in losses)
    assert logs["extra"] == pytest.approx(extra, rel=0.02)
    assert logs["loss"] == pytest.approx(main + extra, rel=0.02)


@pytest.mark.parametrize("wanted", ["has_ordered_code", "learns_between"])
def test_noise_on_codes_beside_losses_on_codes_is_refused(stroke_images, wanted):
    plain = replace(LONGER, has_ordered_code=False, code_noise=0.1)
    compiling.compiled(builder.build(plain), plain, RECIPE, 10)  # noise alone is not
    spec = replace(plain, **{wanted: True})
    for digits in (stroke_images, None):  # as trained, and as timed
        with pytest.raises(ValueError, match=f"Expected noise .* {wanted} True"):
            compiling.compiled(builder.build(spec), spec, RECIPE, 10, 0, digits)


def test_an_order_is_learnt(stroke_images):
    """After some epochs half of the numbers give better pictures than without the loss."""
    pictures, errors = from_uint8(stroke_images), []
    for ordered in (True, False):
        spec = replace(dense_spec(4), has_ordered_code=ordered)
        model = builder.build(spec, seed=1)
        recipe = replace(RECIPE, batch_size=32, epochs=24)
        trainee = compiling.compiled(model, spec, recipe, 240, 0)
        trainee.fit(pictures, pictures, batch_size=32, epochs=24, verbose=0)
        codes = numbers(model.get_layer("encoder")(pictures))
        codes[:, 2:] = 0
        restored = numbers(model.get_layer("decoder")(codes))
        errors.append(np.square(restored - pictures).mean())
    assert errors[0] < 0.9 * errors[1]


def test_the_state_of_what_is_drawn_can_be_restored(codes, stroke_images):
    begun, resumed = (
        MoreCodes([FirstNumbers(seed, nothing_is_done), Between(stroke_images, seed)])
        for seed in (1, 9)
    )
    begun(codes)
    for variable, value in zip(resumed.variables, begun.variables, strict=True):
        variable.assign(value)
    assert len(begun.variables) == 2
    np.testing.assert_array_equal(numbers(resumed(codes)), numbers(begun(codes)))
