"""Losses: of reconstructions (`of_pictures`), and of what is made of their codes (`of_codes`)."""

from .of_pictures import LOSSES

__all__ = ["LOSSES"]
