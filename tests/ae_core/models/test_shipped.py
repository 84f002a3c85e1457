"""The weights in the repository: whole, made as the table says, and as good as wanted."""

import json

import numpy as np
import pytest

from ae_core.artifacts import describe
from ae_core.inference import autoencoder
from ae_core.models import presets, store

PUBLISHED = [key for key, spec in presets.PRESETS.items() if spec.published]
every_model = pytest.mark.parametrize("key", presets.ALL)

# What ours are to reach over the 10,000 test digits: clean, and under Gaussian noise of a level.
TARGETS = {
    "conv_32": [
        ("clean", "mse", 0.0034),
        ("0.25", "psnr", 23.9),
        ("0.5", "psnr", 20.9),
        ("0.5", "ssim", 0.89),
        ("1.0", "psnr", 16.7),
    ],
    "ordered_32": [
        ("clean", "mse", 0.0034),
        ("0.25", "psnr", 23.9),
        ("0.5", "psnr", 20.86),  # 0.1 behind conv_32
        ("0.5", "ssim", 0.89),
        ("1.0", "psnr", 16.6),
    ],
    "conv_16": [
        ("clean", "mse", 0.0062),
        ("0.25", "psnr", 22.5),
        ("0.5", "psnr", 20.4),
        ("0.5", "ssim", 0.875),
        ("1.0", "psnr", 16.5),
    ],
    "plain_32": [("clean", "mse", 0.0021)],
    "plain_16": [("clean", "mse", 0.0044)],
}
FALL_SHORT = {  # by 0.03 dB, and by 0.00009; strict, so that a gain is noticed
    ("conv_32", "1.0", "psnr"),
    ("plain_16", "clean", "mse"),
}


@every_model
def test_shipped_weights_load_and_match_their_card(key, shipped_weights, stroke_pictures):
    card = store.read_card(key, shipped_weights)
    assert card["key"] == key
    for kind, about in card["files"].items():
        path = store.path_of(key, shipped_weights, kind)
        assert about == describe(path.name, path.read_bytes())
        assert about["bytes"] < 8_000_000
    planned = card["recipe"]["epochs"] + card.get("continued", {"epochs": 0})["epochs"]
    assert card["epochs"] == len(card["history"]["loss"]) == planned
    assert (card["data"]["name"], card["data"]["digits"]) == ("mnist", 60_000)
    assert (card["metrics"]["on"], card["metrics"]["digits"]) == ("mnist", 10_000)
    assert np.isfinite(np.asarray(store.load(key, shipped_weights)(stroke_pictures))).all()


@pytest.mark.parametrize(
    "key", [key for key, spec in presets.PRESETS.items() if not spec.has_skips]
)
def test_shipped_cards_state_the_range_of_the_codes(key, shipped_weights, stroke_pictures):
    """Measured on the test digits; the codes of other digits lie there too."""
    span = store.read_card(key, shipped_weights)["code_range"]
    codes = autoencoder.encode(key, stroke_pictures)
    assert codes.std() > 0
    low, high = np.array(span["low"]), np.array(span["high"])
    assert len(low) == len(high) == codes.shape[-1]
    assert (low <= high).all()
    within = (codes >= low - 0.5 * (high - low)) & (codes <= high + 0.5 * (high - low))
    assert within.mean() > 0.9


@pytest.mark.parametrize("key", PUBLISHED)
def test_shipped_weights_reach_the_reference_loss(key, shipped_weights):
    spec, card = presets.PRESETS[key], store.read_card(key, shipped_weights)
    if spec.published.reference_on == "train":
        reached = card["history"]["loss"][-1]
    else:
        reached = card["metrics"]["clean"][spec.loss]
    assert reached <= spec.published.reference_loss


def _target(key, given, metric, target):
    short = pytest.mark.xfail(reason="not reached yet", strict=True)
    return pytest.param(
        key, given, metric, target, marks=[short] if (key, given, metric) in FALL_SHORT else []
    )


@pytest.mark.parametrize(
    ("key", "given", "metric", "target"),
    [_target(key, *target) for key, targets in TARGETS.items() for target in targets],
)
def test_shipped_weights_of_ours_reach_their_targets(key, given, metric, target, shipped_weights):
    reached = store.read_card(key, shipped_weights)["metrics"][given][metric]
    assert reached <= target if metric == "mse" else reached >= target


def test_the_shipped_classifier_reads_test_digits(shipped_weights):
    scores = store.read_card(presets.CLASSIFIER.key, shipped_weights)["metrics"]
    assert 0.993 <= scores["accuracy"] <= 1
    assert scores["called_no_digit"] < 0.01


def test_the_shipped_classifier_knows_its_doubts(shipped_weights):
    scores = store.read_card(presets.CLASSIFIER.key, shipped_weights)["metrics"]
    cells = [cell for levels in scores["noisy"].values() for cell in levels.values()]
    assert len(cells) == 18
    assert max(cell["calibration_error"] for cell in cells) <= 0.03
    assert scores["sure"] <= 0.05
    assert scores["found"] >= 0.95


def test_the_u_net_denoises_best_while_there_is_something_to_copy(shipped_weights):
    """At levels 0.75 and 1.0, where little is left of the digit, a net with a code is better."""
    cards = {key: store.read_card(key, shipped_weights) for key in presets.PRESETS}
    for level in ("0.25", "0.5"):
        reached = {key: card["metrics"][level]["psnr"] for key, card in cards.items()}
        assert max(reached, key=reached.get) == "unet", level


@every_model
def test_shipped_weights_were_trained_by_the_recipe_and_as_the_row_says(key, shipped_weights):
    card, spec = store.read_card(key, shipped_weights), presets.ALL[key]
    recipes = {"ours": spec.recipe}
    if spec.published:
        recipes["published"] = spec.published.recipe
    row = json.loads(json.dumps(recipes[card["recipe"]["name"]].__dict__))
    made = {field: value for field, value in card["recipe"].items() if field != "name"}
    made.setdefault("clip_norm", None)  # older cards do not name it
    if row["precision"] == "fastest":  # decided when it was trained
        assert made.pop("precision") in ("float32", "mixed_bfloat16")
        del row["precision"]
    assert made == row
    words = ("source", "lesson", "published", "recipe", "key")
    trained = {field: value for field, value in card["spec"].items() if field not in words}
    assert trained == {f: v for f, v in spec.as_json().items() if f not in words}
