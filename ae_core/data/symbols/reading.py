"""Check symbols that a visitor has drawn.

A set of symbols is a list of {"name", "drawings"}; a drawing is a list of strokes, as
`strokes.from_strokes` takes them.
"""

import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from ae_core.data.stroke_digits import Strokes
from ae_core.data.strokes import check_strokes

SYMBOLS = (2, 10)  # fewest and most of a set
DRAWINGS = (5, 20)  # fewest and most of each symbol
MAX_NAME = 12  # characters
MAX_STROKES = 40  # of a drawing
MAX_POINTS = 600  # of a drawing
_MARKUP = "<>&\"'"  # not in names: a page shows them, even those of a file from someone else


class Symbol(NamedTuple):
    """A symbol.

    Attributes:
        name: 1 to `MAX_NAME` characters, none of them a control character or one of markup.
        drawings: at least one, as `stroke_digits.vary` takes them.
    """

    name: str
    drawings: list[Strokes]


class SymbolsError(ValueError):
    """Symbols that cannot be learnt. The message is one sentence.

    Attributes:
        why: "malformed", "few", "many", "name", "same_name", "few_drawings", "many_drawings",
            "empty" or "long".
        values: details for a message: "name" of the symbol, "n" how many there are.
    """

    def __init__(self, why: str, message: str, **values: object):
        super().__init__(message)
        self.why, self.values = why, values


def check(symbols: object) -> tuple[Symbol, ...]:
    """Check a set of symbols. Sizes are checked before any point.

    Args:
        symbols: parsed JSON, [{"name", "drawings": [strokes, …]}, …]: 2 to 10 symbols of 5 to 20
            drawings each, a drawing of at most 40 strokes and 600 points.

    Raises:
        SymbolsError: naming the first fault.
    """
    if not isinstance(symbols, list) or not all(isinstance(row, Mapping) for row in symbols):
        raise SymbolsError("malformed", "Expected a list of symbols")
    n, (least, most) = len(symbols), SYMBOLS
    if n < least:
        raise SymbolsError("few", f"Expected at least {least} symbols; received {n}", n=n)
    if n > most:
        raise SymbolsError("many", f"Expected at most {most} symbols; received {n}", n=n)
    names = [_check_name(row.get("name")) for row in symbols]
    for i, name in enumerate(names):
        if name in names[:i]:
            raise SymbolsError("same_name", f"Expected one symbol called {name}", name=name)
    for name, row in zip(names, symbols, strict=True):
        _check_sizes(name, row.get("drawings"))
    return tuple(
        Symbol(name, [_check_drawing(name, drawing) for drawing in row["drawings"]])
        for name, row in zip(names, symbols, strict=True)
    )


def _check_name(name: object) -> str:
    if not isinstance(name, str):
        raise SymbolsError("malformed", "Expected a name as text")
    name = name.strip()
    wrong = any(one in _MARKUP or unicodedata.category(one)[0] == "C" for one in name)
    if wrong or not 1 <= len(name) <= MAX_NAME:
        raise SymbolsError(
            "name", f"Expected a name of 1 to {MAX_NAME} characters, none of {_MARKUP}"
        )
    return name


def _check_sizes(name: str, drawings: object) -> None:
    if not isinstance(drawings, list) or not all(isinstance(one, list) for one in drawings):
        raise SymbolsError("malformed", "Expected drawings as lists of strokes")
    n, (least, most) = len(drawings), DRAWINGS
    values = {"name": name, "n": n}
    if n < least:
        message = f"Expected at least {least} drawings of {name}; received {n}"
        raise SymbolsError("few_drawings", message, **values)
    if n > most:
        message = f"Expected at most {most} drawings of {name}; received {n}"
        raise SymbolsError("many_drawings", message, **values)
    for drawing in drawings:
        points = sum(len(stroke) for stroke in drawing if isinstance(stroke, list))
        if len(drawing) > MAX_STROKES or points > MAX_POINTS:
            message = f"Expected at most {MAX_STROKES} strokes and {MAX_POINTS} points in each"
            raise SymbolsError("long", f"{message} drawing of {name}", name=name)


def _check_drawing(name: str, drawing: list) -> Strokes:
    try:
        lines = check_strokes(drawing)
    except ValueError as error:
        raise SymbolsError("malformed", str(error)) from None
    if not lines:
        raise SymbolsError("empty", f"Expected lines in each drawing of {name}", name=name)
    return [[(x, y) for x, y in line.tolist()] for line in lines]
