"""Writing a trained model: Keras weights, the LiteRT file made of them, and their card.

`models.store` describes the files and reads them.
"""

import json
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ae_core.artifacts import describe, need_room, replacing, replacing_set
from ae_core.models import presets, store

if TYPE_CHECKING:
    import keras
_OVERHEAD = 300_000  # bytes: what HDF5, LiteRT and a card take beside the numbers


def versions() -> dict[str, str]:
    """Versions of the software on which weights depend."""
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
    """Write the weights, the LiteRT file made of them and their card: all of them, or none.

    This holds even if the process is killed. Weights are stored in the precision of
    `ModelSpec.storage`.

    Args:
        model: as `models.builder.build` gives it; its name is the key.
        card: as `cards.make` gives it; added here are "layers", see `layers.facts`, and "files" (of
            each kind: name, bytes, sha256).
        out: folder, made if absent.

    Returns:
        The path of the weights file.

    Raises:
        OSError: if they cannot be written; the old files are left.
        ExportError: if the LiteRT file differs from the model.
    """
    key = model.name
    store.folder_of(key, out).mkdir(parents=True, exist_ok=True)
    paths = [store.path_of(key, out, kind) for kind in store.KINDS]
    card_path = store.card_of(key, out)
    store.finish_save(key, out)
    exact = rounded(model)
    litert = _litert(exact)
    stored = _in_storage_type(exact)
    size = sum(values.nbytes for values in stored.get_weights())
    need_room(out, size + len(litert) + _OVERHEAD)
    card = {**card, "layers": _layer_facts(exact)}
    with replacing_set(paths, card_path) as (new_paths, new_card):
        stored.save_weights(new_paths[0])
        new_paths[1].write_bytes(litert)
        files = {
            kind: describe(path.name, new.read_bytes())
            for kind, path, new in zip(store.KINDS, paths, new_paths, strict=True)
        }
        new_card.write_text(_as_text({**card, "files": files}))
    return paths[0]


def _litert(model: "keras.Model") -> bytes:
    from . import export

    spec = presets.get(model.name)
    # a classifier's batch normalisation becomes part of its kernels, which then need 32 bits
    return export.convert(model, "float32" if spec.family == "classifier" else spec.storage)


def _layer_facts(model: "keras.Model") -> list[dict[str, Any]]:
    from . import layers

    return layers.facts(model)


def describe_layers(key: str, out: Path) -> Path:
    """Write the facts of a trained model's layers into its card again; its files stay as they are.

    Returns:
        The path of the card.

    Raises:
        WeightsError: if weights or LiteRT file are missing or damaged.
        OSError: if the card cannot be written.
    """
    from ae_core.models import builder

    store.finish_save(key, out)
    card = store.read_card(key, out)
    card = {**card, "layers": _layer_facts(builder.build(presets.get(key)))}
    with replacing(store.card_of(key, out)) as temporary:
        temporary.write_text(_as_text(card), encoding="utf-8")
    return store.card_of(key, out)


def make_litert(key: str, out: Path) -> Path:
    """Make the LiteRT file of weights on disk again; the weights stay as they are.

    Returns:
        The path of the LiteRT file.

    Raises:
        WeightsError: if the weights are missing or damaged.
        OSError, ExportError: as `save`.
    """
    store.finish_save(key, out)
    model, card = store.load(key, out), store.read_card(key, out, ("keras",))
    path = store.path_of(key, out, "litert")
    content = _litert(model)
    need_room(out, len(content) + _OVERHEAD)
    with replacing_set([path], store.card_of(key, out)) as ((new_path,), new_card):
        new_path.write_bytes(content)
        card["layers"] = _layer_facts(model)
        card["files"]["litert"] = describe(path.name, content)
        new_card.write_text(_as_text(card))
    return path


def _as_text(card: dict[str, Any]) -> str:
    return json.dumps(card, indent=1) + "\n"


def rounded(model: "keras.Model") -> "keras.Model":
    """A copy of the model as it will be loaded: weights rounded to `ModelSpec.storage`."""
    from ae_core.models import builder

    spec = presets.get(model.name)
    copy = builder.build(spec)
    copy.set_weights([values.astype(spec.storage) for values in model.get_weights()])
    return copy


def _in_storage_type(model: "keras.Model") -> "keras.Model":
    """A copy of the model with weights of the type `ModelSpec.storage`, only to be saved."""
    from ae_core.models import builder

    spec = presets.get(model.name)
    copy = builder.build(spec, spec.storage)
    copy.set_weights(model.get_weights())
    return copy
