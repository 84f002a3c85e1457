"""What the Hugging Face hub asks of the files of a Space, checked before it is asked.

The hub's own check of the front matter (`SpaceCard.validate`) needs the hub; this one does not.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import yaml
from huggingface_hub import SpaceCard

# https://huggingface.co/docs/hub/spaces-config-reference
COLOURS = ("red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray")
MAX_DESCRIPTION = 60  # characters
_TEXTS = ("title", "emoji", "sdk_version", "python_version", "app_file", "short_description")
_KNOWN = {*_TEXTS, "colorFrom", "colorTo", "sdk", "pinned", "license", "tags"}

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


def front_matter(folder: Path) -> list[str]:
    """What is wrong with the README's front matter, a sentence each; see `COLOURS`' address.

    Args:
        folder: of the Space's files.
    """
    try:
        about = SpaceCard.load(folder / "README.md").data.to_dict()
    except (ValueError, yaml.YAMLError) as error:  # no front matter, or no YAML
        return [str(error)]
    faults = [
        f"{key} should be text, not {about.get(key)!r}" for key in _TEXTS if not _text(about, key)
    ]
    faults += [f"{key} is no option of a Space" for key in sorted(set(about) - _KNOWN)]
    faults += [
        f"{key} should be one of {', '.join(COLOURS)}"
        for key in ("colorFrom", "colorTo")
        if about.get(key) not in COLOURS
    ]
    if about.get("sdk") != "gradio":
        faults.append("sdk should be gradio")
    if about.get("license") != "mit" or "MIT License" not in (folder / "LICENSE").read_text():
        faults.append("license should be mit, as in LICENSE")
    if len(str(about.get("short_description"))) > MAX_DESCRIPTION:
        faults.append(f"short_description should have at most {MAX_DESCRIPTION} characters")
    if not (folder / str(about.get("app_file"))).is_file():
        faults.append("app_file should be a file")
    pins = (folder / "requirements.txt").read_text().splitlines()
    if f"gradio=={about.get('sdk_version')}" not in pins:
        faults.append("sdk_version should be that of requirements.txt")
    return faults


def binaries(folder: Path, files: Iterable[str]) -> tuple[list[str], list[str]]:
    """Files that are no text: the hub takes them by Xet or LFS only, as `hf upload` sends them.

    Returns:
        Their names; and, of all files, those that hold no more than a pointer of LFS, which would
        be sent in place of what they point to.
    """
    found, pointers = [], []
    for name in files:
        content = (folder / name).read_bytes()
        if content.startswith(_LFS_POINTER):
            pointers.append(name)
        try:
            if "\0" in content.decode():
                found.append(name)
        except UnicodeDecodeError:
            found.append(name)
    return found, pointers


def digit_pictures(folder: Path, files: Iterable[str]) -> list[str]:
    """Files of many pictures of 28 x 28: MNIST's are not to be published with the page."""
    return [
        name
        for name in files
        if "ubyte" in name
        or (name.endswith(".npz") and any(map(_of_pictures, _shapes(folder / name))))
    ]


def _text(about: dict, key: str) -> bool:
    return isinstance(about.get(key), str) and bool(about[key])


def _of_pictures(shape: tuple[int, ...]) -> bool:
    return len(shape) == 3 and shape[1:] == (28, 28)


def _shapes(path: Path) -> Iterator[tuple[int, ...]]:
    with np.load(path, allow_pickle=False) as arrays:
        for name in arrays.files:
            yield arrays[name].shape
