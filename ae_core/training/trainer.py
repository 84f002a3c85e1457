"""Training: a spec, a recipe and digits in; a trained model out, one epoch at a time.

A run can be stopped after any epoch and continued from its checkpoint to the same end: the
order of the digits and the noise are drawn from (seed, epoch, step), not from a global state.
Knows nothing of where weights are kept or how progress is shown.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import keras
import numpy as np

from ae_core.artifacts import replacing
from ae_core.inference import autoencoder
from ae_core.models import builder, dense, presets
from ae_core.models.spec import MIXED, ModelSpec, Noise, Recipe
from ae_core.noise import add_noise
from ae_core.pictures import SIDE, from_uint8
from ae_core.training.augmentation import augment

from .corruption import MixedCorruption
from .interpolation import InterpolationPenalty

OnStep = Callable[[int, int, float], None]  # step, steps in the epoch, loss so far

_TRIAL_STEPS = 12


@dataclass(frozen=True)
class Epoch:
    """What one epoch came to.

    Attributes:
        number: 1 for the first.
        loss: training loss, the mean over the epoch.
        seconds: time it took, checkpoint not counted.
    """

    number: int
    loss: float
    seconds: float


class Training:
    """One training run.

    Args:
        spec: the model.
        recipe: how it is trained. Precision "fastest" is decided here by timing both.
        images: uint8 (n, 28, 28), the training digits.
        seed: of weights, order and noise.
        checkpoint: file to which the state is saved after every epoch; None to keep no state.
        labels: uint8 (n,), what the digits are; needed by a classifier alone.
        critic: a trained classifier; needed where `spec.interpolation_penalty` is not 0. It is
            not changed.

    Attributes:
        model: the autoencoder, picture → reconstruction, training as epochs go by.
        recipe: with the precision decided.
        history: the epochs so far.
    """

    def __init__(
        self,
        spec: ModelSpec,
        recipe: Recipe,
        images: np.ndarray,
        seed: int = 0,
        checkpoint: Path | None = None,
        labels: np.ndarray | None = None,
        critic: keras.Model | None = None,
    ):
        if images.dtype != np.uint8 or images.ndim != 3 or not len(images):
            raise ValueError(
                f"Expected uint8 digits (n, 28, 28); received {images.dtype} {images.shape}"
            )
        if spec.loss == "labels" and (labels is None or len(labels) != len(images)):
            raise ValueError("Expected a label for each digit: a reader learns from them")
        if spec.interpolation_penalty and critic is None:
            raise ValueError(f"Expected a critic: {spec.key} learns to be readable between codes")
        if recipe.precision == "fastest":  # after the refusals: it takes seconds
            recipe = replace(recipe, precision=fastest_precision(spec, recipe.batch_size))
        self.spec, self.recipe, self.seed = spec, recipe, seed
        self.critic = critic if spec.interpolation_penalty else None
        self.images, self.labels = images, labels
        self.checkpoint = checkpoint
        digits = hashlib.sha256(images.tobytes())
        if labels is not None and spec.loss == "labels":
            digits.update(labels.tobytes())
        self._digits = digits.hexdigest()
        self.history: list[Epoch] = []
        self._build()

    def _build(self) -> None:
        steps = -(-len(self.images) // self.recipe.batch_size) * self.recipe.epochs
        self.model = builder.build(self.spec, self.recipe.precision, self.seed)
        self._trainee = _compiled(self.model, self.spec, self.recipe, steps, self.seed, self.critic)

    def epochs(self, on_step: OnStep | None = None) -> Iterator[Epoch]:
        """Train the epochs that are left, yielding after each one, its checkpoint written.

        Leaving the loop early loses nothing but the epoch under way.

        Raises:
            FloatingPointError: if the loss is no longer a finite number.
        """
        for number in range(len(self.history) + 1, self.recipe.epochs + 1):
            batches = _Batches(
                self.spec, self.images, self.labels, self.recipe.batch_size, self.seed, number
            )
            callbacks = [_Steps(on_step, len(batches))] if on_step else []
            start = time.perf_counter()
            fit = self._trainee.fit(
                batches, epochs=1, verbose=0, shuffle=False, callbacks=callbacks
            )
            epoch = Epoch(number, float(fit.history["loss"][-1]), time.perf_counter() - start)
            if not np.isfinite(epoch.loss):
                raise FloatingPointError(f"{self.spec.key} diverged in epoch {number}")
            self.history.append(epoch)
            self._save()
            yield epoch

    def resume(self) -> bool:
        """Continue from the checkpoint, if there is one.

        Returns:
            Whether there was one.

        Raises:
            ValueError: if it cannot be read, or belongs to another run (model, recipe, seed,
                digits or labels differ).
        """
        if self.checkpoint is None or not self.checkpoint.is_file():
            return False
        try:
            with np.load(self.checkpoint, allow_pickle=False) as saved:
                state = json.loads(str(saved["state"]))
                values = [saved[f"v{i}"] for i in range(state["variables"])]
            precision = state["run"]["recipe"]["precision"]
            history = [Epoch(**epoch) for epoch in state["history"]]
        except Exception as error:  # zip, json and numpy each fail in their own ways
            raise ValueError(
                f"Expected a checkpoint in {self.checkpoint}; it is damaged. Begin anew, without "
                "resuming"
            ) from error
        # the precision was measured when the run began and stays what it was
        self.recipe = replace(self.recipe, precision=precision)
        if state["run"] != self._identity():
            raise ValueError(
                f"Expected the checkpoint of this run in {self.checkpoint}; it holds another's "
                "(model, recipe, epochs, batch size, seed, digits or labels differ). Resume it as "
                "it was begun, or begin anew"
            )
        self._build()
        for variable, value in zip(self._variables(), values, strict=True):
            variable.assign(value)
        self.history = history
        return True

    def _variables(self) -> list[keras.Variable]:
        return [*self._trainee.variables, *self._trainee.optimizer.variables]

    def _identity(self) -> dict:
        return {
            "spec": self.spec.as_json(),
            "recipe": asdict(self.recipe),
            "seed": self.seed,
            "digits": self._digits,
        }

    def _save(self) -> None:
        if self.checkpoint is None:
            return
        values = [keras.ops.convert_to_numpy(v) for v in self._variables()]
        state = {
            "run": self._identity(),
            "history": [asdict(epoch) for epoch in self.history],
            "variables": len(values),
        }
        with replacing(self.checkpoint) as temporary:
            arrays = {f"v{i}": value for i, value in enumerate(values)}
            np.savez(temporary, state=json.dumps(state), **arrays)


def train(
    key: str,
    images: np.ndarray,
    code: int = 16,
    widths: tuple[int, ...] = (),
    loss: Literal["bce", "mse"] = "bce",
    noise: Noise = None,
    epochs: int = 5,
    seed: int = 0,
) -> list[Epoch]:
    """Train a fully connected autoencoder of one's own and add it under a key.

    `reconstruct`, `encode` and `decode` then know the key, as long as the process lives.

    Args:
        key: not one of a model of the table.
        images: uint8 (n, 28, 28), 255 = ink: what it learns from.
        code: numbers in the code, from 1 up.
        widths: units of the hidden layers before the code; the decoder mirrors them.
        loss: binary cross-entropy or mean squared error.
        noise: kind and level of the noise that it learns to remove; None: clean in, clean out.
        epochs: passes over the images.
        seed: of weights, order and noise.

    Returns:
        The epochs, with their losses.

    Raises:
        ValueError: if an argument is out of range, or the key is taken.
        FloatingPointError: if the training diverges.
    """
    spec = dense.dense_spec(code, widths, loss, noise, epochs)
    if key in presets.ALL:
        raise ValueError(f"Expected a key that is free; {key!r} is a model of the table")
    run = Training(spec, spec.recipe, images, seed)
    history = list(run.epochs())
    autoencoder.add(key, spec, run.model.get_weights())
    return history


class _Batches(keras.utils.PyDataset):
    """The noisy and the clean pictures of one epoch; batch i depends on (seed, epoch, i) alone."""

    def __init__(
        self,
        spec: ModelSpec,
        images: np.ndarray,
        labels: np.ndarray | None,
        batch_size: int,
        seed: int,
        epoch: int,
    ):
        super().__init__()
        self.noise, self.images, self.batch_size = spec.noise, images, batch_size
        self.augment = spec.augment
        self.labels = labels if spec.loss == "labels" else None
        self.entropy = [seed, epoch]
        self.order = np.random.default_rng(self.entropy).permutation(len(images))

    def __len__(self) -> int:
        return -(-len(self.images) // self.batch_size)

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        chosen = self.order[i * self.batch_size : (i + 1) * self.batch_size]
        clean = from_uint8(self.images[chosen])
        rng = np.random.default_rng([*self.entropy, i])
        if self.augment:
            clean = augment(clean, rng)
        if self.labels is not None:
            return clean, self.labels[chosen]
        if self.noise is None or self.noise == MIXED:
            return clean, clean
        kind, level = self.noise
        return add_noise(kind, clean, level, rng), clean


class _Steps(keras.callbacks.Callback):
    """Reports steps to a plain function."""

    def __init__(self, on_step: OnStep, steps: int):
        super().__init__()
        self.on_step, self.steps = on_step, steps

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self.on_step(batch + 1, self.steps, float((logs or {}).get("loss", float("nan"))))


def _compiled(
    model: keras.Model,
    spec: ModelSpec,
    recipe: Recipe,
    total_steps: int,
    seed: int = 0,
    critic: keras.Model | None = None,
) -> keras.Model:
    """The model up to its logits, with loss and optimizer, ready to fit."""
    rate = recipe.learning_rate
    if recipe.schedule == "warmup_cosine":
        warmup = max(1, total_steps // 10)
        rate = keras.optimizers.schedules.CosineDecay(
            0.0, max(1, total_steps - warmup), warmup_target=rate, warmup_steps=warmup
        )
    trainee = builder.with_logits(
        model,
        before=MixedCorruption(seed) if spec.noise == MIXED else None,
        between=InterpolationPenalty(
            model.get_layer("decoder"), critic, spec.interpolation_penalty, seed + 1
        )
        if critic
        else None,
    )
    # XLA was slower than oneDNN for these convolutions, and compiles for seconds
    trainee.compile(keras.optimizers.Adam(rate), loss=_LOSSES[spec.loss], jit_compile=False)
    trainee.optimizer.build(trainee.trainable_variables)  # so that a checkpoint finds its slots
    return trainee


def _bce(clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    return keras.ops.mean(keras.ops.binary_crossentropy(clean, logits, from_logits=True), axis=-1)


def _mse(clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    return keras.ops.mean(keras.ops.square(clean - keras.ops.sigmoid(logits)), axis=-1)


def _log(clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Cross-entropy, and of each picture the logarithm of its MSE: what PSNR measures.

    Cross-entropy alone is nearly all spent on the pictures that no net can restore. Alone, the
    logarithm does not get going: at first every sigmoid is saturated, at black.
    """
    pixels = keras.ops.square(clean - keras.ops.sigmoid(logits))
    logarithm = keras.ops.log1p(keras.ops.mean(pixels, axis=(1, 2)) / _LOG_FLOOR)
    return keras.ops.mean(_bce(clean, logits), axis=-1) + _LOG_SHARE * logarithm


