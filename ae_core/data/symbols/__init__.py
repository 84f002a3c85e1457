"""Symbols of a visitor's own: drawings, each with a name → pictures to train and to test on."""
