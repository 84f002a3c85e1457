"""The table of models: rules that its rows keep, and how rows are found and written as JSON."""

import json
from pathlib import Path

import pytest

from ae_core.models import presets
from ae_core.models.spec import ModelSpec, Publication, Recipe

ROOT = Path(__file__).parents[3]
PUBLISHED = [spec for spec in presets.PRESETS.values() if spec.published]

every_row = pytest.mark.parametrize("spec", presets.ALL.values(), ids=lambda spec: spec.key)
published_rows = pytest.mark.parametrize("spec", PUBLISHED, ids=lambda spec: spec.key)


# The published systems


@published_rows
def test_published_recipes_are_plain_adam_in_float32(spec):
    recipe = spec.published.recipe
    assert (recipe.learning_rate, recipe.schedule, recipe.precision) == (
        0.001,
        "constant",
        "float32",
    )


@published_rows
def test_published_systems_differ_in_their_recipe_only(spec):
    """Same net, same loss; but restore_5x5 diverges with its published initialisation."""
    assert (spec.hidden, spec.storage) == (None, "float32")
    assert (spec.has_ordered_code, spec.learns_between) == (False, False)
    assert spec.begins_as is None
    assert not spec.augment
    published = {"restore_3x3": "truncated_normal", "restore_5x5": "he"}
    assert spec.initializer == published.get(spec.key, "glorot")
    assert ("diverges" in spec.source) == (spec.key == "restore_5x5")


# Ours


@pytest.mark.parametrize("code", [16, 32])
def test_a_clean_twin_differs_in_its_training_data_and_in_nothing_else(code):
    ours, plain = (presets.PRESETS[f"{name}_{code}"].as_json() for name in ("conv", "plain"))
    differing = {name for name in ours if ours[name] != plain[name]}
    assert differing - {"begins_as"} == {
        *("key", "noise", "augment", "learns_between", "recipe", "lesson")
    }
    changed = {name: ours["recipe"][name] for name in ("epochs", "learning_rate")}
    assert ours["recipe"] == {**plain["recipe"], **changed}


@pytest.mark.parametrize("name", ["conv", "plain"])
def test_nets_with_sixteen_and_thirty_two_numbers_differ_in_their_code_only(name):
    more, fewer = (presets.PRESETS[f"{name}_{code}"].as_json() for code in (32, 16))
    differing = {field for field in more if more[field] != fewer[field]}
    assert differing <= {
        *("key", "code_shape", "parameters", "lesson"),
        *(("begins_as", "recipe") if name == "conv" else ()),
    }
    assert more["parameters"] - fewer["parameters"] == 16 * (2 * more["hidden"] + 1)


def test_losses_on_codes_are_for_flat_codes_without_skip_connections():
    for spec in presets.ALL.values():
        if spec.has_ordered_code or spec.learns_between:
            assert len(spec.code_shape) == 1
            assert not spec.has_skips


def test_a_net_begins_as_one_of_its_shape_around_as_many_numbers_or_more():
    for spec in presets.ALL.values():
        if spec.begins_as:
            start = presets.get(spec.begins_as)
            assert start.has_linear_code
            assert start.begins_as is None  # so two rounds of training are enough
            assert start.code_size >= spec.code_size
            assert (start.family, start.widths, start.hidden) == (
                *(spec.family, spec.widths, spec.hidden),
            )


def test_classifiers_are_not_on_offer_as_autoencoders():
    assert list(presets.ALL.values()) == [presets.CLASSIFIER, *presets.PRESETS.values()]
    for spec in presets.ALL.values():
        assert (
            (spec.family == "classifier") == (spec.loss == "labels") == (spec is presets.CLASSIFIER)
        )


# All rows


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


def test_a_row_names_the_noise_of_its_training():
    assert presets.PRESETS["conv_16"].trained_on == "every noise"
    assert presets.PRESETS["plain_16"].trained_on == "clean"
    assert presets.PRESETS["restore_3x3"].trained_on == "gaussian 0.5"


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
