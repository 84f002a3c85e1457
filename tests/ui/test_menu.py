"""What the browser is told of a model."""

import pytest

from ae_core.models import presets
from ae_core.models.dense import dense_spec
from ui.menu import facts


def test_the_menu_tells_apart_what_each_was_trained_on():
    assert facts(presets.get("conv_32"))["trained"] == "mixed"
    assert facts(presets.get("plain_32"))["trained"] is None
    denoiser = facts(presets.get("denoise_4x4x16"))
    assert (denoiser["trained"], denoiser["kind"]) == (0.5, "gaussian")


@pytest.mark.parametrize(
    ("key", "code"),
    [("unet", "none"), ("conv_32", "signed"), ("dense_16", "bars"), ("conv_4x4x8", "maps")],
)
def test_how_a_code_is_shown(key, code):
    assert facts(presets.get(key))["code"] == code


def test_a_net_of_ones_own_may_have_met_any_kind():
    about = facts(dense_spec(4, noise=("mosaic", 0.3)))
    assert (about["trained"], about["kind"], about["size"]) == (0.3, "mosaic", 4)
