"""Losses and the interpolation penalty, computed a second time by hand."""

import keras
import numpy as np
import pytest

from ae_core.training.losses import LOSSES, InterpolationPenalty

SEED = 4


def by_definition(clean, logits):
    """Cross-entropy and squared error of each picture, in float64."""
    made = 1 / (1 + np.exp(-logits.astype(np.float64)))
    bce = -(clean * np.log(made) + (1 - clean) * np.log(1 - made)).mean(axis=(1, 2))
    return bce, ((clean - made) ** 2).mean(axis=(1, 2))


def test_picture_losses_agree_with_their_definition(stroke_pictures):
    logits = np.random.default_rng(0).normal(0, 4, stroke_pictures.shape).astype(np.float32)
    bce, mse = by_definition(stroke_pictures, logits)
    for name, wanted in {"bce": bce, "mse": mse, "log": bce + 0.05 * np.log1p(mse / 2e-4)}.items():
        loss = numbers(LOSSES[name](stroke_pictures, logits))
        np.testing.assert_allclose(loss, wanted, rtol=1e-4, err_msg=name)


def test_the_loss_of_a_classifier_is_the_cross_entropy_of_the_right_digit():
    logits = np.random.default_rng(0).standard_normal((5, 10)).astype(np.float32)
    digits = np.array([3, 0, 9, 9, 1], np.uint8)
    seen = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = numbers(LOSSES["labels"](digits, logits))
    np.testing.assert_allclose(loss, -np.log(seen[range(5), digits]), rtol=1e-5)


@pytest.mark.parametrize("name", ["bce", "mse", "log"])
def test_losses_are_zero_for_perfect_pictures_and_finite_for_hopeless_ones(name, stroke_pictures):
    ink = np.round(stroke_pictures)
    perfect, hopeless = (numbers(LOSSES[name](ink, x * (ink - 0.5))) for x in (90, -90))
    np.testing.assert_allclose(perfect, 0, atol=1e-5)
    assert np.isfinite(hopeless).all()
    assert (hopeless > 0.5).all()


def numbers(tensor):
    return keras.ops.convert_to_numpy(tensor)


@pytest.fixture
def codes():
    return np.random.default_rng(0).standard_normal((6, 3)).astype(np.float32)


def shares(count):
    """The shares that a penalty of this seed draws first."""
    generator = keras.random.SeedGenerator(SEED)
    return numbers(keras.random.uniform((count, 1), seed=generator))


def painter():
    """A decoder of three numbers into three pixels."""
    return keras.Sequential([keras.Input((3,)), keras.layers.Activation("sigmoid")])


def judge(sharpness=5.0):
    """A critic that takes each of three pixels for one digit; its dropout must not be active."""
    return keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dropout(0.5),
            keras.layers.Rescaling(sharpness),
            keras.layers.Softmax(),
        ]
    )


def penalty(layer, codes):
    """What a call of the layer in training adds to the loss."""
    layer(codes, training=True)
    (loss,) = layer.losses
    return float(loss)


def by_hand(codes, pairs, sharpness=5.0):
    """The mean entropy, in nats, of what `judge` sees between the pairs of codes."""
    share = shares(len(pairs)).astype(np.float64)
    one, other = (codes[[pair[i] for pair in pairs]] for i in (0, 1))
    between = share * one + (1 - share) * other
    powers = np.exp(sharpness / (1 + np.exp(-between)))
    seen = powers / powers.sum(axis=1, keepdims=True)
    return -(seen * np.log(seen)).sum(axis=1).mean()


def test_codes_pass_unchanged(codes):
    np.testing.assert_array_equal(
        numbers(InterpolationPenalty(painter(), judge(), 0.5)(codes)), codes
    )


@pytest.mark.parametrize("weight", [0.05, 1.0])
def test_the_penalty_is_the_weight_times_the_mean_entropy_of_the_critic(codes, weight):
    layer = InterpolationPenalty(painter(), judge(), weight, SEED)
    wanted = weight * by_hand(codes, [(0, 4), (1, 5)])
    assert penalty(layer, codes) == pytest.approx(wanted, rel=1e-4)


@pytest.mark.parametrize(
    ("count", "pairs"),
    [(1, [(0, 0)]), (2, [(0, 1)]), (3, [(0, 2)]), (4, [(0, 3)]), (5, [(0, 3), (1, 4)])],
    ids=["1", "2", "3", "4", "5"],
)
def test_a_quarter_is_rounded_up_and_a_single_code_is_mixed_with_itself(codes, count, pairs):
    """The last batch of an epoch has whatever is left."""
    layer = InterpolationPenalty(painter(), judge(), 1.0, SEED)
    assert penalty(layer, codes[:count]) == pytest.approx(by_hand(codes, pairs), rel=1e-4)


def test_a_certain_critic_costs_nothing_and_an_undecided_one_the_most(codes):
    sure = InterpolationPenalty(painter(), judge(1e6), 1.0)  # its probabilities are 0 and 1
    assert penalty(sure, codes) == pytest.approx(0, abs=1e-5)
    lost = InterpolationPenalty(painter(), judge(0.0), 1.0)
    assert penalty(lost, codes) == pytest.approx(np.log(3), rel=1e-4)


def test_shares_are_drawn_anew_and_from_the_seed(codes):
    one, same, other = (InterpolationPenalty(painter(), judge(), 1.0, seed) for seed in (1, 1, 2))
    first = penalty(one, codes)
    assert penalty(same, codes) == first
    assert penalty(other, codes) != first
    assert penalty(one, codes) != first


def test_training_moves_decoder_and_codes_and_leaves_the_critic(codes):
    """The critic's statistics too: it is asked, not trained."""
    decoder = keras.Sequential([keras.Input((3,)), keras.layers.Dense(8, activation="tanh")])
    critic = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    encoder = keras.layers.Dense(3)
    given = keras.Input((3,))
    model = keras.Model(given, InterpolationPenalty(decoder, critic, 1.0)(encoder(given)))
    parts = (encoder, decoder, critic)
    before = [[numbers(variable) for variable in part.weights] for part in parts]
    assert not critic.trainable_variables
    model.compile(keras.optimizers.Adam(0.02))
    batches = np.tile(codes, (40, 1))
    losses = model.fit(batches, batch_size=60, epochs=8, verbose=0).history["loss"]
    assert losses[-1] < 0.8 * losses[0]
    changed = [
        [(numbers(variable) != old).any() for variable, old in zip(part.weights, olds, strict=True)]
        for part, olds in zip(parts, before, strict=True)
    ]
    assert changed == [[True, True], [True, True], [False] * 6]


def test_the_state_of_its_shares_is_a_variable_that_can_be_restored(codes):
    begun, resumed = (
        InterpolationPenalty(painter(), judge(), 1.0, 1),
        InterpolationPenalty(painter(), judge(), 1.0, 9),
    )
    penalty(begun, codes)
    for variable, value in zip(resumed.variables, begun.variables, strict=True):
        variable.assign(value)
    assert penalty(resumed, codes) == penalty(begun, codes)
