"""The page over HTTP: a server without TensorFlow, with damaged weights, or with a full disk."""

import base64
import contextlib
import shutil
from pathlib import Path

import httpx
import pytest
from gradio_client import Client, handle_file

from ae_core.models import store
from tests.browser.conftest import FEW_DIGITS, serving
from tests.conftest import ROOT
from tests.faults import disks
from ui import page, rooms
from ui.training import sessions, visitor_nets
from ui.words import WORDS

KEY = "dense_16"
FIRST = {**page.first_request(), "model": KEY}
API = "/gradio_api"
PICTURE = ROOT / "tests" / "support" / "photographs" / "eight_bold.png"


def ask(server, name: str, request: dict) -> dict:
    """The answer of a line of the page."""
    return httpx.post(f"{server.address}/lab/{name}", json=request, timeout=60).json()


def room(server, name: str, **wishes) -> dict:
    return ask(server, "room", {**FIRST, "room": {"name": name, **wishes}})


def health(server) -> dict:
    """What the server says of itself."""
    return httpx.get(f"{server.address}/lab/health").json()


def sentence(problem: dict) -> str:
    """What the visitor reads, the same in both languages but for the words."""
    english, chinese = WORDS[problem["key"]]
    assert chinese.format(**problem)
    return english.format(**problem)


def test_without_tensorflow_all_but_training_works(tmp_path):
    modules = tmp_path / "modules"
    modules.mkdir()
    absent = "import sys\nsys.modules.update(dict.fromkeys(('tensorflow', 'keras')))\n"
    (modules / "sitecustomize.py").write_text(absent)
    with serving(tmp_path, PYTHONPATH=str(modules)) as server:
        assert health(server)["state"] == "ready"
        reply = ask(server, "stage", FIRST)
        assert reply["state"] == "ok"
        assert reply["readings"]["seen"]["read"] == 3
        replies = {name: room(server, name) for name in rooms.ORDER}
        assert all("picture" in tile for tile in replies["compare"]["tiles"])
        for name in set(rooms.ORDER) - {"train"}:
            assert replies[name]["state"] == "ok"
        assert replies["train"]["problem"] == {"key": "no_tensorflow"}
        assert sentence(replies["train"]["problem"]) == WORDS["no_tensorflow"][0]
        link = ask(server, "link", FIRST)["text"]
        assert ask(server, "link", {"open": link})["opened"]["model"] == KEY
        assert len(ask(server, "tray", {})["digits"]) == 10
        assert denoise(server)
        assert "Traceback" not in server.log()


def denoise(server):
    client = Client(server.address, verbose=False)
    return client.predict(handle_file(PICTURE), KEY, "gaussian", 0.5, 1, api_name="/denoise")


@pytest.fixture(scope="module")
def only_model(tmp_path_factory):
    """A folder with one model and what stands beside its weights."""
    shipped, folder = ROOT / "weights", tmp_path_factory.mktemp("weights")
    shutil.copytree(shipped / KEY, folder / KEY)
    for name in ("novelty.json", "quality.json"):
        shutil.copy(shipped / name, folder)
    return folder


@pytest.fixture(scope="module")
def server(only_model, tmp_path_factory):
    """The app with that model, which is corrupt when it starts, and a small disk to work on."""
    corrupt(only_model)
    temporary = tmp_path_factory.mktemp("temporary")
    with contextlib.ExitStack() as stack:
        if disks.mountable():
            stack.enter_context(disks.small(temporary, 1_000_000))
        here = {"TMPDIR": str(temporary), "AE_WEIGHTS": str(only_model)}
        running = stack.enter_context(serving(tmp_path_factory.mktemp("server"), **here))
        running.temporary = temporary
        yield running


