"""Problems to report to a visitor, by their key in the word table, or to a program."""

import functools
import logging

from .words import WORDS

log = logging.getLogger("autoencoder_lab")


class Problem(Exception):
    """A problem that the visitor reads as one sentence, in the visitor's language.

    Attributes:
        key: a key of `words.WORDS`.
        values: of the sentence's placeholders.
    """

    def __init__(self, key: str, **values: object):
        self.key, self.values = key, values
        super().__init__(self.in_english())

    def in_english(self) -> str:
        """The sentence in English: for programs and the log."""
        return WORDS[self.key][0].format(**self.values)

    def as_json(self) -> dict[str, object]:
        """The key and the values, for the browser."""
        return {"key": self.key, **self.values}


class Refused(Exception):
    """A program's call is refused; the message says why in one English sentence."""


@functools.lru_cache(maxsize=256)  # a pen sends thirty requests a second
def log_once(line: str) -> None:
    """Log a warning, each text once."""
    log.warning("%s", line)
