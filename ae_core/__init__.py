"""The core of Autoencoder Lab: digits, noise, autoencoders, training, inference, scores.

It knows nothing of the page. Everything in it speaks one contract: pictures are float32 arrays
of shape (..., 28, 28) with values in [0, 1], where 1 is ink. Importing it, listing the models
and adding noise load no TensorFlow; `models`, `training` and `inference` do so when used.
"""

import os

__version__ = "0.1.0"

# Both are read when TensorFlow and Keras are first imported, by whichever module comes first.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # a visitor's log holds our lines only
