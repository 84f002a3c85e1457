"""What tests of training share."""

import pytest

from ae_core.training.classifying import examples


@pytest.fixture(autouse=True)
def few_drawings(monkeypatch):
    """A classifier's pool of drawings, which takes half a minute to make, is small here."""
    monkeypatch.setattr(examples, "_EACH", 1)
