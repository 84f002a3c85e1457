"""Losses, which the rows of the table name, and the penalty that some of them add.

A loss takes targets and logits, and gives a number for each picture. Targets are float32
(n, 28, 28) in [0, 1] and logits of that shape; a classifier's are labels (n,) and logits (n, 10).
"""

import keras
from keras import ops

PENALTY = "penalty"  # name of the metric that keeps its mean over the epoch
_LOG_SHARE = 0.05
_LOG_FLOOR = 2e-4  # an MSE so small needs no more care: 37 dB


def bce(clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Binary cross-entropy, the mean over pixels."""
    return ops.mean(ops.binary_crossentropy(clean, logits, from_logits=True), axis=(1, 2))


def mse(clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Squared error, the mean over pixels."""
    return ops.mean(ops.square(clean - ops.sigmoid(logits)), axis=(1, 2))


def bce_and_log_mse(clean: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Cross-entropy plus the logarithm of the picture's MSE, which is what PSNR measures.

    Cross-entropy alone is dominated by the pictures that no net can restore. With the logarithm
    alone training does not start: every sigmoid saturates at black.
    """
    return bce(clean, logits) + _LOG_SHARE * ops.log1p(mse(clean, logits) / _LOG_FLOOR)


def label_cross_entropy(labels: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Cross-entropy of a classifier: minus the logarithm of the right digit's probability."""
    return keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)


LOSSES = {"bce": bce, "mse": mse, "log": bce_and_log_mse, "labels": label_cross_entropy}


class InterpolationPenalty(keras.layers.Layer):
    """Pass codes on, and add a penalty to the loss: a picture between two codes should be a digit.

    No digit lies halfway between two digits' codes, so reconstruction alone leaves the decoder
    free to paint a blur there. A quarter of a batch's codes are mixed with another quarter, each
    pair in a share drawn at random. The mixture is decoded, and the critic, a classifier that is
    not trained, says which digit it sees. The entropy of its answer is added to the loss. The
    penalty shapes the decoder and, through the codes, the encoder.

    Args:
        decoder: codes → pictures in [0, 1].
        critic: pictures → probabilities of the digits.
        weight: of the entropy, which is in nats.
        seed: of the shares.

    Call arguments:
        codes: float32 (n, k).

    Returns:
        `codes`, unchanged.

    References:
        Berthelot et al., "Understanding and Improving Interpolation in Autoencoders via an
        Adversarial Regularizer", ICLR 2019: a critic of decoded mixtures, there trained as an
        adversary. Grandvalet and Bengio, "Semi-supervised Learning by Entropy Minimization",
        NeurIPS 2004: the entropy of a classifier's answer as a loss.
    """

    def __init__(self, decoder: keras.Model, critic: keras.Model, weight: float, seed: int = 0):
        super().__init__(dtype="float32")
        self.decoder, self.critic, self.weight = decoder, critic, weight
        critic.trainable = False
        self.generator = keras.random.SeedGenerator(seed)
        self.mean = keras.metrics.Mean(PENALTY)

    def call(self, codes: keras.KerasTensor) -> keras.KerasTensor:
        """Add the penalty."""
        count = ops.shape(codes)[0]
        quarter = (count + 3) // 4  # each mixture is decoded and classified, which takes time
        share = keras.random.uniform((quarter, 1), seed=self.generator)
        between = share * codes[:quarter] + (1 - share) * codes[count - quarter :]
        seen = self.critic(self.decoder(between), training=False)
        entropy = -ops.sum(seen * ops.log(seen + keras.config.epsilon()), axis=-1)
        penalty = self.weight * ops.mean(entropy)
        self.add_loss(penalty)
        self.mean.update_state(penalty, sample_weight=count)  # as Keras weighs the mean loss
        return codes
