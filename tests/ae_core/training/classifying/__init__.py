"""Tests of `ae_core.training.classifying`."""
