"""The Gradio page: the stage's markup, scripts and styles, and the events of its slow requests."""

import json
from pathlib import Path

import gradio as gr

from ae_core.models import presets
from ae_core.noise import NOISES, RANDOM

from . import how, menu, rooms
from .live import encoding, samples
from .programs import endpoints
from .sharing import downloads
from .training import choices, sessions
from .words import WORDS

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = (
    *("words.js", "files.js", "line.js", "paint.js", "code.js", "pad.js"),
    *("tray.js", "reading.js", "curves.js", "share.js", "nets.js", "left.js", "rooms.js"),
    *(f"rooms/{name}.js" for name in rooms.ORDER),
    *("how.js", "tour.js", "stage.js"),
)
_STYLES = (
    *("base.css", "pad.css", "controls.css", "pictures.css", "code.css", "widths.css"),
    *("share.css", "how.css", "tour.css", "rooms.css"),
    *(f"rooms/{name}.css" for name in rooms.ORDER),
)

FIRST_VIEW = {
    "model": menu.FIRST_MODEL,
    "noise": "gaussian",
    "level": 0.5,
    "seed": 7,
    "round": 0,
    "fetch": False,
    "turn": 0,
}


def first_request() -> dict:
    """The stage's request when the page opens."""
    return {**FIRST_VIEW, "digit": samples.first()}


def build() -> gr.Blocks:
    """Build the page.

    The stage is markup and script, and sends its requests to the routes of `ui.live.routes`. Slow
    requests go through Gradio's queue instead: the request is the value of `queued`, the answers
    are values of `kept` and `trained`. These three components are invisible and hold JSON text.
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
        # Gradio finds the names of events in the script by their quotes
        queued = _hidden_component("AE.connect(props, trigger); // triggers 'keep' and 'train'")
        kept = _hidden_component("watch('value', () => AE.receiveKept(JSON.parse(props.value)));")
        trained = _hidden_component(
            "watch('value', () => AE.receiveTraining(JSON.parse(props.value)));"
        )
        hidden = {
            "trigger_mode": "always_last",
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        # a file takes a tenth of a second: made one at a time, so that drawing stays quick
        keep = encoding.json_handler(downloads.keep)
        keep_event = queued.keep(keep, queued, kept, **hidden, concurrency_limit=1)
        # Whoever waits for a training is answered too, see `sessions`; one place more refuses.
        places = 2 + sessions.WAITING
        train = encoding.json_stream(sessions.train)
        train_event = queued.train(train, queued, trained, **hidden, concurrency_limit=places)
        # Gradio may refuse a call before our handler sees it, or the server may die.
        fault = '{ state: "problem", problem: { key: "server", of: "keep" } }'
        for event, receive in ((keep_event, "receiveKept"), (train_event, "receiveTraining")):
            event.failure(js=f"() => AE.{receive}({fault})", api_visibility="private")
        endpoints.add_endpoints()
    return page


def look() -> dict:
    """Arguments of `launch`: theme, style sheet and scripts. All of them are local files."""
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    return {
        "theme": gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        "css": "\n".join(map(_read, _STYLES)),
        "head": f"<script>{_script()}</script>",
        "footer_links": ["api"],
    }


def _hidden_component(script: str) -> gr.HTML:
    """An invisible component whose script exchanges values with the stage."""
    return gr.HTML(
        html_template="",
        js_on_load=script,
        apply_default_css=False,
        elem_classes="ae-hidden",
    )


def _markup() -> str:
    """The markup of the stage, with a tab panel for each room."""
    panels = (
        f'<div class="room" role="tabpanel" id="room-{name}" data-room="{name}" '
        f'aria-labelledby="tab-{name}" hidden>{_read(f"rooms/{name}.html")}</div>'
        for name in rooms.ORDER
    )
    stage = _read("stage.html").replace("<!-- rooms -->", "".join(panels))
    stage = stage.replace("<!-- share -->", _read("share.html"))
    return stage.replace("<!-- how -->", how.markup())


def _script() -> str:
    """The page's scripts, after the data they need: words, models, rooms and so on."""
    data = {
        "first": first_request(),
        "words": WORDS,
        "models": [menu.facts(spec) for spec in presets.PRESETS.values()],
        "roomList": [{"name": name, "alone": name in rooms.ALONE} for name in rooms.ORDER],
        "starts": choices.STARTS,
        "noises": [{"key": kind, "random": kind in RANDOM} for kind in NOISES],
    }
    # "</" would end the script element
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return "\n".join([f"const AE = window.AE = {text};", *map(_read, _SCRIPTS)])


def _read(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
