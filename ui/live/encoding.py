"""Between the page's script and its handlers: JSON text both ways.

What is live comes over a line (see `line`). What comes through Gradio's queue is text as well, for
its page copies the value of every component, number by number, at each event.
"""

import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import closing

import orjson

from . import uploads

log = logging.getLogger("autoencoder_lab")

MAX_TEXT = 2 * uploads.MAX_BYTES  # a file in base64 and all that stands around it

Handler = Callable[[object], dict]
Teller = Callable[[object], Generator[dict, None, None]]
_FAULT = {"state": "problem", "problem": {"key": "server"}}


def over(handler: Handler) -> Callable[[object], str]:
    """A handler of requests as one of text.

    Every answer carries the request's "turn": of two answers, over different lines, the page can
    tell the later one.

    Args:
        handler: request (what the JSON held; None if it was none) → answer.

    Returns:
        JSON text → JSON text. Whatever comes in, it raises nothing.
    """

    def answer(text: object = None) -> str:
        request = parsed(text)
        turn = request.get("turn") if isinstance(request, dict) else None
        turn = turn if isinstance(turn, int) else None
        try:
            return _text({**handler(request), "turn": turn})
        except Exception as error:  # a fault of ours: the visitor is told, the log has the cause
            log.exception("a request failed: %s", error)
            return _text({**_FAULT, "turn": turn})

    return answer


def told_by(teller: Teller) -> Callable[[object], Iterator[str]]:
    """A handler that answers more than once as one of text; closing its answers closes `teller`.

    Args:
        teller: request, as of `over` → answers, each of which says all there is to say: the page
            may miss one where the next follows soon.
    """

    def answers(text: object = None) -> Iterator[str]:
        try:
            with closing(teller(parsed(text))) as replies:
                yield from map(_text, replies)
        except Exception as error:  # as in `over`
            log.exception("a request failed: %s", error)
            yield _text(_FAULT)

    return answers


def parsed(text: object) -> object:
    """What the JSON holds, of text or its bytes; None if it is none."""
    if not isinstance(text, str | bytes) or len(text) > MAX_TEXT:
        return None
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def _text(reply: dict) -> str:
    return orjson.dumps(reply).decode()
