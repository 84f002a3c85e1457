"""SECURITY.md names what there is: modules, tests, and limits as the code has them."""

import re
from pathlib import Path

from ae_core.data.photos import MAX_SIDE
from ui.live import encoding, uploads
from ui.security import middleware
from ui.server import cleanup, connections
from ui.training import sessions

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_what_it_names_is_there():
    named = re.findall(r"`([\w/*]+\.(?:py|js|md|txt))`", TEXT)
    assert len(named) > 20
    folders = ("", "tests/hostile/", "tests/browser/", "ae_core/")
    for name in named:
        assert any(any(ROOT.glob(folder + name)) for folder in folders), name


def test_limits_are_those_of_the_code():
    assert encoding.MAX_TEXT == 4 * 1024**2
    assert f"4 MB and {middleware.BODY_SECONDS} s for its body" in TEXT
    head = f"{connections.HEAD_SECONDS} s and {connections.MAX_HEAD // 1024} kB for its head"
    assert head in TEXT
    assert uploads.MAX_BYTES == 2 * 1024**2
    assert f"a picture 2 MB and {MAX_SIDE} pixels a side" in TEXT
    assert (sessions.SECONDS, cleanup.AGE) == (180, 1800)
    assert "a training 3 minutes" in TEXT
    assert "after half an hour" in TEXT
