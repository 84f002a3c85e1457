"""What a net is given in training and on validation digits: order, noise and targets."""

from dataclasses import replace

import numpy as np
import pytest

from ae_core.data import stroke_digits
from ae_core.models.presets import CLASSIFIER, PRESETS
from ae_core.models.spec import MIXED
from ae_core.noise import add_noise
from ae_core.pictures import from_uint8
from ae_core.training.batches import Batches, validation
from ae_core.training.classifying import examples

PLAIN = PRESETS["dense_16"]
DENOISER = replace(PLAIN, noise=("gaussian", 0.5))


@pytest.fixture(scope="module")
def stroke_labels():
    """The labels of `stroke_images`."""
    return stroke_digits.make(300, seed=6)[1].astype(np.uint8)


def batches(images, spec=DENOISER, seed=0, epoch=1, size=64, labels=None):
    return Batches(spec, images, labels, size, seed, epoch)


def alike(images, count=64):
    """The same digit many times: only the noise can differ."""
    return np.repeat(images[:1], count, axis=0)


def test_a_batch_depends_on_seed_epoch_and_step_alone(stroke_images):
    forwards, backwards = batches(stroke_images), batches(stroke_images)
    late = [backwards[i] for i in reversed(range(len(backwards)))][::-1]
    for i in range(len(forwards)):
        for one, other in zip(forwards[i], late[i], strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("other", [{"seed": 1}, {"epoch": 2}])
def test_another_seed_or_epoch_gives_another_order_and_noise(stroke_images, other):
    one, two = batches(stroke_images), batches(stroke_images, **other)
    assert (one[0][1] != two[0][1]).any()
    same = alike(stroke_images)
    assert (batches(same)[0][0] != batches(same, **other)[0][0]).any()


def test_no_two_steps_share_their_noise(stroke_images):
    epoch = batches(alike(stroke_images, 128))
    assert (epoch[0][0] != epoch[1][0]).any()


@pytest.mark.parametrize("step", [0, 1])
def test_order_and_noise_are_drawn_from_different_streams(step, stroke_images):
    """NumPy pads entropy with zeros, so [seed, epoch] and [seed, epoch, 0] would be the same."""
    epoch = batches(stroke_images)
    again = np.random.default_rng(epoch._streams[step]).permutation(len(stroke_images))
    assert (again != epoch.order).any()


def test_an_epoch_shows_every_digit_once(stroke_images):
    epoch = batches(stroke_images)
    seen = np.concatenate([epoch[i][1] for i in range(len(epoch))])
    assert [len(epoch[i][1]) for i in range(len(epoch))] == [64, 64, 64, 64, 44]
    assert sorted(x.tobytes() for x in seen) == sorted(
        x.tobytes() for x in from_uint8(stroke_images)
    )


def test_a_denoiser_is_given_noise_and_asked_for_the_clean_digit(stroke_images):
    epoch = batches(stroke_images)
    noisy, clean = epoch[2]
    rng = np.random.default_rng(epoch._streams[2])
    np.testing.assert_array_equal(noisy, add_noise("gaussian", clean, 0.5, rng))


@pytest.mark.parametrize("noise", [None, MIXED])
def test_clean_digits_are_given_without_noise_or_where_the_graph_adds_it(noise, stroke_images):
    given, wanted = batches(stroke_images, replace(PLAIN, noise=noise))[2]
    np.testing.assert_array_equal(given, wanted)


def test_bent_digits_are_the_target_too_and_differ_in_each_epoch(stroke_images):
    bending = replace(PLAIN, augment=True)
    for i in (0, 2):
        bent, again = (batches(stroke_images, bending)[i] for _ in range(2))
        plain = batches(stroke_images, PLAIN)[i][1]
        np.testing.assert_array_equal(bent[0], bent[1])
        np.testing.assert_array_equal(bent[1], again[1])
        assert 0.2 < (bent[1] != plain).any(axis=(1, 2)).mean() < 0.8  # the same order, about half
    same = alike(stroke_images)
    one, other = (batches(same, bending, epoch=epoch)[0][1] for epoch in (1, 2))
    assert (one != other).any()


def test_the_noise_of_a_denoiser_lies_on_the_bent_digit(stroke_images):
    noisy, wanted = batches(stroke_images, replace(DENOISER, augment=True))[0]
    plain = batches(stroke_images)[0][1]
    assert (wanted != plain).any()
    of_wanted, of_plain = (np.square(noisy - clean).mean() for clean in (wanted, plain))
    assert of_wanted < of_plain


def test_a_classifier_gets_noise_and_non_digits(stroke_images, stroke_labels):
    epoch = batches(stroke_images, CLASSIFIER, labels=stroke_labels)
    (given, wanted), (again, _) = (
        epoch[1],
        batches(stroke_images, CLASSIFIER, labels=stroke_labels)[1],
    )
    np.testing.assert_array_equal(given, again)
    assert len(given) == len(wanted) > 64
    clean = from_uint8(stroke_images[epoch.order[64:128]])
    np.testing.assert_array_equal(wanted[:64], stroke_labels[epoch.order[64:128]])
    assert set(wanted[-5:]) == {examples.NO_DIGIT}
    changed = (given[:64] != clean).any(axis=(1, 2)).mean()
    assert 0.4 < changed < 1
    once, same = (validation(CLASSIFIER, stroke_images, stroke_labels) for _ in range(2))
    np.testing.assert_array_equal(once[0], same[0])
    assert (once[1] == examples.NO_DIGIT).any()


def test_an_autoencoder_is_asked_for_pictures_though_there_are_labels(stroke_images, stroke_labels):
    given, wanted = batches(stroke_images, PLAIN, labels=stroke_labels)[0]
    np.testing.assert_array_equal(given, wanted)


def test_validation_digits_have_the_same_noise_at_every_call(stroke_images, stroke_labels):
    clean = from_uint8(stroke_images)
    for noise in (("gaussian", 0.5), MIXED):
        spec = replace(PLAIN, noise=noise, augment=True)
        once, again = (validation(spec, stroke_images, stroke_labels) for _ in range(2))
        np.testing.assert_array_equal(once[0], again[0])
        np.testing.assert_array_equal(once[1], clean)
        assert (once[0] != clean).any()
    for part in validation(PLAIN, stroke_images, stroke_labels):
        np.testing.assert_array_equal(part, clean)
