"""Training: from digits to files of a model. Imports TensorFlow; nothing that serves imports it."""
