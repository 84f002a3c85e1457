"""Settings of the environment: what is understood, and what the page does not start with."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from ui import settings


def read(ancestors: str = "", root: str = "") -> settings.Settings:
    return settings.read({"AE_FRAME_ANCESTORS": ancestors, "GRADIO_ROOT_PATH": root})


def test_without_settings_the_hub_may_show_the_page_and_there_is_no_sub_path():
    assert settings.read({}) == read() == read("  ", " / ") == settings.DEFAULT


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("https://school.example", "https://school.example"),
        (" https://a.example\n  https://*.a.example:8443 ", None),
        ("'self' http://localhost:8000 http://10.1.2.3:*", None),
        ("'none'", "'none'"),
        ("*", "*"),
    ],
)
def test_origins_that_may_show_the_page(text, value):
    assert read(text).frame_ancestors == (value or " ".join(text.split()))


@pytest.mark.parametrize(
    "text",
    [
        *("school.example", "https://school.example/", "https://school.example/courses", "self"),
        *("https://a.example,https://b.example", "https://a.example; script-src *", "none"),
        *(
            "https://",
            "https:",
            "ftp://a.example",
            "https://*",
            "https://a.*.example",
            "https://ä.de",
        ),
        *("* https://a.example", "'none' 'self'", "https://a.example\x00", "https://-a..example"),
    ],
)
def test_a_list_that_no_browser_would_understand_is_refused(text):
    with pytest.raises(ValueError, match=r"^AE_FRAME_ANCESTORS.*received .*\.$"):
        read(text)


@pytest.mark.parametrize(
    ("text", "root", "path"),
    [
        *((text, "/demo", "/demo") for text in ("/demo", "demo", "/demo/", " demo/ ")),
        ("/a/b-c.d", "/a/b-c.d", "/a/b-c.d"),
        ("https://a.example:8443/demo/", "https://a.example:8443/demo", "/demo"),
        ("https://a.example", "https://a.example", ""),
    ],
)
def test_a_sub_path(text, root, path):
    assert (read(root=text).root, read(root=text).path) == (root, path)


@pytest.mark.parametrize("text", ["/de mo", "/a//b", "?x", "/demo?x=1", "https://", "//host", "/ä"])
def test_a_sub_path_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"^GRADIO_ROOT_PATH should be .*received .*\.$"):
        read(root=text)


def test_the_page_does_not_start_with_a_list_that_is_none():
    environment = {**os.environ, "AE_FRAME_ANCESTORS": "school.example"}
    started = subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert started.returncode == 1
    assert started.stdout == ""
    assert started.stderr.splitlines()[-1].startswith("AE_FRAME_ANCESTORS should be origins")
    assert "Traceback" not in started.stderr
