"""Add the documented endpoints for programs to the page; docs/api.md describes them.

Each is a function of `denoise` or `batch`. Its docstring is public: Gradio's page for programs
shows it, and over MCP it is all that a model knows of the tool. Gradio reads one line for each
argument.
"""

import functools
import inspect
import logging
from collections.abc import Callable

import gradio as gr

from ae_core.noise import NOISES
from ui.problems import Problem, Refused
from ui.words import WORDS

from . import batch, denoise

log = logging.getLogger("autoencoder_lab")

_BATCHES = (batch.denoise_batch, batch.encode, batch.decode, batch.models, batch.script)
ENDPOINTS = (denoise.denoise, *_BATCHES)
# instead of the page's sentences, which help only on the page
_SENTENCES = {
    "unknown_model": "There is no such model; /models lists them.",
    "unknown_noise": f"There is no such noise; there are {', '.join(NOISES)}.",
    "bad_picture": "That file cannot be read as a picture; PNG, JPEG, WebP, GIF and BMP work.",
}


def add_endpoints() -> None:
    """Add the endpoints to the Blocks under construction. The page shows none of them."""
    gr.Button(visible=False).click(
        _with_errors(denoise.denoise),
        *denoise.components(),
        api_name="denoise",
        api_description=_describe(denoise.denoise),
        concurrency_limit=4,
    )
    # a batch takes a core for up to a third of a second: one at a time, so that pens have the other
    for function in _BATCHES:
        gr.api(
            _with_errors(function),
            api_description=_describe(function),
            concurrency_limit=1,
            concurrency_id="batches",
        )


def _with_errors(function: Callable) -> Callable:
    """The function of an endpoint with every failure as a `gr.Error` of one sentence."""

    @functools.wraps(function)
    def answer(*args: object) -> object:
        try:
            return function(*args)
        except Refused as refused:
            sentence = str(refused)
        except Problem as problem:
            sentence = _SENTENCES.get(problem.key) or problem.in_english()
        except Exception as error:  # our fault: the log has the cause
            log.exception("a program's request failed: %s", error)
            sentence = WORDS["server"][0]
        raise gr.Error(sentence, print_exception=False)

    return answer


def _describe(function: Callable) -> str:
    """The whole docstring as one paragraph; Gradio by itself would leave out the arguments."""
    return " ".join((inspect.getdoc(function) or "").split())
