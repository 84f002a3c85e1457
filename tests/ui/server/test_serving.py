"""Nothing that the page serves imports TensorFlow, whether it is installed or not."""

import io
import json
import os
import re
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import numpy as np
import psutil
import pytest
from gradio_client import Client, handle_file
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.data.strokes import from_strokes
from ae_core.models import presets, snapshots
from tests.browser.conftest import FEW_DIGITS, serving
from tests.conftest import ROOT
from tests.support import session, threads
from ui import page, rooms

GRIDS = [
    key for key, spec in presets.PRESETS.items() if len(spec.code_shape) == 3 and not spec.has_skips
]
# What a model cannot do is said in the room, for it is no fault.
CANNOT = {f"code {key}": "code_maps" for key in GRIDS} | {
    "code unet": "code_none",
    "map unet": "map_no_code",
    "morph unet": "morph_no_code",
}
BESIDE = {f"stage {what}": problem for what, problem in CANNOT.items()}
APART = {f"room {what}": problem for what, problem in CANNOT.items()}
UNTRAINED = {f"room train {key}": "no_tensorflow" for key in presets.PRESETS}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A folder with twenty digits that may pass for MNIST, and the address of that file."""
    folder = tmp_path_factory.mktemp("served")
    pixels = np.random.default_rng(0).integers(0, 256, (20, 28, 28), np.uint8)
    labels = np.tile(np.arange(10, dtype=np.uint8), 2)
    file = io.BytesIO()
    np.savez(file, x_train=pixels, y_train=labels, x_test=pixels, y_test=labels)
    (folder / "served.npz").write_bytes(file.getvalue())

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/served.npz"
        server.shutdown()


@pytest.fixture(scope="module")
def without(served):
    """What a process answers in which TensorFlow and Keras cannot be imported."""
    folder, address = served
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.without_tensorflow", str(folder), address],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_room_and_endpoint_answers_for_every_model(without):
    """Except Train, and except what a model cannot do, which is a problem."""
    assert without["problems"] == APART | BESIDE | UNTRAINED
    assert without["loaded"] == [*presets.PRESETS, "classifier"]


def test_train_says_in_one_sentence_that_nothing_can_be_trained(without):
    assert without["training"] == [{"state": "problem", "problem": {"key": "no_tensorflow"}}]


def test_mnist_can_be_downloaded_and_is_shown(without):
    assert without["fetched"] == ["strokes", "mnist"]


def test_no_module_of_tensorflow_or_keras_is_imported(without):
    assert without["modules"] == []


# The page itself, where TensorFlow is installed


def libraries(pid: int) -> set[str]:
    """Shared libraries of TensorFlow that a process has loaded; LiteRT's lie elsewhere."""
    mapped = Path(f"/proc/{pid}/maps").read_text()
    return set(re.findall(r"(?:/tensorflow/\S*|libtensorflow\S*)", mapped))


async def train(address: str, pid: int) -> tuple[str, set[str], list[str]]:
    """Train a net as a visitor does, restore a digit with it, and keep that in files.

    Returns:
        The net's key, the libraries of the training process, and the states of the replies.
    """
    states, found = [], set()
    async with session.opened(f"{address}/") as visitor:
        async for name, state in visitor.train({**session.NET, "epochs": 1}):
            key = name
            states.append(state)
            for child in psutil.Process(pid).children() if state == "training" else ():
                found |= libraries(child.pid)
        assert await visitor.use(key) == "ok"
        for kind, mime in (("png", b"image/png"), ("json", b"application/json")):
            wish = {**page.first_request(), "model": key, "keep": kind}
            async with visitor.asked("keep", wish) as stream:
                assert mime in b"".join([row async for row in stream.content])
    return key, found, states


@pytest.mark.skipif(not os.path.exists("/proc/self/maps"), reason="no /proc on this system")
def test_the_serving_process_loads_no_library_of_tensorflow(tmp_path):
    """Each room and endpoint was asked, and a net was trained and used."""
    picture = tmp_path / "five.png"
    digit = from_strokes(stroke_digits.variants(5)[0])
    Image.fromarray(np.round(digit * 255).astype(np.uint8)).resize((280, 280)).save(picture)
    with (
        serving(tmp_path, PYTHONPATH=FEW_DIGITS) as server,
        httpx.Client(base_url=server.address, timeout=120) as visitor,
    ):

        def ask(name, **more):
            answer = visitor.post(f"/lab/{name}", json={**page.first_request(), **more})
            assert answer.status_code == 200
            assert "problem" not in answer.json(), answer.json()["problem"]
            return answer.json()

        for key in presets.PRESETS:
            ask("stage", model=key)
        for name in rooms.ORDER:
            ask("room", room={"name": name})
        for net in snapshots.PLANS:
            ask("room", room={"name": "replay", "net": net, "gif": "own"})
        ask("tray", round=1)
        ask("link", open=ask("link")["text"])
        for file in ask("take", take="conv_32")["files"].values():
            assert len(visitor.get(f"/{file['address']}").content) == file["bytes"]
        assert visitor.get("/lab/health").json()["state"] == "ready"
        client = Client(server.address, verbose=False)
        client.predict(handle_file(picture), "unet", "blur", 0.5, 1, api_name="/denoise")
        one = [page.samples.drawn(stroke_digits.variants(5)[0])["pixels"]]
        client.predict(one, "conv_32", api_name="/denoise_batch")
        codes = client.predict(one, "conv_32", api_name="/encode")
        client.predict(codes, "conv_32", api_name="/decode")
        client.predict(api_name="/models")
        client.predict("unet", api_name="/script")

        key, theirs, states = threads.run(train(server.address, server.pid))
        assert states[-1] == "done"
        assert theirs  # the process that trains has; so this is how they would be seen
        ask("stage", model=key)
        for file in ask("take", take=key)["files"].values():
            assert len(visitor.get(f"/{file['address']}").content) == file["bytes"]
        assert libraries(server.pid) == set()
        assert "Traceback" not in server.log()
