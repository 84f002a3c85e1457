"""Training learns, and a run that was stopped ends where one that was not stopped ends."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from ae_core.data import datasets, stroke_digits
from ae_core.models import builder, store
from ae_core.models.presets import CRITIC, PRESETS
from ae_core.models.spec import Recipe
from ae_core.noise import add_noise
from ae_core.pictures import from_uint8
from ae_core.training import trainer
from ae_core.training.cli import commands

ROOT = Path(__file__).parents[3]
DENSE = PRESETS["dense_16"]
SMALL_DENOISER = replace(PRESETS["denoise_4x4x16"], widths=(4, 4, 4), code_shape=(4, 4, 4))
# ours in small: shown every noise and readable between codes; and the clean twin, of bent digits
SMALL_OURS = replace(PRESETS["conv_16"], widths=(4, 8), hidden=16, code_shape=(4,))
SMALL_PLAIN = replace(PRESETS["plain_16"], widths=(4, 8), hidden=16, code_shape=(4,))
SMALL_READER = replace(CRITIC, widths=(8, 16, 16), hidden=32)
RECIPE = Recipe(batch_size=64, epochs=3, learning_rate=0.01, schedule="warmup_cosine")


def finish(run):
    """Train what is left; the epochs that it took."""
    return list(run.epochs())


def assert_same_weights(one, other, atol=1e-5):
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=atol)


@pytest.fixture(scope="module")
def stroke_labels():
    """What the 300 digits of `stroke_images` are."""
    return stroke_digits.make(300, seed=6)[1].astype(np.uint8)


@pytest.fixture
def critic():
    """The critic that `SMALL_OURS` needs: a fresh net, which serves as well here."""
    return builder.build(SMALL_READER, seed=8)


@pytest.fixture
def checkpoint(tmp_path):
    return tmp_path / ".checkpoint.npz"


@pytest.fixture
def stopped(checkpoint, stroke_images):
    """The checkpoint of a dense run that was left after the first of three epochs."""
    next(trainer.Training(DENSE, RECIPE, stroke_images, 0, checkpoint).epochs())
    return checkpoint


# Learning


@pytest.mark.parametrize(
    "spec", [DENSE, PRESETS["dense_32"], SMALL_DENOISER, SMALL_PLAIN], ids=lambda s: s.key
)
def test_the_loss_goes_down(spec, stroke_images):
    run = trainer.Training(spec, replace(RECIPE, batch_size=32, epochs=4), stroke_images, 1)
    epochs = finish(run)
    assert [epoch.number for epoch in epochs] == [1, 2, 3, 4]
    assert run.history == epochs
    assert epochs[-1].loss < 0.8 * epochs[0].loss
    assert all(epoch.seconds > 0 for epoch in epochs)


@pytest.mark.parametrize("key", ["dense_16", "dense_32"])
def test_the_loss_reported_is_the_loss_of_the_row(key, stroke_images):
    """MSE or cross-entropy per pixel, checked on a net that hardly moves."""
    spec = PRESETS[key]
    run = trainer.Training(spec, Recipe(64, 1, learning_rate=1e-9), stroke_images)
    clean = from_uint8(stroke_images).astype(np.float64)
    made = np.asarray(run.model(from_uint8(stroke_images)), np.float64)
    by_hand = {
        "mse": np.mean((clean - made) ** 2),
        "bce": -np.mean(clean * np.log(made) + (1 - clean) * np.log(1 - made)),
    }
    assert finish(run)[0].loss == pytest.approx(by_hand[spec.loss], rel=1e-3)


def test_a_reader_learns_the_labels(stroke_images, stroke_labels):
    recipe = replace(RECIPE, batch_size=32, epochs=12)
    run = trainer.Training(SMALL_READER, recipe, stroke_images, 1, labels=stroke_labels)
    epochs = finish(run)
    assert epochs[-1].loss < 0.7 * epochs[0].loss
    seen = np.asarray(run.model(from_uint8(stroke_images))).argmax(axis=1)
    assert (seen == stroke_labels).mean() > 0.35  # by guessing: 0.1


def test_a_readers_loss_is_the_surprise_at_the_right_digit():
    logits = np.random.default_rng(0).standard_normal((5, 10)).astype(np.float32)
    digits = np.array([3, 0, 9, 9, 1], np.uint8)
    seen = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = trainer._LOSSES["labels"](digits, logits)
    np.testing.assert_allclose(loss, -np.log(seen[range(5), digits]), rtol=1e-5)


def logarithmic(clean, logits):
    """The loss "log" by hand, one number a picture; its two constants typed a second time."""
    made = 1 / (1 + np.exp(-logits.astype(np.float64)))
    surprise = -(clean * np.log(made) + (1 - clean) * np.log(1 - made)).mean(axis=(1, 2))
    return surprise + 0.05 * np.log1p(((clean - made) ** 2).mean(axis=(1, 2)) / 2e-4)


def test_the_logarithmic_loss_is_what_it_says(stroke_pictures):
    logits = np.random.default_rng(0).normal(0, 4, stroke_pictures.shape).astype(np.float32)
    loss = np.asarray(trainer._LOSSES["log"](stroke_pictures, logits))
    np.testing.assert_allclose(loss, logarithmic(stroke_pictures, logits), rtol=1e-4)


def test_the_logarithmic_loss_is_finite_and_never_below_zero(stroke_pictures):
    """At a perfect picture too, where a plain logarithm would be infinite, and a hopeless one."""
    ink = np.round(stroke_pictures)
    perfect, hopeless = (
        np.asarray(trainer._LOSSES["log"](ink, x * (ink - 0.5))) for x in (90, -90)
    )
    np.testing.assert_allclose(perfect, 0, atol=1e-5)
    assert (perfect >= 0).all()
    assert np.isfinite(hopeless).all()
    assert (hopeless > 10).all()


def test_the_logarithmic_loss_that_is_reported_is_that_of_the_net(stroke_images):
    """On a net that hardly moves, over digits as they are."""
    straight = replace(SMALL_PLAIN, augment=False)
    run = trainer.Training(straight, Recipe(64, 1, learning_rate=1e-9), stroke_images)
    clean = from_uint8(stroke_images)
    wanted = logarithmic(clean, np.asarray(builder.with_logits(run.model)(clean))).mean()
    assert finish(run)[0].loss == pytest.approx(wanted, rel=1e-3)


def test_steps_are_reported_one_by_one(stroke_images):
    steps = []
    run = trainer.Training(DENSE, replace(RECIPE, epochs=1), stroke_images)
    list(run.epochs(lambda *step: steps.append(step)))
    assert [step[:2] for step in steps] == [(i, 5) for i in range(1, 6)]  # 300 digits by 64
    assert all(np.isfinite(loss) for _, _, loss in steps)


def test_a_loss_that_diverges_is_reported_and_not_kept(checkpoint, stroke_images):
    run = trainer.Training(
        PRESETS["dense_32"], Recipe(64, 3, learning_rate=1e30), stroke_images, 0, checkpoint
    )
    with pytest.raises(FloatingPointError, match="dense_32 diverged in epoch"):
        finish(run)
    assert not checkpoint.exists() or np.load(checkpoint, allow_pickle=False)  # never half of one
    assert all(np.isfinite(epoch.loss) for epoch in run.history)


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((4, 28, 28), np.float32),
        np.zeros((0, 28, 28), np.uint8),
        np.zeros((4, 784), np.uint8),
    ],
)
def test_refuses_what_is_not_digits(images):
    with pytest.raises(ValueError, match=r"Expected uint8 digits .*; received"):
        trainer.Training(DENSE, RECIPE, images)


# What a run needs beside digits


@pytest.mark.parametrize(
    ("spec", "without", "message"),
    [
        (SMALL_OURS, "critic", "Expected a critic: conv_16 learns to be readable between codes"),
        (SMALL_READER, "labels", "Expected a label for each digit: a reader learns from them"),
    ],
    ids=["critic", "labels"],
)
def test_what_a_run_lacks_is_named_before_anything_is_timed(
    spec, without, message, stroke_images, stroke_labels, critic, monkeypatch
):
    monkeypatch.setattr(trainer, "fastest_precision", None)
    given = {"critic": critic, "labels": stroke_labels}
    del given[without]
    with pytest.raises(ValueError, match=f"^{message}$"):
        trainer.Training(spec, replace(RECIPE, precision="fastest"), stroke_images, **given)


def test_a_label_too_few_is_refused(stroke_images, stroke_labels):
    with pytest.raises(ValueError, match="Expected a label for each digit"):
        trainer.Training(SMALL_READER, RECIPE, stroke_images, labels=stroke_labels[:-1])


@pytest.mark.parametrize("spec", [DENSE, SMALL_OURS], ids=lambda spec: spec.key)
def test_every_run_starts_at_fresh_weights_drawn_from_its_seed(spec, stroke_images, critic):
    run = trainer.Training(spec, RECIPE, stroke_images, 3, critic=critic)
    assert_same_weights(run.model, builder.build(spec, seed=3), atol=0)


def test_ours_learn_and_leave_the_coach_as_it_was(stroke_images, critic):
    before = critic.get_weights()
    recipe = replace(RECIPE, batch_size=32, epochs=5)
    run = trainer.Training(SMALL_OURS, recipe, stroke_images, critic=critic)
    epochs = finish(run)
    assert epochs[-1].loss < 0.8 * epochs[0].loss
    for old, new in zip(before, critic.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_walk_is_part_of_what_is_trained_by_the_weight_on_the_row(stroke_images, critic):
    pictures, added = from_uint8(stroke_images[:51]), []
    for weight in (0.1, 0.5):
        spec = replace(SMALL_OURS, interpolation_penalty=weight)
        run = trainer.Training(spec, RECIPE, stroke_images, 2, critic=critic)
        run._trainee(pictures)
        added.append(sum(float(loss) for loss in run._trainee.losses))
    assert 0 < added[0] <= 0.1 * np.log(10)  # which a critic that is lost would cost
    assert added[1] == pytest.approx(5 * added[0], rel=1e-3)  # the same seed, so the same shares
    without = trainer.Training(
        replace(SMALL_OURS, interpolation_penalty=0.0), RECIPE, stroke_images, 2, critic=critic
    )
    without._trainee(pictures)
    assert not without._trainee.losses


def test_noise_and_walk_are_no_part_of_the_model(stroke_images, critic):
    """What is kept and used is the net alone; only what is trained meets noise."""
    run = trainer.Training(SMALL_OURS, RECIPE, stroke_images, 0, critic=critic)
    pictures = from_uint8(stroke_images[:8])
    once, again = (np.asarray(run.model(pictures)) for _ in range(2))
    np.testing.assert_allclose(once, again, atol=1e-6)
    once, again = (np.asarray(run._trainee(pictures)) for _ in range(2))
    assert np.abs(once - again).max() > 0.01
    assert len(run.model.get_weights()) == len(builder.build(SMALL_OURS).get_weights())


# What a batch holds


def batches(images, spec=SMALL_DENOISER, seed=0, epoch=1, size=64, labels=None):
    return trainer._Batches(spec, images, labels, size, seed, epoch)


def test_a_batch_depends_on_seed_epoch_and_step_alone(stroke_images):
    forwards, backwards = batches(stroke_images), batches(stroke_images)
    late = [backwards[i] for i in reversed(range(len(backwards)))][::-1]
    for i in range(len(forwards)):
        for one, other in zip(forwards[i], late[i], strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("other", [{"seed": 1}, {"epoch": 2}])
def test_another_seed_or_epoch_brings_another_order_and_noise(stroke_images, other):
    one, two = batches(stroke_images), batches(stroke_images, **other)
    assert (one[0][1] != two[0][1]).any()
    same = np.repeat(stroke_images[:1], 64, axis=0)  # all alike: only the noise can differ
    assert (batches(same)[0][0] != batches(same, **other)[0][0]).any()


def test_no_two_steps_share_their_noise(stroke_images):
    same = np.repeat(stroke_images[:1], 128, axis=0)
    epoch = batches(same)
    assert (epoch[0][0] != epoch[1][0]).any()


def test_an_epoch_shows_every_digit_once(stroke_images):
    epoch = batches(stroke_images)
    seen = np.concatenate([epoch[i][1] for i in range(len(epoch))])
    assert [len(epoch[i][1]) for i in range(len(epoch))] == [64, 64, 64, 64, 44]
    assert sorted(x.tobytes() for x in seen) == sorted(
        x.tobytes() for x in from_uint8(stroke_images)
    )


def test_a_denoiser_is_given_noise_and_asked_for_the_clean_digit(stroke_images):
    noisy, clean = batches(stroke_images)[2]
    np.testing.assert_array_equal(
        noisy, add_noise("gaussian", clean, 0.5, np.random.default_rng([0, 1, 2]))
    )
    given, wanted = batches(stroke_images, DENSE)[2]
    np.testing.assert_array_equal(given, wanted)


def test_noise_of_every_kind_is_left_to_the_graph(stroke_images):
    given, wanted = batches(stroke_images, SMALL_OURS)[2]
    np.testing.assert_array_equal(given, wanted)


def test_digits_are_bent_on_both_sides_and_otherwise_in_each_epoch(stroke_images):
    """What is asked for is the bent digit, without noise; each batch depends on its seeds alone."""
    straight = replace(SMALL_PLAIN, augment=False)
    for i in (0, 2):
        bent, again = (batches(stroke_images, SMALL_PLAIN)[i] for _ in range(2))
        plain = batches(stroke_images, straight)[i][1]
        np.testing.assert_array_equal(bent[0], bent[1])
        np.testing.assert_array_equal(bent[1], again[1])
        assert 0.2 < (bent[1] != plain).any(axis=(1, 2)).mean() < 0.8  # the same order, about half
    same = np.repeat(stroke_images[:1], 64, axis=0)
    one, other = (batches(same, SMALL_PLAIN, epoch=epoch)[0][1] for epoch in (1, 2))
    assert (one != other).any()


def test_a_denoiser_that_bends_digits_asks_for_the_bent_ones_back(stroke_images):
    noisy, wanted = batches(stroke_images, replace(SMALL_DENOISER, augment=True))[0]
    plain = batches(stroke_images)[0][1]
    assert (wanted != plain).any()
    of_wanted, of_plain = (np.square(noisy - clean).mean() for clean in (wanted, plain))
    assert of_wanted < of_plain  # the noise lies on the bent digit


def test_a_reader_is_given_digits_and_asked_for_their_labels(stroke_images, stroke_labels):
    epoch = batches(stroke_images, SMALL_READER, labels=stroke_labels)
    names = dict(zip((x.tobytes() for x in stroke_images), stroke_labels, strict=True))
    for given, wanted in (epoch[i] for i in range(len(epoch))):
        pixels = np.round(given * 255).astype(np.uint8)
        assert [names[x.tobytes()] for x in pixels] == wanted.tolist()


def test_an_autoencoder_is_asked_for_pictures_though_there_are_labels(stroke_images, stroke_labels):
    given, wanted = batches(stroke_images, DENSE, labels=stroke_labels)[0]
    np.testing.assert_array_equal(given, wanted)


# The learning rate


def rates(recipe, steps):
    """The learning rate of every step."""
    trainee = trainer._compiled(builder.build(DENSE), DENSE, recipe, steps)
    rate = trainee.optimizer._learning_rate
    if not isinstance(rate, keras.optimizers.schedules.LearningRateSchedule):
        return np.full(steps, float(rate))
    return np.array([float(rate(step)) for step in range(steps + 1)])


@pytest.mark.parametrize("key", [key for key, spec in PRESETS.items() if spec.published])
def test_published_recipes_train_at_a_constant_rate(key):
    assert set(rates(PRESETS[key].published.recipe, 5)) == {np.float32(0.001)}


def test_warmup_goes_straight_up_and_then_down_to_nothing():
    peak = 0.01
    rate = rates(Recipe(64, 1, peak, "warmup_cosine"), 200)
    assert rate[0] == 0
    np.testing.assert_allclose(np.diff(rate[:21]), peak / 20, rtol=1e-3)  # a tenth of the steps
    assert np.argmax(rate) == 20
    assert rate.max() == pytest.approx(peak)
    assert (np.diff(rate[20:]) <= 0).all()
    assert rate[110] == pytest.approx(peak / 2, rel=0.01)  # a half cosine: half way at half time
    assert rate[-1] < 1e-6


@pytest.mark.parametrize("steps", [1, 2, 9])
def test_warmup_stands_very_short_runs(steps):
    assert np.isfinite(rates(Recipe(64, 1, 0.01, "warmup_cosine"), steps)).all()


# Stopping and going on


@pytest.mark.parametrize(
    ("spec", "left_after"),
    [(DENSE, 1), (DENSE, 2), (DENSE, 3), (SMALL_DENOISER, 1)],
    ids=lambda value: getattr(value, "key", value),
)
def test_a_resumed_run_ends_where_an_uninterrupted_one_ends(
    spec, left_after, checkpoint, stroke_images
):
    straight = trainer.Training(spec, RECIPE, stroke_images, 7)
    finish(straight)

    first = trainer.Training(spec, RECIPE, stroke_images, 7, checkpoint)
    for epoch in first.epochs():
        if epoch.number == left_after:
            break
    second = trainer.Training(spec, RECIPE, stroke_images, 7, checkpoint)
    assert second.resume()
    assert_same_weights(second.model, first.model, atol=0)
    assert [epoch.number for epoch in finish(second)] == list(range(left_after + 1, 4))
    assert_same_weights(second.model, straight.model)
    losses = [[epoch.loss for epoch in run.history] for run in (second, straight)]
    np.testing.assert_allclose(*losses, rtol=1e-4)


def test_a_resumed_run_of_ours_ends_at_the_very_same_weights(checkpoint, stroke_images, critic):
    """Noise and shares are drawn on from the state that was kept, not from the start again."""
    few, recipe = stroke_images[:75], replace(RECIPE, batch_size=32, epochs=2)

    def begin():
        return trainer.Training(SMALL_OURS, recipe, few, 7, checkpoint, critic=critic)

    straight = begin()
    epochs = straight.epochs()
    next(epochs)
    kept = checkpoint.read_bytes()  # as a run that is killed here leaves it
    before = [np.array(variable) for variable in straight._variables()]
    list(epochs)

    checkpoint.write_bytes(kept)
    second = begin()
    assert second.resume()
    for variable, value in zip(second._variables(), before, strict=True):
        np.testing.assert_array_equal(variable, value)
    assert [epoch.number for epoch in finish(second)] == [2]
    assert_same_weights(second.model, straight.model)
    losses = [[epoch.loss for epoch in run.history] for run in (second, straight)]
    np.testing.assert_allclose(*losses, rtol=1e-5)


def test_a_resumed_reader_ends_where_an_uninterrupted_one_ends(
    checkpoint, stroke_images, stroke_labels
):
    """Dropout and the statistics of its layers go on too."""

    def begin(**options):
        return trainer.Training(
            SMALL_READER,
            replace(RECIPE, epochs=2),
            stroke_images,
            7,
            labels=stroke_labels,
            **options,
        )

    straight = begin()
    finish(straight)
    next(begin(checkpoint=checkpoint).epochs())
    second = begin(checkpoint=checkpoint)
    assert second.resume()
    finish(second)
    assert_same_weights(second.model, straight.model, atol=1e-4)


def test_the_runs_of_two_seeds_do_differ(stroke_images):
    """Else the tests of this section would pass whatever was restored."""
    one, other = (trainer.Training(DENSE, RECIPE, stroke_images, seed) for seed in (0, 1))
    finish(one), finish(other)
    with pytest.raises(AssertionError):
        assert_same_weights(one.model, other.model)


def test_there_is_nothing_to_resume_without_a_checkpoint(checkpoint, stroke_images):
    assert not trainer.Training(DENSE, RECIPE, stroke_images, 0, checkpoint).resume()
    assert not trainer.Training(DENSE, RECIPE, stroke_images, 0, None).resume()


def test_the_precision_measured_at_the_start_is_kept(checkpoint, stroke_images, monkeypatch):
    """Whichever is faster at the hour of resuming, the run goes on as it began."""
    recipe = replace(RECIPE, precision="fastest")
    monkeypatch.setattr(trainer, "fastest_precision", lambda *_: "mixed_bfloat16")
    next(trainer.Training(DENSE, recipe, stroke_images, 0, checkpoint).epochs())
    monkeypatch.setattr(trainer, "fastest_precision", lambda *_: "float32")
    run = trainer.Training(DENSE, recipe, stroke_images, 0, checkpoint)
    assert run.recipe.precision == "float32"
    assert run.resume()
    assert run.recipe.precision == "mixed_bfloat16"
    layer = run.model.get_layer("encoder").layers[-1]
    assert layer.compute_dtype == "bfloat16"


def test_the_fastest_precision_is_one_of_two():
    assert trainer.fastest_precision(DENSE, 8) in ("float32", "mixed_bfloat16")


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"spec": PRESETS["dense_32"]},
        {"spec": replace(DENSE, loss="bce")},
        {"recipe": replace(RECIPE, epochs=4)},
        {"recipe": replace(RECIPE, batch_size=32)},
        {"recipe": replace(RECIPE, learning_rate=0.02)},
        {"recipe": replace(RECIPE, schedule="constant")},
        {"fewer": True},
        {"other": True},
    ],
    ids=lambda change: " ".join(change),
)
def test_refuses_the_checkpoint_of_another_run(stopped, stroke_images, change):
    images = stroke_images
    if "fewer" in change:
        images = images[:200]
    if "other" in change:  # as many, but others
        images = images ^ 1
    run = trainer.Training(
        change.get("spec", DENSE),
        change.get("recipe", RECIPE),
        images,
        change.get("seed", 0),
        stopped,
    )
    with pytest.raises(ValueError, match=r"Expected the checkpoint of this run .*another's"):
        run.resume()
    assert run.history == []


@pytest.mark.parametrize("spec", [SMALL_READER, DENSE], ids=["classifier", "dense_16"])
def test_the_labels_are_part_of_a_run_that_learns_them_and_of_no_other(
    spec, checkpoint, stroke_images, stroke_labels
):
    few, labels = stroke_images[:64], stroke_labels[:64]

    def begin(labels):
        return trainer.Training(spec, RECIPE, few, 0, checkpoint, labels)

    next(begin(labels).epochs())
    other = labels.copy()
    other[5] = (other[5] + 1) % 10
    if spec is SMALL_READER:
        run = begin(other)
        with pytest.raises(ValueError, match=r"it holds another's .*labels differ"):
            run.resume()
        assert run.history == []
    else:
        assert begin(other).resume()
        assert begin(None).resume()
    assert begin(labels.copy()).resume()


def damages(content):
    """A checkpoint cut short, with a flipped byte, emptied, replaced by text."""
    middle = len(content) // 2
    within = len(content) // 10  # in the numbers of the first kernel
    flipped = content[:within] + bytes([content[within] ^ 0xFF]) + content[within + 1 :]
    return [content[:middle], content[:-1], flipped, b"", b"not a checkpoint"]


@pytest.mark.parametrize("kind", range(5))
def test_refuses_a_damaged_checkpoint(stopped, stroke_images, kind):
    stopped.write_bytes(damages(stopped.read_bytes())[kind])
    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    with pytest.raises(ValueError, match=r"Expected a checkpoint in .*; it is damaged"):
        run.resume()
    assert run.history == []


@pytest.mark.parametrize("state", ["", "{", "[]", "{}", '{"variables": 1}', '{"variables": 0}'])
def test_refuses_a_checkpoint_whose_state_is_none(stopped, stroke_images, state):
    np.savez(stopped, state=state)
    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    with pytest.raises(ValueError, match="Expected"):
        run.resume()


def test_a_checkpoint_is_never_unpickled(stopped, stroke_images, tmp_path):
    class Trap:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "sprung"),))

    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    np.savez(stopped, state=np.array([Trap()], dtype=object))
    with pytest.raises(ValueError, match="damaged"):
        run.resume()
    stopped.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ValueError, match="damaged"):
        run.resume()
    assert not (tmp_path / "sprung").exists()


def test_a_checkpoint_that_fails_leaves_the_one_before(stopped, stroke_images, monkeypatch):
    before = stopped.read_bytes()
    run = trainer.Training(DENSE, RECIPE, stroke_images, 0, stopped)
    run.resume()

    def fail(path, **arrays):
        path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="disk full"):
        next(run.epochs())
    assert stopped.read_bytes() == before
    assert list(stopped.parent.iterdir()) == [stopped]


# Killed in earnest


def killed_between_epochs(out, options):
    """Start `train.py`, kill -9 it once its first checkpoint is there; the epochs it finished."""
    checkpoint = out / ".dense_16.checkpoint.npz"
    command = [sys.executable, "train.py", "dense_16", *options, "--out", str(out)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 120
        while not checkpoint.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"
    with np.load(checkpoint, allow_pickle=False) as saved:
        return len(json.loads(str(saved["state"]))["history"])


@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
def test_a_killed_training_resumes_to_the_same_end(tmp_path, no_mnist, monkeypatch):
    """`python train.py`, kill -9, `python train.py --resume`: the weights of an unbroken run."""
    from typer.testing import CliRunner

    app = commands.typer.Typer()
    app.command()(commands.main)
    options = ["--data", "strokes", "--batch-size", "64", "--epochs", "4"]
    done = killed_between_epochs(tmp_path / "killed", options)
    assert 1 <= done < 4

    monkeypatch.setitem(datasets._STROKE_COUNT, "test", 40)  # the scores are not compared here
    drawn = {split: datasets.load_strokes(split) for split in ("train", "test")}  # once, not twice
    monkeypatch.setattr(datasets, "load_strokes", drawn.get)
    for out, more in ((tmp_path / "killed", ["--resume"]), (tmp_path / "straight", [])):
        result = CliRunner().invoke(app, ["dense_16", *options, *more, "--out", str(out)])
        assert result.exit_code == 0, result.output
        assert ("continuing after epoch" in result.output) == bool(more)
    killed, straight = (store.load("dense_16", tmp_path / x) for x in ("killed", "straight"))
    assert_same_weights(killed, straight, atol=1e-3)
    assert not (tmp_path / "killed" / ".dense_16.checkpoint.npz").exists()
    cards = [store.read_card("dense_16", tmp_path / x) for x in ("killed", "straight")]
    np.testing.assert_allclose(*(card["history"]["loss"] for card in cards), atol=2e-5)
    assert cards[0]["epochs"] == 4
