"""Use everything that the page serves in a process that cannot import TensorFlow.

`test_serving` runs `python -m tests.support.without_tensorflow FOLDER ADDRESS`. It asks every
handler and every endpoint for every model, and fetches a stand-in for MNIST from ADDRESS; FOLDER
is for its files. It prints a line of JSON:

- "problems": the problem of each request that had one ("stage conv_32", "room map unet");
- "fetched": the source of the samples before and after the fetch;
- "training": the replies to a request to train;
- "loaded": the models that were run;
- "modules": modules of TensorFlow and Keras that were imported nevertheless.
"""

import base64
import hashlib
import json
import os
import sys
import time
from pathlib import Path

# As if they were not installed: the import fails, and `find_spec` finds nothing.
_ABSENT = ("tensorflow", "keras")
sys.modules.update(dict.fromkeys(_ABSENT))

folder, origin = Path(sys.argv[1]), sys.argv[2]
os.environ.pop("MNIST_NPZ", None)
os.environ.update(KERAS_HOME=str(folder / "keras"), GRADIO_TEMP_DIR=str(folder / "gradio"))

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
from starlette.requests import Request  # noqa: E402

from ae_core.data import datasets, stroke_digits  # noqa: E402
from ae_core.data.strokes import from_strokes  # noqa: E402
from ae_core.inference import autoencoder, classifier  # noqa: E402
from ae_core.models import presets, snapshots  # noqa: E402
from ui import page, rooms  # noqa: E402
from ui.live import encoding, engine, routes  # noqa: E402
from ui.programs import batch, denoise  # noqa: E402
from ui.server import health, mnist_download  # noqa: E402
from ui.sharing import takeaway  # noqa: E402
from ui.training import sessions  # noqa: E402

_WISH = {"code": 8, "layers": 1, "units": 32, "loss": "bce", "noise": "none", "epochs": 1}
_found: dict[str, object] = {}  # problems, by request


def main() -> None:
    """Print the line of JSON."""
    page.build()
    engine.load_all()
    assert set(health.report()["models"].values()) == {health.USABLE}
    for key in presets.PRESETS:
        view = {**page.first_request(), "model": key}
        _ask(f"stage {key}", "stage", view)
        for name in rooms.ORDER:
            _ask(f"room {name} {key}", "room", {**view, "room": {"name": name}})
            if name in rooms.BESIDE:
                _ask(f"stage {name} {key}", "stage", {**view, "room": {"name": name}})
        _ask_programs(key)
        for kind, file in _ask(f"take {key}", "take", {"take": key})["files"].items():
            named = {"type": "http", "path_params": {"model": key, "name": file["name"]}}
            assert takeaway.read(Request(named)).status_code == 200, kind
    view = page.first_request()
    for net in snapshots.PLANS:
        for gif in ("own", "ten"):
            wish = {"name": "replay", "net": net, "gif": gif}
            reply = _ask(f"replay {net} {gif}", "room", {**view, "room": wish})
            assert reply["gif"]
    for kind in ("png", "json"):
        assert page.downloads.keep({**view, "keep": kind})["file"]["data"]
    link = _ask("link", "link", view)
    assert _ask("link opened", "link", {"open": link["text"]})["opened"]["model"] == view["model"]
    _ask("stop", "stop", {"stop": "own:nobody"})
    print(
        json.dumps(
            {
                "problems": _found,
                "fetched": [_source(), _fetched()],
                "training": list(sessions.train({**view, "train": _WISH})),
                "loaded": [key for key in presets.PRESETS if autoencoder.loaded(key)]
                + ["classifier"] * classifier.loaded(),
                "modules": [
                    name
                    for name, module in sys.modules.items()
                    if module and name.split(".")[0] in _ABSENT
                ],
            }
        )
    )


def _ask(what: str, name: str, request: object) -> dict:
    """The answer of a live route. Its problem, or that of the room in it, is added to `_found`."""
    reply = json.loads(encoding.json_handler(routes.HANDLERS[name])(json.dumps(request)))
    for part in (reply, reply.get("room") or {}):
        if "problem" in part:
            _found[what] = part["problem"]["key"]
    return reply


def _ask_programs(key: str) -> None:
    """Call every endpoint for programs; those that take codes only for models with a code."""
    spec = presets.PRESETS[key]
    path = folder / "digit.png"
    picture = np.round(from_strokes(stroke_digits.variants(5)[0]) * 255).astype(np.uint8)
    Image.fromarray(picture).resize((280, 280)).save(path)
    *pictures, code, scores = denoise.denoise(str(path), key, "gaussian", 0.5, 7)
    assert [image.size for image in pictures] == [(28, 28), (28, 28)]
    assert scores["clean"]["read"] is not None
    text = base64.b64encode(picture.tobytes()).decode()
    assert len(batch.denoise_batch([text] * 3, key)) == 3
    assert batch.script(key)["script"].startswith(f'"""{key}')
    if spec.has_skips:
        assert code is None
        return
    codes = batch.encode([text], key)
    assert np.shape(codes) == (1, *spec.code_shape) == (1, *np.shape(code))
    assert len(batch.decode(codes, key)) == 1


def _source() -> str:
    return routes.HANDLERS["tray"]({})["source"]


def _fetched() -> str:
    """Fetch the stand-in for MNIST, and return the source of the samples after that."""
    content = Path(folder / "served.npz").read_bytes()
    with np.load(folder / "served.npz") as arrays:
        datasets._SHA256 = {n: hashlib.sha256(a.tobytes()).hexdigest() for n, a in arrays.items()}
    datasets._FILE_SHA256, datasets._ORIGIN = hashlib.sha256(content).hexdigest(), origin
    assert routes.HANDLERS["tray"]({"fetch": True})["fetch"] == "loading"
    while mnist_download.state() == "loading":
        time.sleep(0.01)
    assert mnist_download.state() == ""
    return _source()


if __name__ == "__main__":
    main()
