"""The rehearsal: the page started as its host will start it, before it is sent there.

`python -m deploy.rehearse` lays out what a Space holds, installs what a Space installs into an
environment of its own, starts the page as a user who cannot write to it, on two processors and
without a network, and uses it. `--container` takes the steps of `deploy/Containerfile` instead.
Exits with 1 where anything is not as it should be.

Root runs the page as "nobody", others as themselves; its files are read-only. Where `unshare` gives
no network of its own, the page is told of a proxy that is none.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.support import tables

from . import hub, recipe, rights
from .visitor import Found

_NO_CACHE = {"PYTHONDONTWRITEBYTECODE": "1"}  # in folders that are read-only


def main(
    container: Annotated[bool, typer.Option(help="As a container, not as a Space.")] = False,
    python: Annotated[
        Path | None, typer.Option(help="Use this Python with what is installed in it.")
    ] = None,
    markdown: Annotated[bool, typer.Option(help="Print Markdown.")] = False,
) -> None:
    """Rehearse how the page is hosted."""
    steps = recipe.container() if container else recipe.space()
    rows = rehearse(steps, python)
    if not container:
        rows = [*as_files(steps.files), *rows]
    shown = [(row.what, row.found, "yes" if row.good else "NO") for row in rows]
    title = "A container, rehearsed" if container else "A Space, rehearsed"
    tables.show(title, ("what", "found", "good"), shown, markdown)
    if not all(row.good for row in rows):
        raise typer.Exit(1)


def as_files(files: Sequence[str]) -> list[Found]:
    """What can be said of a Space's files without running them."""
    size = sum((recipe.ROOT / name).stat().st_size for name in files) / 1e6
    faults = hub.front_matter(recipe.ROOT)
    binary, pointers = hub.binaries(recipe.ROOT, files)
    pictures = hub.digit_pictures(recipe.ROOT, files)
    return [
        Found("files", f"{len(files)}, {size:.1f} MB", True),
        Found("front matter", "; ".join(faults) or "as the hub wants it", not faults),
        Found(
            "binary files, for `hf upload`",
            f"{len(binary)}, whole" if not pointers else f"pointers only: {', '.join(pointers)}",
            not pointers,
        ),
        Found("pictures of MNIST", ", ".join(pictures) or "none", not pictures),
    ]


def rehearse(steps: recipe.Recipe, python: Path | None) -> list[Found]:
    """Take the steps, in a temporary folder, and see what comes of them.

    Args:
        steps: of `recipe`.
        python: has all that is needed; None for a new environment.

    Raises:
        RuntimeError: if what is needed cannot be installed, or the page does not start.
    """
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # who runs the page has to come to it
        lay_out(steps.files, folder / "app")
        if python is None:
            start = time.monotonic()
            python = _install(steps, folder)
            rows.append(Found("installed", f"in {time.monotonic() - start:.0f} s", True))
        try:
            rows += _stay(steps, folder / "app", python)
        finally:
            _writable(folder / "app")
    return rows


def lay_out(files: Sequence[str], folder: Path) -> None:
    """Copy files of the repository to where nobody may write."""
    for name in files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(recipe.ROOT / name, target)
        target.chmod(0o444)
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o555)


def _install(steps: recipe.Recipe, folder: Path) -> Path:
    """An environment with what the recipe installs, and nothing else."""
    python = folder / "venv" / "bin" / "python"
    uv = shutil.which("uv")
    if uv:
        _run([uv, "venv", "-q", "--python", str(rights.for_all()), str(folder / "venv")], folder)
        pip = [uv, "pip", "install", "-q", "--python", str(python)]
    else:
        _run([str(rights.for_all()), "-m", "venv", str(folder / "venv")], folder)
        pip = [str(python), "-m", "pip", "install", "-q"]
    for what in steps.install:
        _run([*pip, *what], folder / "app")
    return python


def _stay(steps: recipe.Recipe, app: Path, python: Path) -> list[Found]:
    """Run `deploy.stay` in the folder of the page."""
    alone = rights.alone()
    lowered, who = rights.lowered(python, alone)
    environment = {
        "PATH": f"{python.parent}:/usr/bin:/bin",
        **_NO_CACHE,
        # where the network cannot be cut, nobody answers
        **({} if alone else dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")),
        **steps.environment,
    }
    order = {
        "command": [*lowered, str(python), *steps.command[1:]],
        "environment": environment,
        "alone": bool(alone),
    }
    command = [*alone, str(python), "-m", "deploy.stay", json.dumps(order)]
    # the rehearsal's own modules are not in a container
    told = _run(command, app, {**os.environ, "PYTHONPATH": str(recipe.ROOT), **_NO_CACHE})
    return [Found("user", who, True), *(Found(*row) for row in json.loads(told))]


def _run(command: Sequence[str], folder: Path, environment: dict | None = None) -> str:
    """What a command prints."""
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr}")
    return ended.stdout


def _writable(folder: Path) -> None:
    """Let the temporary folder be removed by whoever made it."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)


if __name__ == "__main__":
    typer.run(main)
