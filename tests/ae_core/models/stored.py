"""A model's files, for tests that save, damage and load them."""

import json

import numpy as np

from ae_core.models import presets, store

KEY = "dense_16"
FILES = ["card.json", "model.tflite", "model.weights.h5"]


def card_for(key):
    return {"key": key, "spec": presets.ALL[key].as_json(), "seed": 0}


def change_card(out, change):
    path = store.card_of(KEY, out)
    card = json.loads(path.read_text())
    change(card)
    path.write_text(json.dumps(card))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def assert_same(model, other):
    for one, two in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