def corrupt(folder: Path) -> None:
    """Flip one bit of the LiteRT file, and cut short all but the card."""
    for path in (path for path in folder.rglob("*") if path.is_file()):
        content = bytearray(path.read_bytes())
        if path == store.path_of(KEY, folder, "litert"):
            content[len(content) // 2] ^= 1
        elif path != store.card_of(KEY, folder):
            del content[len(content) // 2 :]
        path.write_bytes(content)


def test_with_the_only_model_corrupt_the_page_names_it_and_takes_it_once_it_is_mended(
    server, only_model
):
    said = health(server)
    assert said["state"] == "failed"
    assert said["models"][KEY] == (
        "dense_16/model.tflite is damaged: its SHA-256 is not the one on its card"
    )
    reply = ask(server, "stage", FIRST)
    assert reply["noisy"]
    assert reply["readings"] == {}
    text = sentence(reply["problem"])
    assert "dense_16/model.tflite" in text
    assert "python train.py export dense_16" in text
    assert room(server, "compare")["tiles"][0]["picture"]

    shutil.copy(store.path_of(KEY, ROOT / "weights", "litert"), only_model / KEY)  # all it needs
    assert ask(server, "stage", FIRST)["state"] == "ok"
    remedies = {
        "map": ("dense_16/map.json", "python train.py maps dense_16"),
        "replay": ("dense_16/snapshots.json", "python train.py snapshots dense_16"),
        "strange": ("novelty.json", "python -m benchmarks.novelty"),
    }
    for name, (file, command) in remedies.items():
        problem = room(server, name)["problem"]
        assert (problem["file"], problem["command"]) == (file, command)
        assert command in sentence(problem)
    assert room(server, "compare", curves=True)["curves"] is None
    for name in ("compare", "code", "morph", "noises", "train"):
        assert room(server, name)["state"] == "ok"
    assert "Traceback" not in server.log()


def test_with_a_full_disk_the_page_goes_on_and_what_needs_room_says_so(server, only_model):
    if not disks.mountable():
        pytest.skip("nothing can be mounted here")
    for path in (path for path in only_model.rglob("*") if path.is_file()):
        shutil.copy(ROOT / "weights" / path.relative_to(only_model), path)
    temporary = server.temporary
    with PICTURE.open("rb") as file:
        (sent,) = httpx.post(f"{server.address}{API}/upload", files={"files": file}).json()
    disks.fill(temporary)
    assert ask(server, "stage", FIRST)["state"] == "ok"
    picture = base64.b64encode(PICTURE.read_bytes()).decode()
    assert ask(server, "stage", {**FIRST, "digit": {"file": picture}})["state"] == "ok"
    for kind in ("own", "ten"):
        assert room(server, "replay", gif=kind)["gif"]
    with pytest.raises(Exception, match="507"):
        denoise(server)
    assert "No space left on device" in server.log()
    # a picture that had come before
    image = {"path": sent, "meta": {"_type": "gradio.FileData"}}
    call = f"{server.address}{API}/call/v2/denoise"
    event = httpx.post(call, json={"image": image, "model": KEY}).json()["event_id"]
    assert "The server has no room for the pictures" in httpx.get(f"{call}/{event}").text

    (temporary / "ballast").unlink()
    assert denoise(server)
    assert "Traceback" not in server.log()


def test_a_training_on_a_full_disk_says_so_and_leaves_nothing(tmp_path, monkeypatch, no_mnist):
    """A real process. What it packs takes 400 kB; in no room at all Python would go elsewhere."""
    wish = {"code": 8, "layers": 1, "units": 64, "loss": "bce", "noise": "none", "epochs": 1}
    temporary = tmp_path / "temporary"
    with disks.small(temporary, 1_000_000):
        monkeypatch.setenv("TMPDIR", str(temporary))
        monkeypatch.setenv("PYTHONPATH", FEW_DIGITS)
        disks.fill(temporary, but=64_000)
        *_, last = sessions.train({"train": wish})
        assert last["problem"] == {"key": "train_no_room"}
        assert "make room" in sentence(last["problem"])
        assert [path.name for path in temporary.iterdir()] == ["ballast"]
    assert not visitor_nets._nets
