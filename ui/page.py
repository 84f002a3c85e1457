"""The Gradio page: the files that it fetches, and the events of its slow requests."""

import functools
import json
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

import gradio as gr

from ae_core.data import photos, strokes
from ae_core.data.symbols import reading, ready
from ae_core.explore import novelty
from ae_core.inference import classifier
from ae_core.models import presets
from ae_core.noise import NOISES, RANDOM

from . import cards, how, menu, rooms
from .live import encoding, readings, requests, samples, uploads
from .programs import endpoints
from .security import gradio_calls
from .server import static_files
from .sharing import downloads
from .training import choices, sessions
from .words import WORDS

_STATIC = Path(__file__).parent / "static"
_STYLES = (
    *("base.css", "pad.css", "controls.css", "pictures.css", "code.css", "numbers.css"),
    *("rooms.css", "share.css", "how.css", "tour.css", "widths.css", "dock.css", "present.css"),
    "about/card.css",
    *(f"rooms/{name}.css" for name in rooms.ORDER),
    "training/symbols.css",
)

_IMPORT = re.compile(r'^(?:import|export|\}) .*\bfrom "(\..*)";$', re.MULTILINE)

FIRST_VIEW = {
    "model": menu.FIRST_MODEL,
    "numbers": None,
    "noise": "gaussian",
    "level": 0.5,
    "seed": 7,
}


def first_request() -> dict:
    """The stage's request when the page opens."""
    return {**FIRST_VIEW, "digit": samples.first()}


def build() -> gr.Blocks:
    """Build the page.

    Gradio's page holds an empty element, which `scripts/main.js` fills; see `static_files`. Its
    requests go to the routes of `ui.live.routes`. Slow requests go through Gradio's queue instead:
    the request is the value of `queued`, the answers are values of `kept` and `trained`. These
    three components are invisible and hold JSON text.
    """
    with gr.Blocks(
        title=WORDS["title"][0], fill_width=True, analytics_enabled=False, delete_cache=(3600, 3600)
    ) as page:
        gr.HTML(
            html_template="",
            js_on_load=_call("open(element)"),
            apply_default_css=False,
            elem_id="stage",
        )
        # Gradio finds the names of events in the script by their quotes
        queued = _hidden_component(
            _call("connect(props, trigger)") + " // triggers 'keep', 'train'"
        )
        kept = _hidden_component(_receiving("keep"))
        trained = _hidden_component(_receiving("train"))
        hidden = {
            "trigger_mode": "always_last",
            "show_progress": "hidden",
            "api_visibility": "private",
        }
        # a file takes a tenth of a second: made one at a time, so that drawing stays quick
        keep = encoding.json_handler(downloads.keep)
        keep_event = queued.keep(keep, queued, kept, **hidden, concurrency_limit=1)
        # one training, those that wait for it (see `sessions`), and one more place to refuse others
        places = 2 + sessions.WAITING
        train = gradio_calls.while_read(page, encoding.json_stream(sessions.train))
        train_event = queued.train(train, queued, trained, **hidden, concurrency_limit=places)
        # Gradio may refuse a call before our handler sees it, or the server may die.
        fault = '{ state: "problem", problem: { key: "server" } }'
        for name, event in (("keep", keep_event), ("train", train_event)):
            failed = f"() => {{ {_call(f'receive({name!r}, {fault})')} }}"
            event.failure(js=failed, api_visibility="private")
        endpoints.add_endpoints()
    return page


def look() -> dict:
    """Arguments of `launch`: theme and footer."""
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    return {
        "theme": gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        "footer_links": ["api"],
    }


@functools.cache
def files() -> static_files.StaticFiles:
    """The files that the page fetches."""
    scripts, measured = _scripts(), how.cards()
    at_once = {
        "page.css": "\n".join(_read(f"styles/{name}") for name in _STYLES),
        "page.html": _markup(measured),
        "data.json": json.dumps(_data(), ensure_ascii=False, separators=(",", ":")),
        **{path: scripts[path] for path in _imported("main.js")},
    }
    later = {"cards.html": cards.markup(measured), "symbols.json": _symbols()}
    return static_files.collect(at_once, later={**scripts, **later})


@functools.cache
def _scripts() -> Mapping[str, str]:
    """{path in the folder: text} of all scripts."""
    folder = _STATIC / "scripts"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.js"))
    }


