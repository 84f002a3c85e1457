"""What a visitor may choose for a network to be trained, and the check of a request against it."""

from collections.abc import Mapping
from typing import Literal, TypeVar

from ae_core.data.symbols import reading
from ae_core.models.dense import dense_spec
from ae_core.models.spec import MIXED, ModelSpec, Noise
from ae_core.noise import NOISES
from ui.problems import Problem
from ui.values import is_number, is_whole

CODES = (2, 4, 8, 16, 32, 64)  # numbers in the code
LAYERS = (0, 1, 2, 3)  # hidden layers before the code, and as many after it
UNITS = (32, 64, 128, 256)  # of each hidden layer
LOSSES: tuple[Literal["bce", "mse"], ...] = ("bce", "mse")
EPOCHS = (1, 40)  # fewest and most
MIN_LEVEL = 0.1  # lowest level of the noise; the highest is 1

# Choices whose result is worth looking at, by their name in the words of the room; the page opens
# with the first. `python -m benchmarks.own_nets` trains them.
STARTS: dict[str, dict] = {
    "plane": {
        "code": 2,
        "layers": 3,
        "units": 128,
        "loss": "bce",
        "noise": "none",
        "level": 0.5,
        "epochs": 16,
    },
    "tutorial": {
        "code": 16,
        "layers": 0,
        "units": 128,
        "loss": "bce",
        "noise": "none",
        "level": 0.5,
        "epochs": 12,
    },
    "denoiser": {
        "code": 32,
        "layers": 1,
        "units": 256,
        "loss": "bce",
        "noise": "mixed",
        "level": 0.5,
        "epochs": 10,
    },
}

_Choice = TypeVar("_Choice", int, Literal["bce", "mse"])


def read(request: object) -> ModelSpec:
    """The network that a request asks for.

    Args:
        request: the stage's value with "train": {"code", "layers", "units", "loss", "noise",
            "level", "epochs"}. "noise" is a key of `NOISES`, "none" or "mixed"; the last two
            need no "level".

    Raises:
        Problem: if a value is missing or not among the choices above.
    """
    wanted = request.get("train") if isinstance(request, Mapping) else None
    if not isinstance(wanted, Mapping):
        raise Problem("bad_request")
    code = _one_of(wanted.get("code"), CODES)
    layers = _one_of(wanted.get("layers"), LAYERS)
    units = _one_of(wanted.get("units"), UNITS)
    loss = _one_of(wanted.get("loss"), LOSSES)
    epochs = wanted.get("epochs")
    if not is_whole(epochs, *EPOCHS):
        raise Problem("bad_request")
    return dense_spec(code, (units,) * layers, loss, _noise(wanted), epochs)


def read_symbols(request: object) -> tuple[reading.Symbol, ...]:
    """The visitor's own symbols in a request; () if it brings none.

    Args:
        request: the stage's value with "train": {"symbols"}, as `reading.check` takes them.

    Raises:
        Problem: naming the first fault of the symbols.
    """
    wanted = request.get("train") if isinstance(request, Mapping) else None
    if not isinstance(wanted, Mapping) or "symbols" not in wanted:
        return ()
    try:
        return reading.check(wanted["symbols"])
    except reading.SymbolsError as error:
        if error.why == "malformed":
            raise Problem("bad_request") from None
        raise Problem(f"symbols_{error.why}", **error.values) from None


def _one_of(value: object, offered: tuple[_Choice, ...]) -> _Choice:
    # in Python True == 1 and 2.0 == 2, so the type is compared as well
    for choice in offered:
        if type(value) is type(choice) and value == choice:
            return choice
    raise Problem("bad_request")


def _noise(wanted: Mapping) -> Noise:
    kind, level = wanted.get("noise"), wanted.get("level")
    if kind == "none":
        return None
    if kind == MIXED:
        return MIXED
    if not isinstance(kind, str) or kind not in NOISES:
        raise Problem("unknown_noise")
    if not is_number(level, MIN_LEVEL, 1):
        raise Problem("bad_level")
    return kind, float(level)
