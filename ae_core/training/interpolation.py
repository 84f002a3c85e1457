"""Readable between the codes: a penalty that training puts on mud."""

import keras
from keras import ops


class InterpolationPenalty(keras.layers.Layer):
    """Pass codes on, and ask that pictures between two of them can be read.

    No digit lies halfway between two digits' codes, so reconstruction alone leaves the decoder
    free to paint mud there. A quarter of a batch's codes are mixed with another quarter, each pair
    in a share drawn anew; the mixture is decoded, and a critic says which digit it sees. The
    entropy of its answer is added to the loss. The penalty shapes the decoder and, through the
    codes, the encoder; the critic stays as it is.

    Args:
        decoder: codes → pictures in [0, 1].
        critic: pictures → probabilities of the digits.
        weight: of the entropy, which is in nats.
        seed: of the shares.

    Call arguments:
        codes: float32 (n, k).

    Returns:
        `codes`, unchanged.
    """

    def __init__(self, decoder: keras.Model, critic: keras.Model, weight: float, seed: int = 0):
        super().__init__(dtype="float32")
        self.decoder, self.critic, self.weight = decoder, critic, weight
        critic.trainable = False
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, codes: keras.KerasTensor) -> keras.KerasTensor:
        """Add the penalty."""
        count = ops.shape(codes)[0]
        some = (count + 3) // 4  # every mixture is decoded and read, which takes time
        share = keras.random.uniform((some, 1), seed=self.generator)
        between = share * codes[:some] + (1 - share) * codes[count - some :]
        seen = self.critic(self.decoder(between), training=False)
        entropy = -ops.sum(seen * ops.log(seen + keras.config.epsilon()), axis=-1)
        self.add_loss(self.weight * ops.mean(entropy))
        return codes
