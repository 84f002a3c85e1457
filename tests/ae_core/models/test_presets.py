"""The table of models: what was published is told as published, ours keeps within its limits."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ae_core.models import presets
from ae_core.models.spec import MIXED, ModelSpec, Publication, Recipe

ROOT = Path(__file__).parents[3]

# As published: parameters, code, loss, noise, batch x epochs. The numbers are typed here a
# second time on purpose: the table may not drift from its sources.
PUBLISHED = {
    "dense_16": (25_888, (16,), "mse", None, 256, 10),
    "dense_32": (50_992, (32,), "bce", None, 200, 20),
    "conv_4x4x8": (4_385, (4, 4, 8), "bce", None, 200, 20),
    "denoise_4x4x16": (30_689, (4, 4, 16), "bce", ("gaussian", 0.5), 200, 100),
    "restore_3x3": (121_281, (4, 4, 32), "bce", ("gaussian", 0.5), 128, 2),
    "restore_5x5": (336_321, (4, 4, 32), "bce", ("gaussian", 0.5), 200, 2),
}
WIDTHS = {
    "dense_16": ((), None),
    "dense_32": ((), None),
    "conv_4x4x8": ((16, 8, 8), 3),
    "denoise_4x4x16": ((32, 32, 16), 3),
    "restore_3x3": ((64, 64, 32), 3),
    "restore_5x5": ((64, 64, 32), 5),
}
# The loss that counts as having reached the published figure, and on which digits: where a text
# gives a range, a number in it; where it gives next to nothing, what training as published gave.
TARGETS = {
    "dense_16": (0.0230, "test"),
    "dense_32": (0.0934, "train"),
    "conv_4x4x8": (0.105, "train"),
    "denoise_4x4x16": (0.103, "train"),
    "restore_3x3": (0.133, "train"),
    "restore_5x5": (0.133, "train"),
}
# Ours: the shape of the code, and what they are shown in training.
OURS = {
    "conv_32": ((32,), MIXED),
    "conv_16": ((16,), MIXED),
    "plain_32": ((32,), None),
    "plain_16": ((16,), None),
    "unet": ((7, 7, 96), MIXED),
}
READERS = ("classifier", "critic")

every_row = pytest.mark.parametrize("spec", presets.ALL.values(), ids=lambda spec: spec.key)
published_rows = pytest.mark.parametrize(
    "spec", [presets.PRESETS[key] for key in PUBLISHED], ids=lambda spec: spec.key
)
our_rows = pytest.mark.parametrize(
    "spec", [presets.ALL[key] for key in (*OURS, *READERS)], ids=lambda spec: spec.key
)


def test_ours_come_first_and_then_the_six_systems_in_the_order_of_publication():
    assert list(presets.PRESETS) == [*OURS, *PUBLISHED]


# The six published systems


@pytest.mark.parametrize("key", PUBLISHED)
def test_a_row_is_the_published_system(key):
    spec = presets.PRESETS[key]
    recipe = spec.published.recipe
    assert spec.key == key
    assert PUBLISHED[key] == (
        spec.parameters,
        spec.code_shape,
        spec.loss,
        spec.noise,
        recipe.batch_size,
        recipe.epochs,
    )
    assert (spec.widths, spec.kernel) == WIDTHS[key]
    assert (spec.published.target, spec.published.target_on) == TARGETS[key]


@published_rows
def test_published_recipes_are_plain_adam_in_float32(spec):
    recipe = spec.published.recipe
    assert recipe.learning_rate == 0.001
    assert recipe.schedule == "constant"
    assert recipe.precision == "float32"


@published_rows
def test_only_the_diverging_initialisation_was_repaired(spec):
    """restore_5x5 was published with sigma 1.0, with which it diverges; see its source."""
    published = {"restore_3x3": {"truncated_normal"}, "restore_5x5": {"truncated_normal", "he"}}
    assert spec.initializer in published.get(spec.key, {"glorot"})
    assert ("diverges" in spec.source) == (spec.key == "restore_5x5")


@published_rows
def test_published_systems_get_nothing_that_is_ours(spec):
    """Same net, same loss: only the recipe may be another."""
    assert (spec.hidden, spec.storage) == (None, "float32")
    assert not spec.interpolation_penalty
    assert not spec.augment


# Ours


@pytest.mark.parametrize("key", OURS)
def test_a_row_of_ours_is_what_it_is_called(key):
    spec = presets.PRESETS[key]
    assert (spec.key, spec.code_shape, spec.noise) == (key, *OURS[key])


@our_rows
def test_nothing_was_published_of_ours(spec):
    assert spec.published is None


@our_rows
def test_ours_stay_under_two_million_parameters(spec):
    """What the rows say; that the nets as built have so many is counted in `test_models`."""
    assert spec.parameters < 2_000_000


@pytest.mark.parametrize("code", [16, 32])
def test_the_twins_differ_in_what_they_were_shown_and_in_nothing_else(code):
    ours, plain = (presets.PRESETS[f"{name}_{code}"].as_json() for name in ("conv", "plain"))
    differing = {name for name in ours if ours[name] != plain[name]}
    assert differing == {"key", "noise", "augment", "interpolation_penalty", "recipe", "lesson"}
    assert ours["recipe"] == {**plain["recipe"], "epochs": ours["recipe"]["epochs"]}


@pytest.mark.parametrize("name", ["conv", "plain"])
def test_sixteen_and_thirty_two_numbers_are_the_code_of_one_net(name):
    more, fewer = (presets.PRESETS[f"{name}_{code}"].as_json() for code in (32, 16))
    differing = {field for field in more if more[field] != fewer[field]}
    assert differing <= {"key", "code_shape", "parameters", "lesson"}
    assert more["parameters"] - fewer["parameters"] == 16 * (2 * more["hidden"] + 1)


def test_digits_are_bent_for_the_clean_twins_alone():
    """Noise is restraint enough for the others; see docs/experiments.md."""
    assert {key for key, spec in presets.ALL.items() if spec.augment} == {"plain_32", "plain_16"}


def test_only_flat_codes_without_shortcuts_are_walked_between():
    walked = {key: spec for key, spec in presets.ALL.items() if spec.interpolation_penalty}
    assert set(walked) == {"conv_32", "conv_16"}
    for spec in walked.values():
        assert spec.interpolation_penalty > 0
        assert len(spec.code_shape) == 1
        assert not spec.has_skips


# The readers


def test_readers_are_no_autoencoders_and_not_on_offer_as_such():
    assert not set(READERS) & set(presets.PRESETS)
    assert set(presets.ALL) == {*READERS, *presets.PRESETS}
    for key, spec in presets.ALL.items():
        assert (spec.family == "classifier") == (key in READERS)
        assert (spec.loss == "labels") == (key in READERS)


def test_a_reader_has_a_number_for_each_digit():
    for key in READERS:
        assert presets.ALL[key].code_shape == (10,)
        assert presets.ALL[key].noise is None  # trained on clean digits


def test_the_coach_is_another_net_than_the_reader():
    """The one is asked in training; the other judges, and may not have been trained against."""
    assert presets.CLASSIFIER is presets.ALL["classifier"]
    assert presets.CRITIC is presets.ALL["critic"]
    assert presets.CLASSIFIER.widths != presets.CRITIC.widths


# All rows


@every_row
def test_code_size_is_the_product_of_its_shape(spec):
    numbers = 1
    for side in spec.code_shape:
        numbers *= side
    assert spec.code_size == numbers


@every_row
def test_a_row_survives_json(spec):
    row = spec.as_json()
    back = json.loads(json.dumps(row))
    assert back == row  # plain JSON types: a tuple would have come back as a list
    back = {name: tuple(v) if isinstance(v, list) else v for name, v in back.items()}
    back["recipe"] = Recipe(**back["recipe"])
    if published := back["published"]:
        recipe = Recipe(**published["recipe"])
        back["published"] = Publication(**{**published, "recipe": recipe})
    assert ModelSpec(**back) == spec


@every_row
def test_every_row_has_its_words(spec):
    for words in (spec.source, spec.lesson):
        assert words.strip()
    if spec.published:
        assert spec.published.figure.strip()


def test_a_row_says_in_words_what_it_was_trained_on():
    said = {spec.trained_on for spec in presets.PRESETS.values()}
    assert said == {"clean", "gaussian 0.5", "every noise"}
    assert presets.PRESETS["conv_16"].trained_on == "every noise"
    assert presets.PRESETS["plain_16"].trained_on == "clean"
    assert presets.PRESETS["restore_3x3"].trained_on == "gaussian 0.5"


def test_only_the_u_net_leads_past_its_code():
    assert [key for key, spec in presets.ALL.items() if spec.has_skips] == ["unet"]


def test_get_finds_every_row():
    for key, spec in presets.ALL.items():
        assert spec.key == key
        assert presets.get(key) is spec


@pytest.mark.parametrize("key", ["", "dense_17", "Dense_16", "../dense_16", None, ["dense_16"]])
def test_get_refuses_other_keys_and_names_those_there_are(key):
    with pytest.raises(KeyError, match=r"Expected a model among .*; received") as refusal:
        presets.get(key)
    for known in presets.PRESETS:
        assert known in str(refusal.value)


def test_the_table_cannot_be_changed():
    for table in (presets.PRESETS, presets.ALL):
        with pytest.raises(TypeError):
            table["other"] = presets.PRESETS["dense_16"]
    with pytest.raises(AttributeError):
        presets.PRESETS["dense_16"].loss = "bce"


def test_listing_the_models_imports_no_tensorflow():
    script = (
        "import sys, ae_core; from ae_core.data import datasets; ae_core.metrics;"
        "assert list(ae_core.MODELS);"
        "sys.exit(', '.join({'tensorflow', 'keras', 'gradio'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
