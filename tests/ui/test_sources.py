"""The sources in "How it works": whole, at their addresses, and each of use to the page."""

import re
from pathlib import Path

import pytest

from ae_core.models.presets import PRESETS
from tests.ui.test_how import english
from ui import how, sources

ROOT = Path(__file__).parents[2]
CODE = " ".join(
    re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
    for folder in ("ae_core", "ui")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path.name != "sources.py"
)
# named by no docstring: what Keras does for us, and what the whole page is an example of
UNNAMED = {"codes", "denoising", "residual", "pixels", "adam", "mnist"}
# Where addresses of papers lead: none of them moves.
KEPT = ("https://doi.org/10.", "https://arxiv.org/abs/", "https://www.jmlr.org/papers/")


@pytest.mark.parametrize("name", sources.PAPERS)
def test_a_paper_is_cited_in_full_and_used(name):
    paper = sources.PAPERS[name]
    assert re.search(r"\b(19|20)\d\d\b", paper.credit)
    assert paper.address.startswith(KEPT)
    author = re.search(r"([A-Z]\w+)(?:,|\.)", paper.credit.split(". ", 1)[1])[1]
    assert name in UNNAMED or re.search(rf"\b{author}\b", CODE), author
    assert set(paper.models) <= set(PRESETS)


def test_what_no_docstring_names_is_in_the_code_all_the_same():
    builder = (ROOT / "ae_core/models/builder.py").read_text(encoding="utf-8")
    assert "layers.Add" in builder  # residual pairs
    assert "sub-pixel" in builder
    compiling = (ROOT / "ae_core/training/compiling.py").read_text(encoding="utf-8")
    assert "Adam(" in compiling


def test_each_published_network_has_its_tutorial_and_none_of_ours_has():
    named = {key for tutorial in sources.TUTORIALS.values() for key in tutorial.models}
    assert named == {spec.key for spec in PRESETS.values() if spec.published}
    titled = {tutorial.address for tutorial in sources.TUTORIALS.values() if tutorial.title}
    assert titled == {
        "https://github.com/yanjiusheng2018/dlt",
        "https://blog.csdn.net/qq_34464926/article/details/80936150",
    }
    for tutorial in sources.TUTORIALS.values():  # nothing is invented for the others
        assert bool(tutorial.title) == bool(tutorial.address) == bool(tutorial.credit)


def test_how_it_works_shows_all_of_them():
    markup = how.markup(how.cards())
    text = english(markup)
    for source in (*sources.PAPERS.values(), *sources.TUTORIALS.values()):
        assert source.title in text
        assert source.credit in text
        assert f'href="{source.address}"' in markup or not source.address
    assert text.count("neither") >= 2  # those whose title nobody knows say so
    assert "CC BY-SA 4.0" in text
    assert "MIT licence" in text
