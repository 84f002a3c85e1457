"""The model card says what the cards say, and the one that ships is up to date."""

import json

from ae_core import model_card, weights
from ae_core.specs import SPECS


def test_the_shipped_card_is_what_the_json_files_give(shipped_weights):
    text = (shipped_weights / "README.md").read_text(encoding="utf-8")
    assert text == model_card.text(shipped_weights)


def test_every_model_is_on_it_with_its_figures(shipped_weights):
    text = model_card.text(shipped_weights)
    for key, spec in SPECS.items():
        card = json.loads(weights.card_of(key, shipped_weights).read_text())
        assert f"| `{key}` |" in text
        assert f"{spec.parameters:,}" in text
        assert (
            f"{card['metrics']['0.5']['psnr']:.1f} / {card['metrics']['0.5']['ssim']:.3f}" in text
        )


def test_a_model_without_weights_is_left_out(tmp_path):
    assert "`dense_16`" not in model_card.text(tmp_path)
