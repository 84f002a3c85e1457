"""The page: the stage, what it sends and what comes back, and the look."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import gradio as gr

from ae_core import specs
from ae_core.noise import NOISES, RANDOM

from . import api, samples, stage, warmup
from .words import WORDS

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("words.js", "paint.js", "pad.js", "stage.js")

FIRST_VIEW = {
    "model": warmup.FIRST_MODEL,
    "noise": "gaussian",
    "level": 0.5,
    "seed": 7,
    "round": 0,
    "fetch": False,
    "turn": 0,
}


def build() -> gr.Blocks:
    """Build the page.

    The stage's value is the request: the current digit and what to do to it. It goes to the
    server with every change; the answers come back in two components that show nothing
    themselves but hand their value to the stage's script.
    """
    with gr.Blocks(title=WORDS["title"][0], fill_width=True, analytics_enabled=False) as page:
        show = gr.HTML(
            value={**FIRST_VIEW, "digit": samples.first()},
            html_template=_read("stage.html"),
            js_on_load="AE.mountStage(element, props, trigger); // sends 'input' and 'another'",
            apply_default_css=False,
            elem_id="stage",
        )
        reply = _receiver("AE.receive")
        tray = _receiver("AE.receiveTray")
        live = {
            "queue": False,
            "trigger_mode": "always_last",
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        show.input(_in_turn(stage.respond), show, reply, **live)
        show.another(_in_turn(samples.tray), show, tray, **live)
        page.load(_in_turn(samples.tray), show, tray, **live)
        api.add_endpoint()
    return page


def look() -> dict:
    """What `launch` takes for the looks: theme, style sheet, scripts. Nothing from outside."""
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    return {
        "theme": gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        "css": _read("page.css"),
        "head": f"<script>{_script()}</script>",
        "footer_links": ["api"],
    }


def _in_turn(handler: Callable[[object], dict]) -> Callable[[object], dict]:
    """The handler, its answer marked with the request's turn, so that no two are the same.

    The browser is not told of a value equal to the last one, and would wait for ever on a
    server that says "warming up" twice.
    """

    def answer(request: object) -> dict:
        turn = request.get("turn") if isinstance(request, Mapping) else None
        return {**handler(request), "turn": turn if isinstance(turn, int) else None}

    return answer


def _receiver(function: str) -> gr.HTML:
    return gr.HTML(
        value=None,
        html_template="",
        js_on_load=f"watch('value', () => {function}(props.value));",
        apply_default_css=False,
        elem_classes="ae-hidden",
    )


def _script() -> str:
    """The page's scripts, and what they know: the words, the models, the kinds of noise."""
    models = [
        {
            "key": spec.key,
            "size": spec.code_size,
            "maps": len(spec.code_shape) > 1,
            "trained": spec.noise[1] if spec.noise else None,
        }
        for spec in specs.SPECS.values()
    ]
    known = {
        "words": WORDS,
        "models": models,
        "noises": [{"key": kind, "random": kind in RANDOM} for kind in NOISES],
    }
    # "</" would end the script element
    facts = json.dumps(known, ensure_ascii=False).replace("</", "<\\/")
    return "\n".join([f"const AE = window.AE = {facts};", *map(_read, _SCRIPTS)])


def _read(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