def _later_scripts() -> dict[str, list[str]]:
    """{a script that comes later than the page: itself and what it imports beyond the page's}."""
    at_once = set(_imported("main.js"))
    firsts = ("later.js", *(f"rooms/{name}.js" for name in rooms.ORDER))
    return {first: [path for path in _imported(first) if path not in at_once] for first in firsts}


def _imported(first: str) -> list[str]:
    """A script and all that it imports at once; others it fetches later by `import(…)`."""
    scripts, found = _scripts(), [first]
    for path in found:  # the list grows meanwhile
        folder = posixpath.dirname(path)
        named = [
            posixpath.normpath(posixpath.join(folder, name))
            for name in _IMPORT.findall(scripts[path])
        ]
        found += [name for name in dict.fromkeys(named) if name not in found]
    return found


def _call(what: str) -> str:
    """JavaScript that calls a function of `scripts/main.js`, once that is there.

    The address begins with the page's own, which need not be that of a host alone, nor end in "/".
    """
    path = f"{files().folder}/main.js"
    address = f'location.pathname.replace(/\\/?$/, "/") + "{path}"'
    return f"import(location.origin + {address}).then((lab) => lab.{what});"


def _receiving(event: str) -> str:
    """JavaScript that passes every new value of a component on as an answer of this event."""
    return f"watch('value', () => {{ {_call(f'receive({event!r}, JSON.parse(props.value))')} }});"


def _hidden_component(script: str) -> gr.HTML:
    """An invisible component whose script exchanges values with the page's."""
    return gr.HTML(
        html_template="",
        js_on_load=script,
        apply_default_css=False,
        elem_classes="ae-hidden",
    )


def _markup(measured: how.Cards) -> str:
    """The markup of the page, with a tab panel for each room."""
    panels = (
        f'<div class="room" role="tabpanel" id="room-{name}" data-room="{name}" '
        f'aria-labelledby="tab-{name}" hidden>{_read(f"markup/rooms/{name}.html")}</div>'
        for name in rooms.ORDER
    )
    stage = _read("markup/stage.html").replace("<!-- rooms -->", "".join(panels))
    stage = stage.replace("<!-- share -->", _read("markup/share.html"))
    stage = stage.replace("<!-- take -->", _read("markup/take.html"))
    return stage.replace("<!-- how -->", how.markup(measured))


def _data() -> dict:
    """What the scripts know from the start; `Data` in `scripts/types.d.ts`."""
    return {
        "first": first_request(),
        "words": WORDS,
        "models": [menu.facts(spec) for spec in presets.PRESETS.values()],
        "rooms": [{"name": name, "alone": name in rooms.ALONE} for name in rooms.ORDER],
        "starts": choices.STARTS,
        "scripts": _later_scripts(),
        "noises": [{"key": kind, "random": kind in RANDOM} for kind in NOISES],
        "limits": _limits(),
    }


def _limits() -> dict:
    """What the server takes, and what the page goes by; `Limits` in `scripts/types.d.ts`."""
    return {
        "strokes": strokes.MAX_STROKES,
        "points": strokes.MAX_POINTS,
        "fileBytes": uploads.MAX_BYTES,
        "fileSide": photos.MAX_SIDE,
        "ownNets": requests.MAX_OWN,
        "symbols": {
            "count": reading.SYMBOLS,
            "drawings": reading.DRAWINGS,
            "name": reading.MAX_NAME,
            "strokes": reading.MAX_STROKES,
            "points": reading.MAX_POINTS,
        },
        "reading": {
            "guess": readings.GUESS,
            "sure": classifier.SURE,
            "doubt": classifier.DOUBT,
            "noDigit": classifier.NO_DIGIT,
        },
        "strange": novelty.STRANGE,
        "nearest": rooms.map.NEAREST,
        "training": {
            "code": choices.CODES,
            "layers": choices.LAYERS,
            "units": choices.UNITS,
            "epochs": choices.EPOCHS,
            "level": [choices.MIN_LEVEL, 1],
        },
    }


def _symbols() -> str:
    """The ready sets of symbols: {name: [{"name", "drawings"}, …]}."""
    sets = {
        name: [
            {"name": symbol.name, "drawings": [samples.as_json(one) for one in symbol.drawings]}
            for symbol in symbols
        ]
        for name, symbols in ready.sets().items()
    }
    return json.dumps(sets, separators=(",", ":"))


def _read(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")
