"""What visitors may choose, and the refusal of everything else."""

import pytest

from ae_core.models.spec import MIXED
from ui.problems import Problem
from ui.training import choices, sessions, visitor_nets

from .fakes import REQUEST, SYMBOLS, WISH


def test_a_request_becomes_a_spec():
    spec = choices.read(REQUEST)
    assert (spec.code_shape, spec.widths, spec.loss) == ((8,), (32,), "bce")
    assert spec.noise == ("gaussian", 0.5)
    assert spec.recipe.epochs == 2
    assert choices.read({"train": {**WISH, "noise": "none", "layers": 0}}).widths == ()
    assert choices.read({"train": {**WISH, "noise": "none"}}).noise is None
    assert choices.read({"train": {**WISH, "noise": "mixed"}}).noise == MIXED


@pytest.mark.parametrize("start", choices.STARTS.values(), ids=list(choices.STARTS))
def test_every_starting_point_is_among_the_choices(start):
    spec = choices.read({"train": start})
    assert spec.recipe.epochs == start["epochs"]
    assert spec.code_activation == "linear"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("code", [0, 3, 1000, 8.0, "8", True, None, [8], float("nan")]),
        ("layers", [-1, 4, True, False, 1.0, None, [1]]),
        ("units", [0, 31, 100_000, "64", None, {}]),
        ("loss", ["", "labels", "log", None, 1, ["bce"]]),
        ("noise", ["", "Gaussian", None, 3, ["gaussian"]]),
        ("level", [0, 0.05, 1.01, float("nan"), float("inf"), True, None, "0.5", []]),
        ("epochs", [0, 41, -1, 1e9, 2.0, True, None, "2", float("nan")]),
    ],
)
def test_choices_that_the_page_does_not_offer_are_refused(name, values):
    for value in values:
        with pytest.raises(Problem):
            choices.read({"train": {**WISH, name: value}})


@pytest.mark.parametrize("request_", [None, 3, [], {}, {"train": None}, {"train": []}])
def test_a_malformed_request_gets_one_problem_and_creates_nothing(request_, fake_workers):
    assert list(sessions.train(request_)) == [
        {"state": "problem", "problem": {"key": "bad_request"}}
    ]
    assert not fake_workers
    assert not visitor_nets._nets


@pytest.mark.parametrize(
    ("symbols", "problem"),
    [
        (SYMBOLS[:1], {"key": "symbols_few", "n": 1}),
        (SYMBOLS * 3, {"key": "symbols_many", "n": 12}),
        (SYMBOLS[:2] * 2, {"key": "symbols_same_name", "name": "A"}),
        ([*SYMBOLS, {"name": "", "drawings": []}], {"key": "symbols_name"}),
        (
            [*SYMBOLS, {"name": "x", "drawings": SYMBOLS[0]["drawings"][:4]}],
            {"key": "symbols_few_drawings", "name": "x", "n": 4},
        ),
        (
            [*SYMBOLS, {"name": "x", "drawings": SYMBOLS[0]["drawings"] * 3}],
            {"key": "symbols_many_drawings", "name": "x", "n": 24},
        ),
        ([*SYMBOLS, {"name": "x", "drawings": [[]] * 5}], {"key": "symbols_empty", "name": "x"}),
        (
            [*SYMBOLS, {"name": "x", "drawings": [[[[0, 0]] * 700]] * 5}],
            {"key": "symbols_long", "name": "x"},
        ),
        (None, {"key": "bad_request"}),
        ([3, 4], {"key": "bad_request"}),
    ],
)
def test_symbols_that_cannot_be_learnt_are_one_sentence(symbols, problem, fake_workers):
    replies = list(sessions.train({"train": {"symbols": symbols}}))
    assert replies == [{"state": "problem", "problem": problem}]
    assert Problem(**problem).in_english()
    assert not fake_workers
