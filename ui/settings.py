"""Settings from the environment: who may show the page in a frame, and under which path it lies.

They are checked once, at the start: a page that refuses to be shown on another site would look
broken, with nothing in the log.
"""

import os
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

FRAME_ANCESTORS = "AE_FRAME_ANCESTORS"
ROOT_PATH = "GRADIO_ROOT_PATH"  # Gradio's own name for it
HUB = "'self' https://huggingface.co https://*.hf.space"  # which shows Spaces in a frame

# A host source of https://www.w3.org/TR/CSP3/#framework-directive-source-list; with a path it would
# match nothing, since an ancestor is an origin.
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?", re.IGNORECASE)
_ALONE = ("'none'", "*")  # nobody; any site
_ROOT = re.compile(r"(https?://([\w.-]+|\[[0-9a-f:]+\])(:\d{1,5})?)?(/[\w.~-]+)*", re.ASCII)


class Settings(NamedTuple):
    """The settings.

    Attributes:
        frame_ancestors: the value of the policy's frame-ancestors, a list with single spaces.
        root: "" or a path as "/demo" under which a proxy shows the page, as GRADIO_ROOT_PATH has
            it: possibly after "https://host".
    """

    frame_ancestors: str
    root: str

    @property
    def path(self) -> str:
        """The path alone of `root`, "" or as "/demo"."""
        return urlsplit(self.root).path


DEFAULT = Settings(HUB, "")


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        ValueError: if one is malformed; the message is a sentence for who starts the page.
    """
    ancestors, root = (environment.get(name, "") for name in (FRAME_ANCESTORS, ROOT_PATH))
    return Settings(_frame_ancestors(ancestors), _root(root))


def _frame_ancestors(text: str) -> str:
    origins = text.split()
    for origin in origins:
        if origin in _ALONE and len(origins) > 1:
            raise ValueError(f"{FRAME_ANCESTORS}: {origin} should stand alone; received {text!r}.")
        if origin not in ("'self'", *_ALONE) and not _ORIGIN.fullmatch(origin):
            raise ValueError(
                f"{FRAME_ANCESTORS} should be origins with spaces between them, such as "
                "https://school.example https://*.school.example, or 'self', 'none' or *; "
                f"received {origin!r}."
            )
    return " ".join(origins) or HUB


def _root(text: str) -> str:
    named = text.strip().rstrip("/")
    root = named if not named or "//" in named else "/" + named.lstrip("/")
    if not _ROOT.fullmatch(root):
        raise ValueError(
            f"{ROOT_PATH} should be the path under which a proxy shows the page, such as /demo; "
            f"received {text!r}."
        )
    return root
