"""Losses on codes: more codes are made of those of a batch, decoded with them, and judged.

`FirstNumbers` puts the numbers of a code in order, and `Growing` has it begin with a few of them;
`Between` makes pictures between two codes look like digits. `MoreCodes` appends their codes to a
batch's, and `Trainee` adds their losses to its.
"""

from collections.abc import Callable, Sequence

import keras
import numpy as np
from keras import ops

from ae_core.models.spec import SECOND_ROUND
from ae_core.pictures import SIDE, from_uint8

from .of_pictures import bce, bce_and_log_mse

Done = Callable[[], keras.KerasTensor]  # how much of the training is done, from 0 to 1

EXTRA = "extra"  # name of the metric: the mean over the epoch of what these losses added


class CodeLoss(keras.layers.Layer):
    """Makes more codes of those of a batch, (n, k) → (m, k), and judges their pictures."""

    def __init__(self, seed: int):
        super().__init__(dtype="float32")
        self.generator = keras.random.SeedGenerator(seed)

    def count(self, pictures: int) -> int:
        """How many codes are made of those of so many pictures."""
        raise NotImplementedError

    def loss(self, clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
        """The loss of their pictures, a scalar.

        Args:
            clean: float32 (n, 28, 28), the digits of the batch, without noise.
            logits: float32 (m, 28, 28), decoded from the codes.
        """
        raise NotImplementedError


class Growing(keras.layers.Layer):
    """Let a code grow in training: at first a quarter of its numbers is used, then half, then all.

    Of a code that is whole from the start the first numbers give too little: most of the loss
    comes from pictures decoded from many, to which each contributes a detail. Used alone, a few
    learn what a digit is, and go on giving it when others join them.

    Args:
        done: see `Done`.
    """

    _STAGES = ((2 / 15, 4), (4 / 15, 2))  # until what is done one number in how many is used

    def __init__(self, done: Done):
        super().__init__(dtype="float32")
        self._done = done

    def call(self, codes: keras.KerasTensor) -> keras.KerasTensor:
        """Keep the numbers that are used at this step: float32 (n, k) → float32 (n, k)."""
        size = codes.shape[1]
        used = float(size)
        for until, part in reversed(self._STAGES):
            used = ops.where(self._done() < until, float(max(1, size // part)), used)
        return codes * _first(used, size)


class FirstNumbers(CodeLoss):
    """Order a code: its first numbers alone, the others at zero, have to give the digit.

    Every second code is decoded once more from its first k numbers. The mean loss of these
    pictures counts as much as that of the batch, whose codes are decoded whole. Of six of them, two
    are left half of their numbers, one each a quarter, an eighth and a sixteenth, and the last as
    many as are drawn, the square of their logarithm uniform: number i is used only where all before
    it are, so what matters most comes first. In the second round of a training they count for a
    quarter, so that whole codes become as good as those of a net without an order.

    Args:
        seed: of the counts.
        done: see `Done`.

    References:
        Rippel, Gelbart and Adams, "Learning Ordered Representations with Nested Dropout", ICML
        2014. There every code is truncated, and k has a geometric distribution.
    """

    _PART = 2
    _PARTS = (2, 4, 2, 8, 16)
    _SECOND_WEIGHT = 0.25

    def __init__(self, seed: int, done: Done):
        super().__init__(seed)
        self._done = done

    def call(self, codes: keras.KerasTensor) -> keras.KerasTensor:
        """Truncate some."""
        some, size = codes[:: self._PART], codes.shape[1]
        rows = ops.shape(some)[0]
        drawn = ops.sqrt(keras.random.uniform((rows, 1), seed=self.generator))
        lengths = ops.floor((size + 1.0) ** drawn)  # 1 to size
        turn = ops.arange(rows)[:, None] % (len(self._PARTS) + 1)
        for i, part in enumerate(self._PARTS):
            lengths = ops.where(turn == i, float(max(1, size // part)), lengths)
        return some * _first(lengths, size)

    def count(self, pictures: int) -> int:
        """Every second one."""
        return _rounded_up(pictures, self._PART)

    def loss(self, clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
        """That of reconstructions, weighted."""
        weight = ops.where(self._done() < SECOND_ROUND, 1.0, self._SECOND_WEIGHT)
        return weight * ops.mean(bce_and_log_mse(clean[:: self._PART], logits))


class Between(CodeLoss):
    """Make pictures between two codes look like digits: like the digits that they resemble most.

    No digit lies halfway between two digits' codes, so reconstruction alone leaves the decoder
    free to paint a blur there. An eighth of a batch's codes are mixed in pairs, each in a share
    drawn at random, and decoded. The training digit nearest to the picture becomes its target,
    with binary cross-entropy times 0.1. So a picture that is almost a digit becomes that digit;
    and as somebody wrote it, no net that judges pictures can be deceived. The encoder gets no
    gradient: the loss teaches the decoder alone.

    The codes are the first of the batch. `MixedCorruption` sorts a batch by level, so these are of
    its cleanest pictures. Of another order the codes would be those of noisy pictures.

    The nearest digit is the one at the smallest angle, seen from the mean digit, at 14 x 14
    pixels. The smallest distance would choose thin strokes for every blur.

    Args:
        digits: uint8 (m, 28, 28), the training digits.
        seed: of the shares.
    """

    _PART = 8
    _WEIGHT = 0.1

    def __init__(self, digits: np.ndarray, seed: int):
        super().__init__(seed)
        # tensors, not arrays: a graph would keep a copy of those
        self._digits = ops.convert_to_tensor(digits)
        small = ops.convert_to_numpy(_halved(from_uint8(digits)))
        self._mean = small.mean(axis=0)
        directions = small - self._mean
        directions /= np.linalg.norm(directions, axis=1, keepdims=True) + keras.config.epsilon()
        self._directions = ops.convert_to_tensor(directions.T)

    def call(self, codes: keras.KerasTensor) -> keras.KerasTensor:
        """Mix the first ones, in pairs."""
        some = ops.stop_gradient(codes[: self.count(ops.shape(codes)[0])])
        share = keras.random.uniform((ops.shape(some)[0], 1), seed=self.generator)
        return share * some + (1 - share) * ops.roll(some, 1, axis=0)

    def count(self, pictures: int) -> int:
        """One in eight."""
        return _rounded_up(pictures, self._PART)

    def loss(self, clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
        """Weighted cross-entropy to the nearest digits; `clean` is not used."""
        nearest = ops.take(self._digits, self.nearest(ops.sigmoid(logits)), axis=0)
        return self._WEIGHT * ops.mean(bce(ops.cast(nearest, "float32") / 255, logits))

    def nearest(self, pictures: keras.KerasTensor) -> keras.KerasTensor:
        """Which digit each picture resembles most: float32 (n, 28, 28) → int32 (n,)."""
        likeness = ops.matmul(_halved(pictures) - self._mean, self._directions)
        return ops.stop_gradient(ops.argmax(likeness, axis=1))


class MoreCodes(keras.layers.Layer):
    """Append the codes that `losses` make of a batch's: float32 (n, k) → float32 (n + m, k)."""

    def __init__(self, losses: Sequence[CodeLoss]):
        super().__init__(dtype="float32")
        self.parts = list(losses)

    def call(self, codes: keras.KerasTensor) -> keras.KerasTensor:
        """Append them: one pass of the decoder costs less than three."""
        return ops.concatenate([codes, *(part(codes) for part in self.parts)])


class Trainee(keras.Model):
    """A net in training, from pictures to the logits of all codes, whose losses are added up.

    Args:
        inputs: pictures.
        outputs: logits, first those of the pictures' codes, then those of each of `losses`.
        losses: as of the `MoreCodes` between encoder and decoder.
    """

    def __init__(
        self,
        inputs: keras.KerasTensor,
        outputs: keras.KerasTensor,
        losses: Sequence[CodeLoss],
    ):
        super().__init__(inputs, outputs)
        self.code_losses = list(losses)
        self.extra = keras.metrics.Mean(EXTRA)

    def compute_loss(
        self,
        x: keras.KerasTensor = None,
        y: keras.KerasTensor = None,
        y_pred: keras.KerasTensor = None,
        sample_weight: keras.KerasTensor = None,
        training: bool = True,
    ) -> keras.KerasTensor:
        """The loss of the reconstructions, as compiled, plus those of the other pictures."""
        begin = pictures = ops.shape(y)[0]
        added = 0.0
        for loss in self.code_losses:
            end = begin + loss.count(pictures)
            added += loss.loss(y, y_pred[begin:end])
            begin = end
        self.extra.update_state(added, sample_weight=pictures)  # as Keras weighs the mean loss
        return super().compute_loss(x, y, y_pred[:pictures], sample_weight, training) + added


def _first(lengths: keras.KerasTensor, size: int) -> keras.KerasTensor:
    """Ones for the first so many of `size` numbers, zeros for the others."""
    return ops.cast(ops.arange(size, dtype="float32") < lengths, "float32")


def _rounded_up(pictures: int, part: int) -> int:
    return (pictures + part - 1) // part


def _halved(pictures: keras.KerasTensor) -> keras.KerasTensor:
    """Pictures at half the size, flat: (n, 28, 28) → (n, 196)."""
    half = SIDE // 2
    squares = ops.reshape(pictures, (-1, half, 2, half, 2))
    return ops.reshape(ops.mean(squares, axis=(2, 4)), (-1, half * half))
