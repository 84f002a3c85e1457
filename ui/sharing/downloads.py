"""Share and keep: links to what is on show, and files of it. Nothing is written to the disk."""

import functools
import io
import json
from collections.abc import Callable, Mapping

import numpy as np

from ae_core import figures
from ae_core.inference import autoencoder
from ae_core.models import presets
from ui.live import engine, pictures, readings, requests
from ui.live.encoding import encode, encode_picture, finite
from ui.live.pictures import Ask
from ui.problems import Problem, log_once
from ui.words import WORDS

from . import links


def link(request: object) -> dict:
    """Make a link of the current digit and all that is done to it, or open one.

    Args:
        request: the stage's value; with "open", the text of a link to open instead.

    Returns:
        {"text", "digit", "level"}: the link's text, and what has to be on show for both sides to
        see the same pictures; what a net paints on another machine may differ in its last bits,
        less than a grey of 255. Or {"opened"}: as `links.unpack` gives it. Or {"problem"}, which
        is "of" the "link".
    """
    return _told(_link, request, "link")


def keep(request: object) -> dict:
    """What is on show, as a file.

    Args:
        request: the stage's value; its "keep" says which: "png", a figure for slides and
            reports (its words are English: matplotlib's own font has no Chinese), or "json",
            every number, see `record`.

    Returns:
        {"file": {"name", "type", "data": base64}}, or {"problem"}, which is "of" what to "keep".
    """
    return _told(_keep, request, "keep")


def record(ask: Ask, digit: Mapping, result: autoencoder.Result) -> dict:
    """Everything that is shown of a digit, for programs.

    Returns:
        "page"; "format" (1): of these fields. "model" ("own": one that the visitor trained),
        "noise", "level", "seed": how it was made. "digit": as it was drawn, {"strokes":
        [[[x, y], …], …]} in parts of the pad, or {"pixels": base64 of 784 grey bytes}; perhaps
        "marks", made by hand. "pictures": {"clean", "noisy", "restored"}, 28 rows of 28 numbers,
        0 black and 1 ink. "code": {"shape", "clean", "noisy"}, flat lists, or None of a
        model with shortcuts past it. "scores": {"noisy", "restored"}: {"mse", "psnr" (dB; None:
        identical), "ssim"} against the clean picture. "readings": {"clean", "noisy", "restored"}:
        {"read", "sure" (0 to 1)}, empty without a reader.
    """
    pictures = _pictures(ask, result)
    codes = None
    if not autoencoder.spec_of(ask.model).has_skips:
        shape = list(result.noisy_code.shape)
        clean, noisy = (_numbers(code.ravel()) for code in (result.clean_code, result.noisy_code))
        codes = {"shape": shape, "clean": clean, "noisy": noisy}
    return {
        "page": WORDS["title"][0],
        "format": 1,
        "model": ask.model if ask.model in presets.PRESETS else "own",
        "noise": ask.noise,
        "level": ask.level,
        "seed": ask.seed,
        "digit": {"pixels": encode_picture(ask.picture)} if ask.uploaded else digit,
        "pictures": {name: _numbers(picture) for name, picture in pictures.items()},
        "code": codes,
        "scores": finite(result.scores),
        "readings": readings.of(pictures),
    }


def sheet(ask: Ask, result: autoencoder.Result) -> bytes:
    """The comparison as a PNG file: clean, noisy, restored, their difference, and the code."""
    pictures = _pictures(ask, result)
    lines = {name: [] for name in pictures}
    for name, row in result.scores.items():
        psnr = f"{row['psnr']:.1f} dB" if row["mse"] else "identical"
        lines[name].append(f"PSNR {psnr}, SSIM {row['ssim']:.2f}")
    for name, row in readings.of(pictures).items():
        sure = min(99, round(100 * row["sure"]))  # never quite, as the page has it
        lines[name].append(f"read as {row['read']}, {sure} % sure")
    titles = {"clean": "Clean", "noisy": "With noise", "restored": "Restored"}
    panels = [figures.Panel(title, pictures[of], lines[of]) for of, title in titles.items()]
    difference = result.restored - ask.picture
    notes = ["orange: ink added", "grey-blue: ink lost"]
    panels.append(figures.Panel("Restored minus clean", difference, notes, signed=True))
    codes = None
    if not autoencoder.spec_of(ask.model).has_skips:
        title = "Code of the clean digit (grey) and of the noisy one (orange)"
        codes = figures.Codes(title, result.clean_code, result.noisy_code)
    file = io.BytesIO()
    figures.sheet(_caption(ask), panels, codes).save(file, "PNG")
    return file.getvalue()


def _link(request: object) -> dict:
    if isinstance(request, Mapping) and "open" in request:
        return {"opened": links.unpack(request["open"])}
    text = links.pack(request)
    shown = links.unpack(text)
    return {"text": text, "digit": shown["digit"], "level": shown["level"]}


def _keep(request: object) -> dict:
    ask = pictures.make(requests.read(request))
    kind = request.get("keep")
    if kind not in ("png", "json"):
        raise Problem("bad_request")
    if not ask.picture.any():
        raise Problem("blank_long")
    result = engine.run(ask.model, ask.picture, ask.noisy)
    if kind == "png":
        mime, content = "image/png", sheet(ask, result)
    else:
        mime, content = "application/json", _lines(record(ask, request["digit"], result)).encode()
    data = encode(np.frombuffer(content, np.uint8))
    return {
        "file": {
            "name": f"autoencoder-{ask.noise}-{ask.level:.2f}.{kind}",
            "type": mime,
            "data": data,
        }
    }


def _told(handler: Callable[[object], dict], request: object, of: str) -> dict:
    try:
        return handler(request)
    except Problem as problem:
        log_once(str(problem))
        return {"problem": {**problem.as_json(), "of": of}}


def _pictures(ask: Ask, result: autoencoder.Result) -> dict[str, np.ndarray]:
    return {"clean": ask.picture, "noisy": ask.noisy, "restored": result.restored}


def _numbers(values: np.ndarray) -> list:
    return values.astype(np.float64).round(5).tolist()


def _caption(ask: Ask) -> str:
    spec = autoencoder.spec_of(ask.model)
    name = WORDS[f"model_{ask.model}"][0] if ask.model in presets.PRESETS else "A net of one's own"
    option = WORDS["option_free" if spec.has_skips else "option_numbers"][0]
    kind = WORDS[f"noise_{ask.noise}"][0]
    model = option.format(name=name, n=spec.code_size)
    return f"{model}   |   {kind} noise, level {ask.level:.2f}, seed {ask.seed}"


def _lines(fields: Mapping) -> str:
    """JSON with a field a line: a picture's 784 numbers would fill as many."""
    write = functools.partial(json.dumps, allow_nan=False)
    rows = (f"{write(key)}: {write(value)}" for key, value in fields.items())
    return "{\n" + ",\n".join(rows) + "\n}\n"
