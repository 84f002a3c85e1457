"""The page: the stage, what it sends and what comes back, and the look."""

import json
from pathlib import Path

import gradio as gr

from ae_core import specs
from ae_core.noise import NOISES, RANDOM

from . import api, how, menu, rooms, samples, share, stage, training, warmup, wire
from .words import WORDS

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = (
    *("words.js", "files.js", "paint.js", "code.js", "pad.js", "tray.js", "reading.js"),
    *("curves.js", "share.js", "nets.js", "rooms.js"),
    *(f"rooms/{name}.js" for name in rooms.ORDER),
    *("how.js", "tour.js", "stage.js"),
)
_STYLES = (
    *("page.css", "share.css", "how.css", "tour.css", "rooms.css"),
    *(f"rooms/{name}.css" for name in rooms.ORDER),
)

FIRST_VIEW = {
    "model": warmup.FIRST_MODEL,
    "noise": "gaussian",
    "level": 0.5,
    "seed": 7,
    "round": 0,
    "fetch": False,
    "turn": 0,
}


def first_request() -> dict:
    """What the page asks when it opens."""
    return {**FIRST_VIEW, "digit": samples.first()}


def build() -> gr.Blocks:
    """Build the page.

    The stage is markup and script. What it asks stands in `request`: the current digit and what
    to do to it, all of it sent to the server with every change. The answers come back in
    `reply`, `room`, `tray`, `shared` and `trained`. They show nothing themselves: they are the
    stage's wires, and carry JSON text (see `wire`).
    """
    with gr.Blocks(
        title=WORDS["title"][0], fill_width=True, analytics_enabled=False, delete_cache=(3600, 3600)
    ) as page:
        gr.HTML(
            html_template=_markup(),
            js_on_load="AE.mountStage(element);",
            apply_default_css=False,
            elem_id="stage",
        )
        request = _wire(
            "AE.connect(props, trigger);"
            # Gradio knows an event by its quoted name here
            "// triggers 'input', 'room', 'another', 'link', 'keep', 'train', 'stop'",
            value=json.dumps(first_request()),
        )
        reply = _wire("watch('value', () => AE.receive(JSON.parse(props.value)));")
        room = _wire("watch('value', () => AE.receiveRoom(JSON.parse(props.value)));")
        tray = _wire("watch('value', () => AE.receiveTray(JSON.parse(props.value)));")
        shared = _wire("watch('value', () => AE.receiveShared(JSON.parse(props.value)));")
        trained = _wire("watch('value', () => AE.receiveTraining(JSON.parse(props.value)));")
        live = {
            "queue": False,
            "trigger_mode": "always_last",
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        request.input(wire.over(stage.respond), request, reply, **live)
        request.room(wire.over(rooms.respond), request, room, **live)
        request.another(wire.over(samples.tray), request, tray, **live)
        request.link(wire.over(share.link), request, shared, **live)
        # a file takes a tenth of a second: one at a time, and who waits holds up nobody's pen
        in_line = {**live, "queue": True, "concurrency_limit": 1}
        request.keep(wire.over(share.keep), request, shared, **in_line)
        # told step by step; who waits for another's training is told so, see `training`
        in_steps = {**live, "queue": True, "concurrency_limit": 2 + training.WAITING}
        request.train(wire.told_by(training.train), request, trained, **in_steps)
        request.stop(lambda text: training.stop(wire.parsed(text)), request, None, **live)
        api.add_endpoint()
    return page


def look() -> dict:
    """What `launch` takes for the looks: theme, style sheet, scripts. Nothing from outside."""
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    return {
        "theme": gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        "css": "\n".join(map(_read, _STYLES)),
        "head": f"<script>{_script()}</script>",
        "footer_links": ["api"],
    }


def _wire(script: str, value: str | None = None) -> gr.HTML:
    return gr.HTML(
        value=value,
        html_template="",
        js_on_load=script,
        apply_default_css=False,
        elem_classes="ae-hidden",
    )


def _markup() -> str:
    """The stage, and in it the rooms, each in a panel of its own."""
    panels = (
        f'<div class="room" role="tabpanel" id="room-{name}" data-room="{name}" '
        f'aria-labelledby="tab-{name}" hidden>{_read(f"rooms/{name}.html")}</div>'
        for name in rooms.ORDER
    )
    stage = _read("stage.html").replace("<!-- rooms -->", "".join(panels))
    stage = stage.replace("<!-- share -->", _read("share.html"))
    return stage.replace("<!-- how -->", how.markup())


def _script() -> str:
    """The page's scripts, and what they know: the words, the models, the kinds of noise."""
    known = {
        "words": WORDS,
        "models": [menu.facts(spec) for spec in specs.SPECS.values()],
        "roomList": [{"name": name, "alone": name in rooms.ALONE} for name in rooms.ORDER],
        "noises": [{"key": kind, "random": kind in RANDOM} for kind in NOISES],
    }
    # "</" would end the script element
    facts = json.dumps(known, ensure_ascii=False).replace("</", "<\\/")
    return "\n".join([f"const AE = window.AE = {facts};", *map(_read, _SCRIPTS)])


def _read(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
