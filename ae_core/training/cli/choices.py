"""What options take their values from."""

from enum import StrEnum


class RecipeName(StrEnum):
    """Which recipe: the tutorial's, or ours."""

    ours = "ours"
    published = "published"


class DataName(StrEnum):
    """What to train on."""

    mnist = "mnist"
    strokes = "strokes"
