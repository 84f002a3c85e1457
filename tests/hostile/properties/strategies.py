"""Input from outside: any JSON, JSON that is nearly valid, files that are nearly whole."""

import copy
import math

from hypothesis import strategies as st

MARKUP = '<img src=x onerror="ae_fuzz()"><script>ae_fuzz()</script>'

numbers = st.one_of(
    st.integers(-2, 20),
    st.integers(),
    st.sampled_from([2**31, 2**63, -(2**64), 10**400, 0.5, -0.0, 5e-324, 1e308, 1e-9]),
    st.floats(),
)
texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "\0", "\ud800", "../../etc/passwd", "<b onload=x>", "{key}", "%s", "NaN"]),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def deep(levels: int) -> list:
    """A list in a list in a list …"""
    value: list = []
    for _ in range(levels):
        value = [value]
    return value


@st.composite
def nearly(draw, value):
    """JSON like `value`, with a few of its parts replaced, removed, repeated or renamed."""
    root = {"": copy.deepcopy(value)}
    for _ in range(draw(st.integers(1, 3))):
        holder, key = root, ""
        while isinstance(holder[key], dict | list) and holder[key] and draw(st.integers(0, 5)):
            holder = holder[key]
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            key = draw(st.sampled_from(keys))
        change = draw(st.sampled_from(["replace", "replace", "remove", "rename", "repeat"]))
        if change == "replace" or holder is root:
            holder[key] = draw(anything)
        elif change == "remove":
            del holder[key]
        elif isinstance(holder, dict):
            holder[draw(texts)] = holder[key]
        else:
            holder.append(holder[key])
    return root[""]


class File(bytes):
    """The bytes of a file; a failing test shows no more than their number."""

    def __repr__(self) -> str:
        return f"{len(self):,} bytes"


@st.composite
def damaged(draw, content: bytes):
    """Bytes like `content`: cut short, a few changed, some left out, doubled or made zeros."""
    corrupted = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(corrupted) - 1)))
        end = start + draw(st.sampled_from([1, 2, 8, 100]))
        match draw(st.sampled_from(["cut", "bit", "bit", "bytes", "drop", "double", "zero"])):
            case "cut":
                del corrupted[start:]
            case "bit" if corrupted:
                corrupted[start] ^= 1 << draw(st.integers(0, 7))
            case "bytes":
                corrupted[start:end] = draw(st.binary(min_size=1, max_size=8))
            case "drop":
                del corrupted[start:end]
            case "double":
                corrupted[start:start] = corrupted[start:end]
            case "zero":
                corrupted[start:end] = bytes(len(corrupted[start:end]))
    return File(corrupted)


def finite(value: object) -> bool:
    """Whether JSON holds neither NaN nor an infinity, which a browser could not read."""
    if isinstance(value, dict):
        return all(map(finite, value.values()))
    if isinstance(value, list | tuple):
        return all(map(finite, value))
    return not isinstance(value, float) or math.isfinite(value)


def tried(error: type[Exception], function, *args):
    """What a function answers and None, or None and its documented error; others are raised."""
    try:
        return function(*args), None
    except error as refusal:
        return None, refusal
