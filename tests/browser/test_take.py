"""A model to take home: the dialog with its script, and the files that go with it.

A visitor's own net is taken home in `rooms/test_train.py`, where one is trained.
"""

import json

import pytest

from ae_core.models import presets, store
from ae_core.scripts import keras_script
from tests.browser.conftest import PHONE
from ui.words import WORDS

pytestmark = pytest.mark.browser

KINDS = ("script", "notebook", "weights", "litert", "litert_script")


def open_dialog(visitor, key: str = "") -> str:
    """Open it, for a model if one is named; the script in it."""
    page = visitor.page
    if key:
        page.select_option("#model", key)
        visitor.settle()
    page.click('[data-id="take"]')
    page.wait_for_selector('[data-id="take-panel"][open]')
    visitor.wait_until("document.querySelector('[data-file=litert_script]').href")
    return page.locator('[data-id="take-script"]').inner_text()


def download(visitor, kind: str, folder):
    """A file, saved in a folder under the name that the page gives it."""
    with visitor.page.expect_download() as caught:
        visitor.page.click(f'[data-file="{kind}"]')
    path = folder / caught.value.suggested_filename
    caught.value.save_as(path)
    return path


def close(visitor):
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_selector('[data-id="take-panel"]', state="hidden")


def test_the_dialog_shows_the_script_of_the_model_in_use(visit):
    visitor = visit()
    for key in ("conv_32", "restore_5x5"):
        text = open_dialog(visitor, key)
        assert text.strip() == keras_script.script(presets.get(key)).strip()
        title = WORDS["take_title"][0].format(name=WORDS[f"model_{key}"][0])
        assert visitor.text("take-title") == title
        close(visitor)
    assert visitor.page.evaluate("document.activeElement.dataset.id") == "take"
    assert not visitor.errors


def test_the_script_is_copied(visit):
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    text = open_dialog(visitor)
    visitor.page.click('[data-id="take-copy"]')
    visitor.wait_for_text("take-note", WORDS["share_copied"][0])
    assert visitor.page.evaluate("navigator.clipboard.readText()").strip() == text.strip()


def test_every_file_can_be_downloaded(visit, tmp_path):
    visitor = visit()
    open_dialog(visitor, "dense_16")
    files = {kind: download(visitor, kind, tmp_path) for kind in KINDS}
    assert [path.name for path in files.values()] == [
        f"dense_16{ending}" for ending in (".py", ".ipynb", ".weights.h5", ".tflite", "_litert.py")
    ]
    for kind, of in (("weights", "keras"), ("litert", "litert")):
        assert files[kind].read_bytes() == store.path_of("dense_16", kind=of).read_bytes()
    assert json.loads(files["notebook"].read_text(encoding="utf-8"))["nbformat"] == 4
    assert not visitor.errors


def test_on_a_phone_the_dialog_fits_and_the_script_scrolls(visit):
    visitor = visit(**PHONE)
    page = visitor.page
    for at, lang in enumerate(("en", "zh")):
        page.click(f'[data-lang="{lang}"]')
        open_dialog(visitor)
        assert page.inner_text('[data-id="take-copy"]') == WORDS["take_copy"][at]
        assert WORDS["take_weights"][at] in page.inner_text('[data-file="weights"]')
        outside = page.evaluate(
            """() => [...document.querySelectorAll(".take, .take > *, .take .file, .take button")]
                .map(e => [e.getBoundingClientRect(), e])
                .filter(([box]) => box.left < 0 || box.right > 390.5)
                .map(([, e]) => e.outerHTML.slice(0, 60))"""
        )
        assert not outside, lang
        wide = "(e => [e.scrollWidth > e.clientWidth, e.scrollHeight > e.clientHeight])"
        assert page.evaluate(f"{wide}(document.querySelector('.take pre'))") == [True, True], lang
        page.mouse.click(5, 5)  # beside the dialog
        page.wait_for_selector('[data-id="take-panel"]', state="hidden")
    assert not visitor.errors


def test_a_problem_is_said_and_nothing_is_offered(visit):
    visitor = visit()
    answer = {"problem": {"key": "weights", "file": "x", "command": "y"}}
    visitor.page.route("**/lab/take", lambda route: route.fulfill(json=answer))
    visitor.page.click('[data-id="take"]')
    visitor.wait_for_text("take-note", "x")
    assert visitor.page.locator('[data-id="take-copy"]').is_disabled()
    assert visitor.page.locator(".take [href]").count() == 0
