"""Take a model home: a Keras script, the same as a notebook, its weights and its LiteRT file.

`ae_core.scripts` makes the texts from the model's spec; the weights are the shipped files, or come
from the archive of a visitor's own net. Nothing here needs Keras or TensorFlow.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from ae_core.inference import autoencoder
from ae_core.models import presets, store
from ae_core.models.spec import ModelSpec
from ae_core.scripts import keras_script, litert_script
from ui.live import engine
from ui.live.requests import check_model
from ui.problems import Problem, log_once
from ui.training import visitor_nets

PATH = "/lab/take"


class _File(NamedTuple):
    """A file to take home.

    Attributes:
        ending: its name is the spec's key and this.
        media_type: of its content.
        content: (key of the model, its spec) → bytes; None if it has no such file.
    """

    ending: str
    media_type: str
    content: Callable[[str, ModelSpec], bytes | None]


def _weights(kind: store.Kind, ending: str) -> _File:
    """The weights of a model, of the table or a visitor's own."""

    def read(key: str, spec: ModelSpec) -> bytes:
        if key in presets.PRESETS:
            return engine.call(store.read_weights, key, kind)
        net = visitor_nets.get(key)
        if net.archive is None:  # in training; the page does not offer it yet
            raise Problem("unknown_model")
        with zipfile.ZipFile(io.BytesIO(net.archive)) as members:
            return members.read(spec.key + ending)

    return _File(ending, "application/octet-stream", read)


def _script(key: str, spec: ModelSpec) -> bytes:
    return keras_script.script(spec, _data(key)).encode()


def _notebook(key: str, spec: ModelSpec) -> bytes:
    return keras_script.notebook(spec, _data(key)).encode()


def _data(key: str) -> keras_script.Data:
    return "symbols" if visitor_nets.symbols_of(key) else "mnist"


def _pictures(key: str, spec: ModelSpec) -> bytes | None:
    """What a net of a visitor's own symbols has learnt from; digits are MNIST's, or ours."""
    return visitor_nets.get(key).pictures if visitor_nets.symbols_of(key) else None


def _litert_script(key: str, spec: ModelSpec) -> bytes:
    return litert_script.script(spec).encode()


FILES: Mapping[str, _File] = {
    "script": _File(".py", "text/x-python", _script),
    "notebook": _File(".ipynb", "application/x-ipynb+json", _notebook),
    "weights": _weights("keras", ".weights.h5"),
    "pictures": _File(".npz", "application/octet-stream", _pictures),
    "litert": _weights("litert", ".tflite"),
    "litert_script": _File("_litert.py", "text/x-python", _litert_script),
}


def look(model: object) -> dict:
    """List what can be taken home of a model.

    Args:
        model: a key of `presets.PRESETS`, or of a visitor's own net.

    Returns:
        "script": its text; "files": {key of `FILES`: {"name", "address": below the page's,
        "bytes": how many}}, for those that it has. The field is not called "path", since Gradio's
        clients would take it for a file of theirs.

    Raises:
        Problem: if there is no such model, or its weights cannot be used.
    """
    key = check_model(model)
    spec = autoencoder.spec_of(key)
    own = "" if key in presets.PRESETS else "?own=1"  # only the server that trained it has it
    files = {}
    for kind, file in FILES.items():
        if (content := file.content(key, spec)) is None:
            continue
        name = spec.key + file.ending
        path = f"{PATH.strip('/')}/{quote(key, safe='')}/{name}{own}"
        files[kind] = {"name": name, "address": path, "bytes": len(content)}
    return {"script": _script(key, spec).decode(), "files": files}


def take(request: object) -> dict:
    """As `look`, of the model that the request's "take" names, for the page.

    Returns:
        See `look`; or {"problem"}.
    """
    try:
        return look(request.get("take") if isinstance(request, Mapping) else None)
    except Problem as problem:
        log_once(str(problem))
        return {"problem": problem.as_json()}


def read(request: Request) -> Response:
    """The file of a model that an address names, to be saved; 404 if there is none."""
    model, name = request.path_params["model"], request.path_params["name"]
    try:
        key = check_model(model)
        spec = autoencoder.spec_of(key)
        found = [file for file in FILES.values() if spec.key + file.ending == name]
        content = found[0].content(key, spec) if found else None
    except Problem as problem:
        return Response(problem.in_english(), 404, media_type="text/plain")
    if content is None:
        return Response("There is no such file.", 404, media_type="text/plain")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        # a visitor's own net is nobody else's; another version may have other weights
        "Cache-Control": "no-cache" if key in presets.PRESETS else "no-store",
    }
    return Response(content, headers=headers, media_type=found[0].media_type)
