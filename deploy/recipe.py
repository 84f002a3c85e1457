"""What it takes to run the page somewhere: which files, what to install, which command.

A Space's is read from git, the README and `requirements.txt`; a container's from `Containerfile`.
"""

import itertools
import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import NamedTuple

from huggingface_hub import SpaceCard
from huggingface_hub.utils import filter_repo_objects

ROOT = Path(__file__).resolve().parent.parent
CONTAINERFILE = ROOT / "deploy" / "Containerfile"

_ADDED = ("uvicorn>=0.14.0", "websockets>=10.4", "spaces")  # by a Space, for its own ends
_OWNER, _NAME = "someone", "autoencoder-lab"


class Recipe(NamedTuple):
    """How the page is run somewhere.

    Attributes:
        files: below the repository's root.
        install: what `pip install` is given, call by call.
        environment: variables.
        command: what starts the page, in the folder of the files.
    """

    files: list[str]
    install: list[list[str]]
    environment: dict[str, str]
    command: list[str]


def space() -> Recipe:
    """What a Space does with what `hf upload` has sent it.

    Raises:
        RuntimeError: if this is no git checkout, or the README has no such command.
    """
    about = SpaceCard.load(ROOT / "README.md").data
    return Recipe(
        files=_uploaded(),
        # a Space adds these to what is asked for, in one call: all of it has to fit together
        install=[
            ["-r", "requirements.txt", f"gradio[oauth,mcp]=={about.sdk_version}", *_ADDED],
        ],
        environment={
            "SYSTEM": "spaces",
            "SPACE_ID": f"{_OWNER}/{_NAME}",
            "SPACE_HOST": f"{_OWNER}-{_NAME}.hf.space",
            "SPACE_AUTHOR_NAME": _OWNER,
            "GRADIO_SERVER_NAME": "0.0.0.0",
            "GRADIO_NUM_PORTS": "1",
            "GRADIO_ALLOW_FLAGGING": "never",
            "GRADIO_THEME": "huggingface",
            "PYTHONUNBUFFERED": "1",
        },
        command=["python", about.app_file],
    )


def container() -> Recipe:
    """What `Containerfile` says.

    Raises:
        ValueError: if it says something that is not understood here.
    """
    recipe = Recipe(files=[], install=[], environment={}, command=[])
    for name, words in instructions(CONTAINERFILE.read_text()):
        match name, words:
            case "COPY", [source, _]:
                recipe.files.extend(_tracked(source))
            case "RUN", ["pip", "install", *what]:
                recipe.install.append([word for word in what if word != "--no-cache-dir"])
            case "ENV", pairs:
                recipe.environment.update(pair.split("=", 1) for pair in pairs)
            case "CMD", command:
                recipe = recipe._replace(command=command)
            case (("FROM" | "WORKDIR" | "USER" | "EXPOSE" | "HEALTHCHECK"), _):
                pass  # of the container itself
            case _:
                raise ValueError(f"Expected a step that can be rehearsed; received {name} {words}")
    return recipe


def instructions(text: str) -> list[tuple[str, list[str]]]:
    """A container file's instructions: each its name and its words."""
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            name, rest = line.split(" ", 1)
            words = json.loads(rest) if rest.startswith("[") else shlex.split(rest)
            found.append((name, words))
    return found


def _uploaded() -> list[str]:
    """What is in git, less what the README's `hf upload` leaves out."""
    command = re.search(r"^hf upload .*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    if not command:
        raise RuntimeError("The README has no line that begins with hf upload")
    words = shlex.split(command[0])
    without = [word for flag, word in itertools.pairwise(words) if flag == "--exclude"]
    return list(filter_repo_objects(_tracked("."), ignore_patterns=without))


def _tracked(path: str) -> list[str]:
    try:
        # new files too, for one rehearses before one commits; what git ignores, the hub ignores
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", path],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError(f"Expected a git checkout in {ROOT}: {error}") from error
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
