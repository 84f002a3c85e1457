"""What can go wrong, as a key of the word table: the page says it in the visitor's language."""

import functools
import logging

from .words import WORDS

log = logging.getLogger("autoencoder_lab")


class Problem(Exception):
    """Something to tell the visitor in one sentence.

    Attributes:
        key: a key of `words.WORDS`.
        values: what the sentence's placeholders stand for.
    """

    def __init__(self, key: str, **values: object):
        self.key, self.values = key, values
        super().__init__(self.in_english())

    def in_english(self) -> str:
        """The sentence for programs, which have no language."""
        return WORDS[self.key][0].format(**self.values)

    def as_json(self) -> dict[str, object]:
        """What the browser needs to say it."""
        return {"key": self.key, **self.values}


class Refused(Exception):
    """What is wrong with what a program sent, in one sentence: English, as programs have none."""


@functools.lru_cache(maxsize=256)  # a pen sends thirty requests a second: one line will do
def log_once(line: str) -> None:
    """Warn in the log, of each thing once."""
    log.warning("%s", line)
