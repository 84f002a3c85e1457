"""Check single values of a request: to Python True is 1, and JSON may hold anything."""

from typing import TypeGuard


def is_number(value: object, low: float, high: float) -> TypeGuard[int | float]:
    """Whether a value is a number from `low` to `high`; a boolean or NaN is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def is_whole(value: object, low: int, high: int) -> TypeGuard[int]:
    """Whether a value is an integer from `low` to `high`; a boolean is none."""
    return type(value) is int and low <= value <= high
