"""Training: a spec, a recipe and digits in; a trained model out, one epoch at a time.

A run can be stopped after any epoch and continued from its checkpoint to the same end: the
order of the digits and the noise are drawn from (seed, epoch, step), not from a global state.
Knows nothing of where weights are kept or how progress is shown.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keras
import numpy as np

from ae_core.artifacts import replacing
from ae_core.inference import autoencoder
from ae_core.models import builder, code_changes, dense
from ae_core.models.spec import ModelSpec, Noise, Recipe
from ae_core.pictures import SIDE, from_uint8

from .batches import Batches, validation
from .compiling import Averaging, compiled, fastest_precision
from .corruption import SHARES
from .losses import LOSSES
from .losses.of_codes import EXTRA, Growing

OnStep = Callable[[int, int, float], None]  # step, steps in the epoch, loss so far

_VALIDATION_BATCH = 500


@dataclass(frozen=True)
class Epoch:
    """The result of one epoch.

    Attributes:
        number: 1 for the first.
        loss: the loss `spec.loss` on the training digits, the mean over the epoch.
        seconds: time of its training steps, without validation and checkpoint.
        extra: what the losses on codes add to it, the mean over the epoch; see `losses.of_codes`.
        validation_loss: `spec.loss` on the validation digits after the epoch; None without them.
    """

    number: int
    loss: float
    seconds: float
    extra: float = 0.0
    validation_loss: float | None = None


class Training:
    """One training run.

    Args:
        spec: the model.
        recipe: how it is trained. Precision "fastest" is decided here by timing both.
        images: uint8 (n, 28, 28), the training digits.
        seed: of weights, order and noise.
        checkpoint: file to which the state is saved after every epoch; None to keep no state.
        labels: uint8 (n,), what the digits are; needed by a classifier alone.
        start: a trained net whose weights the training starts from, cut to the first numbers of
            its code; needed if `spec.begins_as` names one. It is not changed.
        held_out: uint8 (m, 28, 28) and their labels (m,): digits on which the loss is measured
            after every epoch. They influence neither the weights nor any choice.
        shares: how often each kind of noise is drawn for a net that is trained on `MIXED`.
        grown: whether `start` has an ordered code already, which then does not grow again.

    Attributes:
        model: the net, picture → reconstruction, which each epoch changes.
        recipe: as given, with the precision decided.
        history: the epochs so far.

    Raises:
        ValueError: if `images` or those of `held_out` are not as said, or labels or start are
            needed and missing.
    """

    def __init__(
        self,
        spec: ModelSpec,
        recipe: Recipe,
        images: np.ndarray,
        seed: int = 0,
        checkpoint: Path | None = None,
        labels: np.ndarray | None = None,
        start: keras.Model | None = None,
        held_out: tuple[np.ndarray, np.ndarray] | None = None,
        shares: Mapping[str, float] = SHARES,
        grown: bool = False,
    ):
        for digits in (images, held_out[0]) if held_out else (images,):
            _check_digits(digits)
        if spec.loss == "labels" and (labels is None or len(labels) != len(images)):
            raise ValueError("Expected a label for each digit: a classifier learns from them")
        if spec.begins_as and start is None:
            raise ValueError(f"Expected a start: {spec.key} begins as {spec.begins_as}")
        if recipe.precision == "fastest":  # last, as it takes seconds
            recipe = replace(recipe, precision=fastest_precision(spec, recipe.batch_size))
        self.spec, self.recipe, self.seed = spec, recipe, seed
        self._start, self._shares, self._grown = start, dict(shares), grown
        self.images, self.labels = images, labels
        self.checkpoint = checkpoint
        self._validation = validation(spec, *held_out) if held_out else None
        checksum = hashlib.sha256(images.tobytes())
        if labels is not None and spec.loss == "labels":
            checksum.update(labels.tobytes())
        self._digits = checksum.hexdigest()
        self.history: list[Epoch] = []
        self._build()

    def _build(self) -> None:
        steps = -(-len(self.images) // self.recipe.batch_size) * self.recipe.epochs
        self.model = builder.build(self.spec, self.recipe.precision, self.seed)
        if self._start is not None:
            code_changes.copy_net(self._start, self.model)
        given = (self.seed, self.images, self._shares, not self._grown)
        self._trainee = compiled(self.model, self.spec, self.recipe, steps, *given)
        two = self.recipe.schedule == "two_rounds"
        self._averaging = [Averaging(self.model.trainable_variables, steps)] if two else []

    def epochs(self, on_step: OnStep | None = None) -> Iterator[Epoch]:
        """Train the epochs that are left, yielding after each one, its checkpoint written.

        Leaving the loop early loses only the epoch under way.

        Args:
            on_step: called after each step; its loss is `spec.loss` alone.

        Raises:
            FloatingPointError: after the step at which the loss is no longer a finite number.
        """
        for number in range(len(self.history) + 1, self.recipe.epochs + 1):
            batches = Batches(
                self.spec, self.images, self.labels, self.recipe.batch_size, self.seed, number
            )
            watch = _Steps(f"{self.spec.key} diverged in epoch {number}", on_step, len(batches))
            start = time.perf_counter()
            callbacks = [watch, *self._averaging]
            self._trainee.fit(batches, epochs=1, verbose=0, shuffle=False, callbacks=callbacks)
            seconds = time.perf_counter() - start
            validation_loss = self._validation_loss()
            epoch = Epoch(number, watch.loss, seconds, watch.extra, validation_loss)
            self.history.append(epoch)
            self._save()
            yield epoch

    def _validation_loss(self) -> float | None:
        """`spec.loss` on the validation digits, without the noise of the training graph."""
        if self._validation is None:
            return None
        given, wanted = self._validation
        growing = [layer for layer in self._trainee.layers if isinstance(layer, Growing)]
        network = builder.with_logits(self.model, between=growing)
        loss = LOSSES[self.spec.loss]
        losses = [  # called, not `predict`: that would trace a graph, for seconds
            keras.ops.convert_to_numpy(loss(wanted[part], network(given[part], training=False)))
            for i in range(0, len(given), _VALIDATION_BATCH)
            for part in [slice(i, i + _VALIDATION_BATCH)]
        ]
        return float(np.concatenate(losses).mean())

    def resume(self) -> bool:
        """Continue from the checkpoint, if there is one.

        Returns:
            Whether there was one.

        Raises:
            ValueError: if it cannot be read, or belongs to another run (model, recipe, seed,
                digits, labels or shares differ).
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
        if state["run"] == self._identity():
            self._build()
            if len(values) == len(self._variables()):
                for variable, value in zip(self._variables(), values, strict=True):
                    variable.assign(value)
                self.history = history
                return True
        raise ValueError(
            f"Expected the checkpoint of this run in {self.checkpoint}; it holds another's "
            "(model, recipe, epochs, batch size, seed, digits or labels differ). Resume it as "
            "it was begun, or begin anew"
        )

    def _variables(self) -> list[keras.Variable]:
        kept = [variable for averaging in self._averaging for variable in averaging.kept]
        return [*self._trainee.variables, *self._trainee.optimizer.variables, *kept]

    def _identity(self) -> dict:
        """What a checkpoint must agree with to belong to this run."""
        # shares are named only if they are unusual: older checkpoints name none
        shares = {} if self._shares == SHARES else {"shares": self._shares}
        return {
            "spec": self.spec.as_json(),
            "recipe": asdict(self.recipe),
            "seed": self.seed,
            "digits": self._digits,
            **shares,
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
    loss: dense.Loss = "bce",
    noise: Noise = None,
    epochs: int = 5,
    seed: int = 0,
    held_out: np.ndarray | None = None,
) -> list[Epoch]:
    """Train a fully connected autoencoder with a linear code and add it under a key.

    `reconstruct`, `encode` and `decode` then know the key, as long as the process lives.

    Args:
        key: not one of a model of the table.
        images: uint8 (n, 28, 28), 255 = ink, the digits that it learns from.
        code: numbers in the code, from 1 up.
        widths: units of the hidden layers before the code; the decoder mirrors them.
        loss: binary cross-entropy or mean squared error.
        noise: kind and level of the noise that it learns to remove; None: clean in, clean out.
        epochs: passes over the images.
        seed: of weights, order and noise.
        held_out: uint8 (m, 28, 28), digits on which the loss is measured after every epoch.

    Returns:
        The epochs, with their losses.

    Raises:
        ValueError: if an argument is not as said, or the key is taken.
        FloatingPointError: if the training diverges.
    """
    spec = dense.dense_spec(code, widths, loss, noise, epochs)
    autoencoder.check_free(key)
    validation_digits = None if held_out is None else (held_out, np.empty(0, np.uint8))
    run = Training(spec, spec.recipe, images, seed, held_out=validation_digits)
    history = list(run.epochs())
    code_changes.standardise(run.model, from_uint8(images[: code_changes.SCALED]))
    autoencoder.add(key, spec, run.model.get_weights())
    return history


def _check_digits(images: np.ndarray) -> None:
    if images.dtype != np.uint8 or images.shape[1:] != (SIDE, SIDE) or not len(images):
        raise ValueError(
            f"Expected uint8 digits (n, 28, 28); received {images.dtype} {images.shape}"
        )


class _Steps(keras.callbacks.Callback):
    """Keeps the means over the epoch so far, and stops the epoch when they are not finite.

    Args:
        diverged: the message of the error that stops the epoch.
        on_step: see `Training.epochs`.
        steps: of the epoch.

    Attributes:
        loss, extra: as in `Epoch`, so far.
    """

    def __init__(self, diverged: str, on_step: OnStep | None, steps: int):
        super().__init__()
        self.diverged, self.on_step, self.steps = diverged, on_step, steps
        self.loss = self.extra = 0.0

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        """Note the means, and stop where they are not finite."""
        means = logs or {}
        self.extra = float(means.get(EXTRA, 0.0))
        self.loss = float(means["loss"]) - self.extra
        if not np.isfinite(self.loss):
            raise FloatingPointError(f"{self.diverged}, step {batch + 1} of {self.steps}")
        if self.on_step:
            self.on_step(batch + 1, self.steps, self.loss)
