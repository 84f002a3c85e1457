"""Write the links of the lesson plans: `python -m docs.lesson_links` from the root.

In docs/lesson.md and docs/lesson.zh.md a link is written [what it opens to][name], and at the end
of the file [name]: address. This script writes both parts of each from `STEPS`, with the page's own
words. Run it after a change of a step, of a word or of how links are packed; a test says when.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ae_core import artifacts
from ae_core.data import stroke_digits
from ui import how
from ui.live import samples
from ui.sharing import links
from ui.words import WORDS

PLANS = {"en": Path(__file__).parent / "lesson.md", "zh": Path(__file__).parent / "lesson.zh.md"}
_LANGUAGES = ("en", "zh")  # in the order of `WORDS`
_NO_NOISE = ("no noise", "没有噪声")
_COLON = (": ", "：")


class Step(NamedTuple):
    """What a link of the lesson opens.

    Attributes:
        view: as `links.unpack` returns it; None for what the page begins with.
        query: parameters of the address, such as {"room": "code"}.
    """

    view: Mapping[str, Any] | None
    query: Mapping[str, str]


def _view(
    digit: tuple[int, int],
    model: str,
    noise: str,
    level: float,
    seed: int = 7,
) -> dict[str, Any]:
    """A built-in drawing (digit, shape) and what is chosen for it."""
    drawn = samples.drawn(stroke_digits.variants(digit[0])[digit[1]])["strokes"]
    chosen = {"model": model, "noise": noise, "level": level, "seed": seed, "numbers": None}
    return {"digit": {"strokes": drawn}, **chosen}


def _code(numbers: int | None) -> Step:
    return Step({**_OPEN, "numbers": numbers}, {"room": "code"})


_OPEN = _view((4, 3), "ordered_32", "gaussian", 0.0)  # a four that is open at the top
_FOUR = _view((4, 1), "conv_32", "gaussian", 0.5)
_FEW = "model,noise,level,upload"  # left out where only drawing matters

STEPS: Mapping[str, Step] = {
    "draw": Step(_OPEN, {"room": "code", "hide": _FEW}),
    "all": _code(None),
    "eight": _code(8),
    "four": _code(4),
    "one": _code(1),
    "noise": Step(_FOUR, {"room": "noises"}),
    "most": Step({**_FOUR, "level": 1.0}, {"room": "noises"}),
    "unmet": Step(how.failure("unmet"), {"room": "compare"}),
    "met": Step({**how.failure("unmet"), "model": "conv_32"}, {"room": "compare"}),
    "clean": Step({**how.failure("unmet"), "level": 0.0}, {"room": "compare"}),
    "gone": Step(how.failure("gone"), {"room": "noises"}),
    "face": Step(how.failure("no_digit"), {"room": "strange"}),
    "check": Step(None, {"how": "check"}),
}


def address(name: str, language: str) -> str:
    """The address of a step, relative to the page's."""
    step = STEPS[name]
    query = "&".join(f"{key}={value}" for key, value in {"lang": language, **step.query}.items())
    return f"?{query}" + (f"#s={links.pack(step.view)}" if step.view else "")


def opens(link: str) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """The view and the parameters that an address leads to."""
    parts = urlsplit(link)
    view = links.unpack(parts.fragment.removeprefix("s=")) if parts.fragment else None
    return view, {key: values[0] for key, values in parse_qs(parts.query).items()}


def describe(view: Mapping[str, Any] | None, query: Mapping[str, str]) -> str:
    """What an address leads to, in the page's words, as in "Conv 32, Gaussian 0.50, Compare"."""
    at = _LANGUAGES.index(query["lang"])

    def say(key: str, **values: object) -> str:
        return WORDS[key][at].format(**values)

    parts = []
    if view is not None:
        level = f"{say('noise_' + view['noise'])} {view['level']:.2f}"
        parts = [say(f"model_{view['model']}"), level if view["level"] else _NO_NOISE[at]]
        if view["model"].startswith("ordered"):
            k = view.get("numbers")
            key = "numbers_all" if k is None else "numbers_first_one" if k == 1 else "numbers_first"
            parts.append(f"{say('numbers_used')}{_COLON[at]}{say(key, k=k, n=32)}")
    if "room" in query:
        parts.append(say(f"room_{query['room']}"))
    if "how" in query:
        parts.append(say("how"))
    return say("comma").join(parts)


def written(text: str, language: str) -> str:
    """A plan with its links written anew."""

    def label(found: re.Match) -> str:
        return f"[{describe(*opens(address(found[1], language)))}][{found[1]}]"

    body = re.sub(r"\n*(^\[\w+\]: \?.*\n)+\Z", "\n", text, flags=re.MULTILINE)
    body = re.sub(r"\[[^\]\[]*\]\[(\w+)\]", label, body)
    named = dict.fromkeys(re.findall(r"\]\[(\w+)\]", body))
    return body + "\n" + "".join(f"[{name}]: {address(name, language)}\n" for name in named)


def main() -> None:
    """Write the links of both plans."""
    for language, path in PLANS.items():
        text = written(path.read_text(encoding="utf-8"), language)
        with artifacts.replacing(path) as temporary:
            temporary.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
