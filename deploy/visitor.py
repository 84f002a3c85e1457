"""What the first visitor of a server that has just started finds, as rows of a table.

Uses nothing but what the page itself installs.
"""

import json
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import NamedTuple

from gradio_client import Client, handle_file
from PIL import Image, ImageDraw

START_SECONDS = 300  # then it never will be; a Space is given 30 minutes

_NET = {"code": 2, "layers": 0, "units": 32, "loss": "mse", "noise": "none", "epochs": 1}


class Found(NamedTuple):
    """A row: what was looked at, what was found, and whether it is as it should be."""

    what: str
    found: str
    good: bool


def visit(url: str) -> list[Found]:
    """Wait until a server answers, then use all that it offers once.

    Args:
        url: of the page, which may not answer yet.

    Raises:
        RuntimeError: if it does not in time.
    """
    start = time.monotonic()
    page = _wait(url)
    rows = [
        Found("page answers", f"{time.monotonic() - start:.1f} s, {len(page) // 1000} kB", True)
    ]
    status, health = _ask(f"{url}lab/health")
    state = f"{status} {health['state']}, version {health['version']}"
    rows.append(Found("health", state, (status, health["state"]) == (200, "ready")))
    usable = [key for key, told in health["models"].items() if told == "usable"]
    models = f"{len(usable)} of {len(health['models'])} usable"
    rows.append(Found("models", models, len(usable) == len(health["models"])))
    known = _known(url)
    return [*rows, *_lines(url, known), _endpoint(url), _training(url, known["first"])]


def _wait(url: str) -> str:
    """The page, once it answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"No page within {START_SECONDS} s")


def _known(url: str) -> dict:
    """What the page's script knows: its first request, and the rooms."""
    _, config = _ask(f"{url}config")
    begin = "window.AE = "
    return json.JSONDecoder().raw_decode(config["head"], config["head"].index(begin) + len(begin))[
        0
    ]


def _lines(url: str, known: dict) -> list[Found]:
    """Every live line, and every room."""
    first = known["first"]
    asked = {
        "stage": ("stage", first),
        "tray": ("tray", first),
        "link": ("link", first),
        "stop": ("stop", first),
    }
    for room in known["roomList"]:
        request = {**first, "room": {"name": room["name"]}}
        asked[f"room {room['name']}"] = ("room", request)
    bad = {}
    start = time.monotonic()
    for name, (line, request) in asked.items():
        status, reply = _ask(f"{url}lab/{line}", request)
        if status != 200 or reply.get("state", "ok") != "ok" or "problem" in reply:
            bad[name] = (status, reply.get("state"), reply.get("problem"))
    found = f"{len(asked) - len(bad)} of {len(asked)}, {time.monotonic() - start:.1f} s"
    return [Found("live lines and rooms", f"{found} {bad or ''}", not bad)]


def _endpoint(url: str) -> Found:
    """The documented way for programs, with Gradio's own client."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seven.png"
        picture = Image.new("L", (200, 200), 255)
        ImageDraw.Draw(picture).line([(60, 40), (140, 40), (80, 160)], fill=0, width=14)
        picture.save(path)
        client = Client(url, verbose=False, download_files=folder)
        names = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
        _, _, _, scores = client.predict(
            handle_file(path), "conv_32", "gaussian", 0.5, 7, api_name="/denoise"
        )
    gained = scores["restored"]["psnr"] - scores["noisy"]["psnr"]
    return Found("API, gradio_client", f"{', '.join(names)}; +{gained:.1f} dB", gained > 3)


def _training(url: str, first: dict) -> Found:
    """A visitor's own net, until it has learnt for an epoch."""
    start = time.monotonic()
    caller = uuid.uuid4().hex[:11]
    _, config = _ask(f"{url}config")
    index = next(e["id"] for e in config["dependencies"] if e["targets"][0][1] == "train")
    wish = json.dumps({**first, "train": _NET})
    join = {"data": [wish], "fn_index": index, "session_hash": caller}
    status, _ = _ask(f"{url}gradio_api/queue/join", join)
    said = b""
    if status == 200:
        told = f"{url}gradio_api/queue/data?session_hash={caller}"
        with urllib.request.urlopen(told, timeout=120) as stream:
            for said in stream:
                if rb"\"done\"" in said or b"process_completed" in said:
                    break
    learnt = rb"\"done\"" in said
    return Found("training", f"begun and learning after {time.monotonic() - start:.1f} s", learnt)


def _ask(url: str, request: dict | None = None) -> tuple[int, dict]:
    """Status and JSON of an answer: of a GET, or of a POST of `request`."""
    body = None if request is None else json.dumps(request).encode()
    head = {"Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, head), timeout=60) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")