def _labels(digits: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    return keras.losses.sparse_categorical_crossentropy(digits, logits, from_logits=True)


_LOG_SHARE = 0.05
_LOG_FLOOR = 2e-4  # an MSE so small needs no more care: 37 dB
_LOSSES = {"bce": _bce, "mse": _mse, "log": _log, "labels": _labels}


def fastest_precision(spec: ModelSpec, batch_size: int) -> Literal["float32", "mixed_bfloat16"]:
    """ "float32" or "mixed_bfloat16", by timing a few training steps of each on this machine.

    Sixteen-bit convolutions take half the time on processors that have them in hardware, and
    longer than 32-bit ones elsewhere; no flag says so on every platform, so it is measured.
    """
    blank = np.zeros((batch_size, SIDE, SIDE), np.float32)
    wanted = np.zeros(batch_size, np.uint8) if spec.loss == "labels" else blank
    both: tuple[Literal["float32", "mixed_bfloat16"], ...] = ("float32", "mixed_bfloat16")
    trainees = {
        precision: _compiled(builder.build(spec, precision), spec, Recipe(batch_size, 1), 1)
        for precision in both
    }
    for trainee in trainees.values():
        trainee.train_on_batch(blank, wanted)  # traces the graph
    seconds = dict.fromkeys(trainees, float("inf"))
    for _ in range(_TRIAL_STEPS):  # in turns: other work on the machine troubles both
        for precision, trainee in trainees.items():
            start = time.perf_counter()
            trainee.train_on_batch(blank, wanted)
            seconds[precision] = min(seconds[precision], time.perf_counter() - start)
    return min(seconds, key=lambda precision: seconds[precision])
