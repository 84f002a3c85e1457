"""The pinned files: that what must be installed beside them can be."""

import re
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
@pytest.mark.parametrize("extra", ["oauth", "mcp"])
def test_gradio_s_extras_fit_the_pins(name, extra):
    """A Space installs `gradio[oauth,mcp]` in one call with our file; a conflict ends its build."""
    pins = dict(PINNED.findall((ROOT / name).read_text()))
    wanted = [Requirement(line) for line in requires("gradio")]
    of_extra = [w for w in wanted if w.marker and w.marker.evaluate({"extra": extra})]
    assert of_extra
    for requirement in of_extra:
        pin = pins.get(requirement.name)
        assert pin is None or pin in requirement.specifier, f"{requirement}; pinned: {pin}"
