"""Models with fresh weights, and their files."""

import hashlib
import shutil

import pytest

from ae_core.models import builder, presets
from ae_core.training import export, saving

from .stored import KEY, card_for


@pytest.fixture(scope="package")
def model():
    """dense_16 with fresh weights."""
    return builder.build(presets.PRESETS[KEY], seed=1)


@pytest.fixture(scope="package")
def saved(model, tmp_path_factory):
    """A folder with the files of `model` and of dense_32, never changed."""
    out = tmp_path_factory.mktemp("weights")
    saving.save(model, card_for(KEY), out)
    saving.save(builder.build(presets.PRESETS["dense_32"]), card_for("dense_32"), out)
    return out


@pytest.fixture(scope="package")
def other():
    """dense_16 with other fresh weights."""
    return builder.build(presets.PRESETS[KEY], seed=2)


@pytest.fixture
def unconverted(monkeypatch):
    """Converting takes seconds: a stand-in for the LiteRT file says which weights it is of."""

    def convert(model, storage):
        return b"LiteRT of " + hashlib.sha256(model.get_weights()[0].tobytes()).digest()

    monkeypatch.setattr(export, "convert", convert)


@pytest.fixture
def out(saved, tmp_path):
    """A copy of `saved` to damage."""
    return shutil.copytree(saved, tmp_path / "weights")
