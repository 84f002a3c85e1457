"""The facts about a model that the browser gets."""

import pytest

from ae_core.models import presets
from ae_core.models.dense import dense_spec
from ui.menu import facts


def test_facts_say_what_noise_a_model_was_trained_on():
    assert facts(presets.get("conv_32"))["trained"] == "mixed"
    assert facts(presets.get("plain_32"))["trained"] is None
    denoiser = facts(presets.get("denoise_4x4x16"))
    assert (denoiser["trained"], denoiser["kind"]) == (0.5, "gaussian")


@pytest.mark.parametrize(
    ("key", "code"),
    [("unet", "none"), ("conv_32", "signed"), ("dense_16", "bars"), ("conv_4x4x8", "maps")],
)
def test_the_display_of_a_code_depends_on_the_model(key, code):
    assert facts(presets.get(key))["code"] == code


def test_one_code_is_ordered():
    ordered = [key for key, spec in presets.PRESETS.items() if facts(spec)["ordered"]]
    assert ordered == ["ordered_32"]


def test_a_visitor_s_network_may_have_been_trained_on_any_kind():
    about = facts(dense_spec(4, noise=("mosaic", 0.3)))
    assert (about["trained"], about["kind"], about["size"]) == (0.3, "mosaic", 4)
    assert about["code"] == "signed"
