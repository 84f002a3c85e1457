"""The table of models tells what was published, and reading it costs nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ae_core import specs

ROOT = Path(__file__).parents[1]

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


def test_the_six_systems_are_on_offer_in_the_order_of_publication():
    assert list(specs.SPECS) == list(PUBLISHED)


@pytest.mark.parametrize("key", PUBLISHED)
def test_a_row_is_the_published_system(key):
    spec = specs.SPECS[key]
    recipe = spec.published
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


@pytest.mark.parametrize("spec", specs.SPECS.values(), ids=lambda spec: spec.key)
def test_published_recipes_are_plain_adam_in_float32(spec):
    assert spec.published.learning_rate == 0.001
    assert spec.published.schedule == "constant"
    assert spec.published.precision == "float32"


@pytest.mark.parametrize("spec", specs.SPECS.values(), ids=lambda spec: spec.key)
def test_only_the_diverging_initialisation_was_repaired(spec):
    """restore_5x5 was published with sigma 1.0, with which it diverges; see its source."""
    published = {"restore_3x3": {"truncated_normal"}, "restore_5x5": {"truncated_normal", "he"}}
    assert spec.initializer in published.get(spec.key, {"glorot"})
    assert ("diverges" in spec.source) == (spec.key == "restore_5x5")


@pytest.mark.parametrize("spec", specs.SPECS.values(), ids=lambda spec: spec.key)
def test_code_size_is_the_product_of_its_shape(spec):
    numbers = 1
    for side in spec.code_shape:
        numbers *= side
    assert spec.code_size == numbers


@pytest.mark.parametrize("spec", specs.SPECS.values(), ids=lambda spec: spec.key)
def test_a_row_survives_json(spec):
    row = spec.as_json()
    back = json.loads(json.dumps(row))
    assert back == row  # plain JSON types: a tuple would have come back as a list
    back = {name: tuple(v) if isinstance(v, list) else v for name, v in back.items()}
    recipes = {name: specs.Recipe(**back[name]) for name in ("published", "fast")}
    assert specs.ModelSpec(**{**back, **recipes}) == spec


@pytest.mark.parametrize("spec", specs.SPECS.values(), ids=lambda spec: spec.key)
def test_every_row_has_its_words(spec):
    for words in (spec.published_figure, spec.source, spec.lesson):
        assert words.strip()
    assert spec.target_on in ("train", "test")


def test_get_finds_every_row():
    for key, spec in specs.SPECS.items():
        assert specs.get(key) is spec


@pytest.mark.parametrize("key", ["", "dense_17", "Dense_16", "../dense_16", None, ["dense_16"]])
def test_get_refuses_other_keys_and_names_those_there_are(key):
    with pytest.raises(KeyError, match=r"Expected a model among .*; received") as refusal:
        specs.get(key)
    for known in PUBLISHED:
        assert known in str(refusal.value)


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        specs.SPECS["other"] = specs.SPECS["dense_16"]
    with pytest.raises(AttributeError):
        specs.SPECS["dense_16"].loss = "bce"


def test_listing_the_models_imports_no_tensorflow():
    script = (
        "import sys; from ae_core import specs, noise, metrics, data; assert list(specs.SPECS);"
        "sys.exit(', '.join({'tensorflow', 'keras', 'gradio'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
