"""Trained models in use, without TensorFlow."""
