"""A visitor meets a server that is still warming up, or has lost a file."""

import pytest

from ae_core import specs, weights
from ui.words import WORDS

from .conftest import Visitor, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def broken_server(tmp_path_factory):
    """The app with one weights file cut short, another missing, and without the reader's."""
    folder = tmp_path_factory.mktemp("broken")
    for key in specs.SPECS:
        for path in (weights.path_of(key), weights.card_of(key)):
            (folder / path.name).write_bytes(path.read_bytes())
    cut = folder / "dense_32.weights.h5"
    cut.write_bytes(cut.read_bytes()[:1000])
    (folder / "restore_3x3.weights.h5").unlink()
    with serving(folder, AE_WEIGHTS=str(folder)) as running:
        yield running


def test_the_page_says_that_it_warms_up_and_comes_alive_by_itself(chromium, tmp_path):
    with serving(tmp_path, cold=True) as cold:
        page = chromium.new_page(locale="en-US")
        page.goto(cold.address)
        visitor = Visitor(page)
        page.wait_for_selector("[data-id=verdict]")
        assert visitor.text("verdict") == WORDS["warming"][0]
        visitor.wait_for_state("ok")
        assert any(visitor.pixels("restored"))
        page.close()


@pytest.mark.parametrize("key", ["dense_32", "restore_3x3"])
def test_a_lost_weights_file_is_named_with_its_cure(visit, broken_server, key):
    visitor = visit(address=broken_server.address)
    visitor.page.select_option("#model", key)
    visitor.wait_for_state("problem")
    assert any(visitor.pixels("noisy"))  # noise needs no weights
    for part in (f"{key}.weights.h5", f"python train.py {key}"):
        assert part in visitor.text("verdict")
    visitor.page.select_option("#model", "conv_4x4x8")
    visitor.wait_for_state("ok")
    assert "Traceback" not in broken_server.log()


def test_without_the_readers_weights_the_page_works_without_readings(visit, broken_server):
    visitor = visit(address=broken_server.address)
    assert any(visitor.pixels("restored"))
    assert visitor.text("restored-score")
    assert visitor.text("seen-read") == visitor.text("restored-read") == ""
    assert visitor.page.locator('[data-id="reading-line"]').is_hidden()
    assert "times smaller" in visitor.text("verdict")
    for level in ("0.4", "0.3", "0.2"):
        visitor.page.locator("#level").fill(level)
        visitor.settle()
    assert broken_server.log().count("reader.json") == 1


def test_readings_that_come_later_than_the_digit_are_asked_for_again(visit):
    held_back = []

    def late(route):
        response = route.fetch()
        reply = response.json()
        if reply.get("readings") and len(held_back) < 2:
            held_back.append(reply["readings"])
            reply["readings"] = None
        route.fulfill(response=response, json=reply)

    visitor = visit()
    visitor.page.route("**/lab/stage", late)
    visitor.page.locator("#level").fill("0.51")
    visitor.page.wait_for_function("!document.querySelector('[data-id=\"seen-read\"]').textContent")
    visitor.page.wait_for_function("document.querySelector('[data-id=\"seen-read\"]').textContent")
    assert len(held_back) == 2
