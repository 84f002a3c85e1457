"""The documented endpoints for programs; what they are and answer stands in docs/api.md.

Each is a function of `api_picture` or `api_batch`. Programs read its docstring: Gradio's page for
them shows it, and over MCP it is all that a model knows of the tool. What is said there of an
argument has one line, for Gradio reads no second.
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

WAYS = (
    denoise.denoise,
    *(batch.denoise_batch, batch.encode, batch.decode, batch.models),
)
# what the page says of these is of no help without the page
_WITHOUT_THE_PAGE = {
    "unknown_model": "There is no such model; /models lists them.",
    "unknown_noise": f"There is no such noise; there are {', '.join(NOISES)}.",
    "bad_picture": "That file is not a picture; PNG, JPEG, WebP, GIF and BMP work.",
}


def add_endpoints() -> None:
    """Add the endpoints to the Blocks under construction. None of them shows on the page."""
    with gr.Group(visible=False):
        gr.Button().click(
            _answering(denoise.denoise),
            *denoise.components(),
            api_name="denoise",
            api_description=_about(denoise.denoise),
            concurrency_limit=4,
        )
    # a batch takes a core for up to a third of a second: one at a time, the other is for the pens
    for way in WAYS[1:]:
        gr.api(
            _answering(way),
            api_description=_about(way),
            concurrency_limit=1,
            concurrency_id="batches",
        )


def _answering(way: Callable) -> Callable:
    """An endpoint's function whose failures are one sentence to the program."""

    @functools.wraps(way)
    def answer(*args: object) -> object:
        try:
            return way(*args)
        except Refused as refused:
            sentence = str(refused)
        except Problem as problem:
            sentence = _WITHOUT_THE_PAGE.get(problem.key) or problem.in_english()
        except Exception as error:  # a fault of ours: the program is told, the log has the cause
            log.exception("a program's request failed: %s", error)
            sentence = WORDS["server"][0]
        raise gr.Error(sentence, print_exception=False)

    return answer


def _about(way: Callable) -> str:
    """A docstring as one paragraph; Gradio would leave out the arguments."""
    return " ".join(inspect.getdoc(way).split())
