"""Share and keep: links to the current digit, and PNG and JSON files, all made in memory."""

import functools
import io
import json
from collections.abc import Callable, Mapping

import numpy as np

from ae_core import figures
from ae_core.inference import autoencoder
from ae_core.inference.classifier import NO_DIGIT
from ae_core.models import presets
from ui.live import engine, pictures, readings, requests
from ui.live.encoding import encode, encode_picture, finite
from ui.live.pictures import Ask
from ui.problems import Problem, log_once
from ui.words import WORDS

from . import links


def link(request: object) -> dict:
    """Make a link of the current digit and its settings, or open one.

    Args:
        request: the stage's request; or one with "open", the text of a link.

    Returns:
        Made: {"text": of the link, "digit", "level": as the link stores them, to be shown by the
        sender too, so that both see the same}. The restored picture may still differ between
        machines, by less than 1 of 255 grey levels.
        Opened: {"opened": as in `links.unpack`}.
        Otherwise {"problem"}.
    """
    return _answer_or_problem(_link, request)


def keep(request: object) -> dict:
    """Make a file of the current digit.

    Args:
        request: the stage's request with "keep": "png", a figure for slides and reports, in
            English, because matplotlib's own font has no Chinese; or "json", see `record`.

    Returns:
        {"file": {"name", "type", "data": base64}}, or {"problem"}.
    """
    return _answer_or_problem(_keep, request)


def record(ask: Ask, result: autoencoder.Result) -> dict:
    """Everything that the stage shows, for programs.

    Args:
        ask: the request.
        result: the stage's, for this request.

    Returns:
        "page": its title; "format": 1, the version of these fields.
        "model": its key, "own" for a visitor's own; "noise", "level", "seed": the settings;
        "numbers": how many of the first numbers of the code are used, if not all.
        "digit": {"strokes": [[[x, y], …], …]} in fractions of the pad, or {"pixels": base64 of
        784 grey bytes}; "marks" as well, if it was corrupted by hand.
        "pictures": {"clean", "noisy", "restored"}, each 28 rows of 28 numbers, 0 black, 1 ink.
        "code": {"shape", "clean", "noisy"}, flat lists; None if the model has skip connections.
        "scores": {"noisy", "restored"}, each {"mse", "psnr": in dB, None if identical, "ssim"}
        against the clean picture.
        "readings": {"clean", "noisy", "restored"}, each as in `readings.of`; {} without a
        classifier.
    """
    shown = _pictures(ask, result)
    codes = None
    if not autoencoder.spec_of(ask.model).has_skips:
        shape = list(result.noisy_code.shape)
        clean, noisy = (_numbers(code.ravel()) for code in (result.clean_code, result.noisy_code))
        codes = {"shape": shape, "clean": clean, "noisy": noisy}
    digit = ask.digit
    if ask.uploaded:
        marks = {name: digit[name] for name in ("marks",) if name in digit}
        digit = {"pixels": encode_picture(ask.picture), **marks}
    return {
        "page": WORDS["title"][0],
        "format": 1,
        "model": ask.model if ask.model in presets.PRESETS else "own",
        "noise": ask.noise,
        "level": ask.level,
        "seed": ask.seed,
        **({"numbers": ask.numbers} if ask.numbers else {}),
        "digit": digit,
        "pictures": {name: _numbers(picture) for name, picture in shown.items()},
        "code": codes,
        "scores": finite(result.scores),
        "readings": readings.of(shown, ask.model),
    }


def _reading(row: dict) -> str:
    """A reading as it stands under a picture of the page."""
    if row["no_digit"] >= NO_DIGIT:
        return "does not look like a digit"
    if not readings.readable(row):
        return "nothing can be read"
    sure = min(99, round(100 * row["sure"]))  # at most 99 %, as on the page
    return f"read as {row['read']}, {sure} % sure"


def sheet(ask: Ask, result: autoencoder.Result) -> bytes:
    """A PNG file with the clean, noisy and restored digit, the difference, and the codes."""
    shown = _pictures(ask, result)
    lines: dict[str, list[str]] = {name: [] for name in shown}
    for name, row in result.scores.items():
        psnr = f"{row['psnr']:.1f} dB" if row["mse"] else "identical"
        lines[name].append(f"PSNR {psnr}, SSIM {row['ssim']:.2f}")
    for name, row in readings.of(shown, ask.model).items():
        lines[name].append(_reading(row))
    titles = {"clean": "Clean", "noisy": "With noise", "restored": "Restored"}
    panels = [figures.Panel(title, shown[of], lines[of]) for of, title in titles.items()]
    difference = result.restored - ask.picture
    notes = ["orange: ink added", "grey-blue: ink lost"]
    panels.append(figures.Panel("Restored minus clean", difference, notes, signed=True))
    codes = None
    if not autoencoder.spec_of(ask.model).has_skips:
        title = "Code of the clean digit (grey) and of the noisy one (orange)"
        if ask.numbers:
            title += f"; only the first {ask.numbers} used"
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
    kind = request.get("keep") if isinstance(request, Mapping) else None
    if kind not in ("png", "json"):
        raise Problem("bad_request")
    ask = pictures.make(requests.read(request))
    if not ask.picture.any():
        raise Problem("blank_long")
    result = engine.run(ask.model, ask.picture, ask.noisy, ask.numbers)
    if kind == "png":
        mime, content = "image/png", sheet(ask, result)
    else:
        mime, content = "application/json", _json_by_field(record(ask, result)).encode()
    name = f"autoencoder-{ask.noise}-{ask.level:.2f}.{kind}"
    return {"file": {"name": name, "type": mime, "data": encode(np.frombuffer(content, np.uint8))}}


def _answer_or_problem(handler: Callable[[object], dict], request: object) -> dict:
    try:
        return handler(request)
    except Problem as problem:
        log_once(str(problem))
        return {"problem": problem.as_json()}


def _pictures(ask: Ask, result: autoencoder.Result) -> dict[str, np.ndarray]:
    return {"clean": ask.picture, "noisy": ask.noisy, "restored": result.restored}


def _numbers(values: np.ndarray) -> list:
    return values.astype(np.float64).round(5).tolist()


def _caption(ask: Ask) -> str:
    spec = autoencoder.spec_of(ask.model)
    name = WORDS[f"model_{ask.model}"][0] if ask.model in presets.PRESETS else "A net of one's own"
    option = WORDS["option_free" if spec.has_skips else "option_numbers"][0]
    kind = WORDS[f"noise_{ask.noise}"][0]
    n = f"the first {ask.numbers} of {spec.code_size}" if ask.numbers else spec.code_size
    model = option.format(name=name, n=n)
    return f"{model}   |   {kind} noise, level {ask.level:.2f}, seed {ask.seed}"


def _json_by_field(fields: Mapping) -> str:
    """JSON with one line per field; `indent` would need 784 lines for a picture."""
    write = functools.partial(json.dumps, allow_nan=False)
    rows = (f"{write(key)}: {write(value)}" for key, value in fields.items())
    return "{\n" + ",\n".join(rows) + "\n}\n"
