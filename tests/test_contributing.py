"""The steps of CONTRIBUTING.md for a kind of noise, a word and a model, followed on copies.

With all steps the copy works. With steps left out, the copy's tests fail and name what is missing.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

WORDS = "tests/ui/test_words.py"
NOISE = "tests/ae_core/test_noise.py"
GRAPH = "tests/ae_core/training/test_corruption.py"
SCRIPTS = "tests/ae_core/scripts/test_keras_script.py"
ENDPOINTS = "tests/ui/programs/test_endpoints.py"
README = "tests/test_readme.py"


class Copy:
    """A copy of the packages and their tests.

    Args:
        root: an empty folder for it.
    """

    def __init__(self, root: Path):
        self.root = root
        for name in ("ae_core", "ui", "tests"):
            shutil.copytree(ROOT / name, root / name)
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy(path, root)
        for name in ("weights", "docs"):
            (root / name).symlink_to(ROOT / name)
        self.environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
        self.environment["TF_CPP_MIN_LOG_LEVEL"] = "3"

    def insert(self, name: str, before: str, text: str) -> None:
        """Insert text before the first match of a regular expression that starts a line."""
        path = self.root / name
        source = path.read_text(encoding="utf-8")
        found = re.search(rf"^{before}", source, re.MULTILINE)
        assert found, f"Expected {before} in {name}: the steps of this test have to follow"
        path.write_text(source[: found.start()] + text + source[found.start() :], "utf-8")

    def start(self, *arguments: str) -> subprocess.Popen:
        """Start Python in the copy."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start_tests(self, *arguments: str) -> subprocess.Popen:
        """Start pytest in the copy."""
        return self.start("-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments)


# ---- a kind of noise: "fade" ----

FADE = '''def fade(images: np.ndarray, level: float, rng: np.random.Generator | int) -> np.ndarray:
    """Make every pixel darker."""
    images, _ = _check(images, level, rng)
    return images * np.float32(1 - level)


'''


def add_noise_function(copy: Copy) -> None:
    copy.insert("ae_core/noise.py", "(# The order|NOISES)", FADE)
    copy.insert("ae_core/noise.py", "}\n", '    "fade": fade,\n')


# noise without chance in it has 65 levels in training
IN_TRAINING = """        faded = pictures * (1 - ops.round(64 * level) / 64)
        fades = ops.equal(kinds, KINDS.index("fade"))[:, None, None]
        pictures = ops.where(fades, faded, pictures)
"""


def add_noise_to_training(copy: Copy) -> None:
    """Before the method `corrupt` returns."""
    name = "ae_core/training/corruption.py"
    lines = (copy.root / name).read_text(encoding="utf-8").splitlines(keepends=True)
    (end,) = (
        node.body[-1].lineno
        for node in ast.walk(ast.parse("".join(lines)))
        if isinstance(node, ast.FunctionDef) and node.name == "corrupt"
    )
    lines.insert(end - 1, IN_TRAINING)
    (copy.root / name).write_text("".join(lines), "utf-8")


def add_noise_to_scripts(copy: Copy) -> None:
    row = '    "fade": lambda level: [f"return clean * {1 - level:g}"],\n'
    copy.insert("ae_core/scripts/noises.py", "}\n", row)


def add_noise_words(copy: Copy) -> None:
    copy.insert("ui/words/stage.py", "}\n", '    "noise_fade": ("Fade", "褪色"),\n')
    copy.insert(
        "ui/words/stage.py", "}\n", '    "about_fade": ("It gets darker.", "越来越暗。"),\n'
    )


def add_noise_to_docstring(copy: Copy) -> None:
    copy.insert("ui/programs/denoise.py", "        level: ", "            Or fade.\n")


# ---- a word: "welcome" ----


def add_word(copy: Copy) -> None:
    copy.insert("ui/words/stage.py", "}\n", '    "welcome": ("Welcome", "欢迎"),\n')


def add_english_word(copy: Copy) -> None:
    copy.insert("ui/words/stage.py", "}\n", '    "goodbye": ("Goodbye", "Goodbye!"),\n')


def use_word(copy: Copy) -> None:
    copy.insert("ui/static/markup/stage.html", "", '<p data-t="welcome"></p>\n')


# ---- a model: "dense_8" ----

ROW = """    ModelSpec(
        key="dense_8",
        family="dense",
        code_shape=(8,),
        loss="bce",
        parameters=13_336,
        recipe=Recipe(batch_size=128, epochs=3),
        source="ours",
        lesson="Eight numbers are few.",
    ),
"""


def add_model_row(copy: Copy) -> None:
    copy.insert("ae_core/models/presets.py", r"\)\n\n\n# No autoencoder", ROW)


def add_model_words(copy: Copy) -> None:
    copy.insert("ui/words/stage.py", "}\n", '    "model_dense_8": ("Dense 8", "全连接 8"),\n')
    copy.insert("ui/words/stage.py", "}\n", '    "fact_dense_8": ("Small.", "很小。"),\n')


def add_model_lesson(copy: Copy) -> None:
    copy.insert("ui/words/card.py", "}\n", '    "teaches_dense_8": ("Few.", "很少。"),\n')


# ---- the copies ----

WITHOUT_WORDS = (
    *(add_noise_function, add_noise_to_training, add_noise_to_scripts, add_noise_to_docstring),
    *(use_word, add_model_row),
)
WORDS_ALONE = (add_noise_words, add_word, add_english_word, add_model_words)
ONLY_ON_THE_PAGE = (add_noise_function, add_noise_words, add_model_row, add_model_words)
ALL = (*WITHOUT_WORDS, add_noise_words, add_word, add_model_words, add_model_lesson)

USE = """
import base64
from ui import page, rooms
from ui.live import pipeline
first = page.first_request()

reply = pipeline.respond({**first, "noise": "fade", "level": 1})
assert reply["state"] == "ok", reply
assert not any(base64.b64decode(reply["noisy"]))
curves = rooms.respond({**first, "room": {"name": "compare", "curves": True}})["curves"]["of"]
assert curves["conv_32"]["fade"] == []  # nobody has measured it
assert len(curves["conv_32"]["blur"]) > 2

problem = pipeline.respond({**first, "model": "dense_8"})["problem"]
assert problem["key"] == "weights" and "dense_8" in problem["command"], problem

data = page.files().files["data.json"].decode()
for text in ('"key":"fade"', '"key":"dense_8"', "欢迎"):
    assert text in data, text
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict[str, tuple[int, str]]:
    """Exit status and output of programs in copies, by name; they run side by side."""

    def copy(*steps: Callable[[Copy], None]) -> Copy:
        made = Copy(tmp_path_factory.mktemp("copy"))
        for step in steps:
            step(made)
        return made

    whole = copy(*ALL)
    running = {
        "use": whole.start("-c", USE),
        "tests": whole.start_tests(WORDS, NOISE, GRAPH, SCRIPTS, "-k", "fade or word"),
        "without words": copy(*WITHOUT_WORDS).start_tests(WORDS),
        "words alone": copy(*WORDS_ALONE).start_tests(WORDS),
        "only on the page": copy(*ONLY_ON_THE_PAGE).start_tests(
            GRAPH, SCRIPTS, ENDPOINTS, README, "-k", "fade or docstrings or dense_8"
        ),
    }
    outputs = {name: process.communicate(timeout=120)[0] for name, process in running.items()}
    return {name: (running[name].returncode, output) for name, output in outputs.items()}


@pytest.mark.parametrize("name", ["use", "tests"])
def test_with_all_steps_the_copy_works(name, results):
    status, output = results[name]
    assert status == 0, output


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        (
            "without words",
            ["noise_fade", "about_fade", "model_dense_8", "fact_dense_8", "teaches_dense_8"],
        ),
        ("without words", ["welcome"]),
        ("words alone", ["noise_fade", "about_fade", "model_dense_8", "fact_dense_8", "welcome"]),
        ("words alone", ["goodbye"]),  # it has no Chinese
        ("only on the page", ["-fade]", "['fade']", "dense_8", "script_is_the_page_s[1.0-fade]"]),
    ],
)
def test_what_a_step_left_out_lacks_is_named(name, missing, results):
    status, output = results[name]
    assert status == 1
    assert not [text for text in missing if text not in output], output
