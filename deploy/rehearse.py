"""The rehearsal: start the page as a host will start it, before it is sent there.

`python -m deploy.rehearse` copies the files that a Space gets, makes them read-only, installs what
a Space installs into a new environment, starts the page without a network and uses it (see
`deploy.visit`). `--container` takes the files and packages of `deploy/Containerfile` instead. It
exits with 1 if anything fails. It needs Linux.

Read-only files bind root only without root's capabilities, so `setpriv` drops them. If `unshare`
cannot isolate the network, a dead proxy is set instead.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from .visit import Finding

ROOT = Path(__file__).resolve().parent.parent
CONTAINERFILE = ROOT / "deploy" / "Containerfile"

_ADDED = ("uvicorn>=0.14.0", "websockets>=10.4", "spaces")  # by a Space, to what is asked for
_SPACE = {
    "SYSTEM": "spaces",
    "SPACE_ID": "someone/autoencoder-lab",
    "SPACE_HOST": "someone-autoencoder-lab.hf.space",
    "SPACE_AUTHOR_NAME": "someone",
    "GRADIO_SERVER_NAME": "0.0.0.0",
    "GRADIO_NUM_PORTS": "1",
    "GRADIO_ALLOW_FLAGGING": "never",
    "GRADIO_THEME": "huggingface",
    "PYTHONUNBUFFERED": "1",
}
_NO_CAPABILITIES = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
_ISOLATED = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]


class Host(NamedTuple):
    """What a host does with the repository.

    Attributes:
        files: the files it gets, below the repository's root.
        packages: the arguments of its `pip install`.
        environment: the variables it sets.
    """

    files: list[str]
    packages: list[str]
    environment: dict[str, str]


def main(
    container: Annotated[bool, typer.Option(help="As a container, not as a Space.")] = False,
    python: Annotated[
        Path | None, typer.Option(help="Use this Python and its packages; install nothing.")
    ] = None,
) -> None:
    """Rehearse how the page is hosted."""
    findings = rehearse(container_host() if container else space(), python)
    for found in findings:
        print(f"{'ok' if found.good else 'NO'}  {found.what}: {found.found}")
    if not all(found.good for found in findings):
        raise typer.Exit(1)


def space() -> Host:
    """Return what a Space does: all files in git, the pinned packages and its own."""
    version = re.search(r"^sdk_version: (.+)$", (ROOT / "README.md").read_text("utf-8"), re.M)
    if version is None:
        raise ValueError("Expected sdk_version in the front matter of README.md")
    packages = ["-r", "requirements.txt", f"gradio[oauth,mcp]=={version[1]}", *_ADDED]
    return Host(_list_files("."), packages, _SPACE)


def container_host() -> Host:
    """Return what `deploy/Containerfile` does."""
    sources = re.findall(r"^COPY (\S+) \S+$", CONTAINERFILE.read_text(), re.M)
    files = _list_files(*sources)
    return Host(files, ["-r", "requirements.txt"], {"GRADIO_SERVER_NAME": "0.0.0.0"})


def rehearse(host: Host, python: Path | None) -> list[Finding]:
    """Start the page in a temporary folder as a host does, and use it.

    Args:
        host: what the host does.
        python: a Python with all packages; None for a new environment.

    Raises:
        subprocess.CalledProcessError: if a package cannot be installed, or the page does not
            start; the output has been printed.
    """
    with tempfile.TemporaryDirectory() as temporary:
        app = Path(temporary, "app")
        copy_read_only(host.files, app)
        try:
            if python is None:
                python = Path(temporary, "venv", "bin", "python")
                subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
                install = [python, "-m", "pip", "install", "-q", *host.packages]
                subprocess.run(install, cwd=app, check=True)
            return _visit(host, app, python)
        finally:
            for path in (app, *app.rglob("*")):
                path.chmod(0o755)  # to be deleted


def copy_read_only(files: Sequence[str], folder: Path) -> None:
    """Copy files of the repository to a folder in which nothing can be written."""
    for name in files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555)


def _visit(host: Host, app: Path, python: Path) -> list[Finding]:
    """Run `deploy.visit` in the folder of the page, isolated from the network if possible."""
    isolated = _ISOLATED if _works([*_ISOLATED, "true"]) else []
    lowered = _NO_CAPABILITIES if _works([*isolated, *_NO_CAPABILITIES, "true"]) else []
    proxies = {} if isolated else dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")
    environment = {
        "PATH": f"{python.parent}:/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        **proxies,
        **host.environment,
    }
    order = {
        "python": [*lowered, str(python)],
        "environment": environment,
        "isolated": bool(isolated),
    }
    ended = subprocess.run(
        [*isolated, python, "-m", "deploy.visit", json.dumps(order)],
        cwd=app,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return [Finding(*row) for row in json.loads(ended.stdout)]


def _list_files(*paths: str) -> list[str]:
    """Return the files in git below some paths, those not committed yet included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _works(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    typer.run(main)
