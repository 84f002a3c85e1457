"""Fashion-MNIST, clothes instead of digits, as `keras.datasets` fetches and keeps it."""

from .digits import DataError, Digits, Split, make_digits


def load(split: Split) -> Digits:
    """Load 60,000 pictures to train on or 10,000 to test on; Keras fetches them at the first use.

    Raises:
        DataError: if they can be neither read nor fetched.
    """
    try:
        import keras  # with TensorFlow, which takes seconds

        train, test = keras.datasets.fashion_mnist.load_data()
    except Exception as error:  # of the network, the disk, or a damaged file
        cause = " ".join(str(error).split()) or type(error).__name__
        raise DataError(
            f"Fashion-MNIST could not be fetched or read ({cause}): try again online; if it was "
            "fetched only in part, move datasets/fashion-mnist out of the Keras cache first."
        ) from error
    return make_digits("fashion_mnist", *{"train": train, "test": test}[split])
