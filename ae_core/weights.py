"""Weights on disk: one `<key>.weights.h5` a model and a readable `<key>.json` beside it.

The JSON says what made the weights, on which digits, how good they are, and the SHA-256 of the
file; a file that does not match is not loaded. Both are plain data: nothing is unpickled.
"""

import contextlib
import hashlib
import json
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import specs
from .files import need_room, replacing_pair, waiting

if TYPE_CHECKING:
    import keras

_AROUND = 100_000  # bytes: what HDF5 and a card take beside the numbers


class WeightsError(Exception):
    """Weights that cannot be used.

    Attributes:
        file: name of the file at fault.
        why: what is wrong with it, as said after its name.
        command: the command that makes it again.
    """

    def __init__(self, key: str, path: Path, why: str):
        self.file, self.why = path.name, why
        self.command = f"python train.py {key} --force"
        super().__init__(f"{path} {why}; make it again with: {self.command}")


def folder() -> Path:
    """Where weights are: what the environment variable `AE_WEIGHTS` names, else those of ours.

    They lie in `weights/` beside ae_core; where ae_core was installed, in `shipped/` inside it.
    """
    if named := os.environ.get("AE_WEIGHTS"):
        return Path(named)
    package = Path(__file__).resolve().parent
    shipped = package / "shipped"
    return shipped if shipped.is_dir() else package.parent / "weights"


def path_of(key: str, out: Path | None = None) -> Path:
    """The weights file of the model `key` in `out` (`folder()` if None)."""
    return (out or folder()) / f"{specs.get(key).key}.weights.h5"


def card_of(key: str, out: Path | None = None) -> Path:
    """The JSON beside the weights of the model `key`."""
    return (out or folder()) / f"{specs.get(key).key}.json"


def versions() -> dict[str, str]:
    """Versions of what makes weights what they are."""
    import keras
    import tensorflow

    return {
        "python": platform.python_version(),
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "tensorflow": tensorflow.__version__,
        "numpy": np.__version__,
    }


def save(model: "keras.Model", card: dict[str, Any], out: Path) -> Path:
    """Write the weights and their card, both or none of them, whenever the process is killed.

    They are kept in the precision of `ModelSpec.storage`.

    Args:
        model: as `models.build` gives it; its name is the key.
        card: what to say of it; "file" (name, bytes, sha256) is added here.
        out: folder, made if absent.

    Returns:
        The path of the weights file.

    Raises:
        OSError: if they cannot be written; the old ones are there.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = path_of(model.name, out)
    narrow = _narrow(model)
    need_room(out, sum(values.nbytes for values in narrow.get_weights()) + _AROUND)
    with replacing_pair(path, card_of(model.name, out)) as (new_weights, new_card):
        narrow.save_weights(new_weights)
        content = new_weights.read_bytes()
        file = {
            "name": path.name,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        new_card.write_text(json.dumps({**card, "file": file}, indent=1) + "\n")
    return path


def rounded(model: "keras.Model") -> "keras.Model":
    """A copy of the model as a load from disk will give it: rounded to `ModelSpec.storage`."""
    from . import models

    copy = models.build(specs.get(model.name))
    copy.set_weights(_narrow(model).get_weights())
    return copy


def _narrow(model: "keras.Model") -> "keras.Model":
    """A copy whose weights have the type of `ModelSpec.storage`. It is for saving, not for use."""
    from . import models

    spec = specs.get(model.name)
    copy = models.build(spec, spec.storage)
    copy.set_weights(model.get_weights())
    return copy


def read_card(key: str, out: Path | None = None) -> dict[str, Any]:
    """The JSON beside the weights of `key`, once the weights file has been found to match it.

    Raises:
        WeightsError: if either is missing or damaged, or they do not belong together, or the
            weights were made for another architecture.
    """
    path, card_path = path_of(key, out), card_of(key, out)
    try:
        return _card_that_fits(key, path, card_path)
    except WeightsError:
        with contextlib.suppress(WeightsError):  # a save was killed before it had moved the card
            return _card_that_fits(key, path, waiting(card_path))
        raise


def _card_that_fits(key: str, path: Path, card_path: Path) -> dict[str, Any]:
    """The card, once it is known to belong to the weights in `path`; see `read_card`."""
    try:
        card = json.loads(card_path.read_text())
        expected, shape = card["file"]["sha256"], dict(card["spec"])
    except FileNotFoundError:
        raise WeightsError(key, card_path, "is missing") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise WeightsError(key, card_path, "cannot be read") from error
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise WeightsError(key, path, "is missing") from None
    except OSError as error:
        raise WeightsError(key, path, "cannot be read") from error
    if found != expected:
        raise WeightsError(key, path, "is damaged: its SHA-256 is not the one on its card")
    spec = specs.get(key).as_json()
    if any(shape.get(k) != spec[k] for k in ("family", "widths", "kernel", "hidden", "code_shape")):
        raise WeightsError(key, path, "was made for another architecture")
    return card


def load(key: str, out: Path | None = None) -> "keras.Model":
    """Build the model `key` and load its weights, verified.

    Raises:
        WeightsError: see `read_card`; also if the file, though whole, does not fit the model.
    """
    from . import models

    read_card(key, out)
    model = models.build(specs.get(key))
    path = path_of(key, out)
    try:
        model.load_weights(path)
    except Exception as error:  # h5py and Keras raise many kinds for a file that does not fit
        raise WeightsError(key, path, "does not fit the model") from error
    return model
