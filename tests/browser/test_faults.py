"""The page of a server that has lost weights, and of one that downloads the test digits."""

import json

import pytest

from ae_core.models import presets, store
from tests.browser.conftest import serving
from ui.words import WORDS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def broken_server(tmp_path_factory):
    """The app with one model's file cut short, another's missing, and without the classifier's."""
    folder = tmp_path_factory.mktemp("broken")
    for key in presets.PRESETS:
        for path in (store.path_of(key, kind="litert"), store.card_of(key)):
            (folder / key).mkdir(exist_ok=True)
            (folder / key / path.name).write_bytes(path.read_bytes())
    cut = folder / "dense_32" / "model.tflite"
    cut.write_bytes(cut.read_bytes()[:1000])
    (folder / "restore_3x3" / "model.tflite").unlink()
    with serving(folder, AE_WEIGHTS=str(folder)) as running:
        yield running


def test_a_lost_file_is_named_with_its_remedy_and_the_rest_works(visit, broken_server):
    visitor = visit(address=broken_server.address)
    # without the classifier's weights nothing is read, and the rest is shown
    assert any(visitor.pixels("restored"))
    assert visitor.text("restored-score")
    assert visitor.text("seen-read") == visitor.text("restored-read") == ""
    assert visitor.page.locator('[data-id="reading-line"]').is_hidden()
    assert "times the error of the restored" in visitor.text("verdict")
    for key in ("dense_32", "restore_3x3"):
        visitor.page.select_option("#model", key)
        visitor.wait_for_state("problem")
        assert any(visitor.pixels("noisy"))  # noise needs no weights
        for part in (f"{key}/model.tflite", f"python train.py export {key}"):
            visitor.wait_for_text("verdict", part)
        visitor.page.select_option("#model", "conv_4x4x8")
        visitor.wait_for_state("ok")
    assert broken_server.log().count("classifier/card.json") == 1  # once, not with every request
    assert "Traceback" not in broken_server.log()


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", f"{WORDS['fetching'][0]} 42\u00a0%"), ("zh", f"{WORDS['fetching'][1]}42%")],
    ids=["en", "zh"],
)
def test_the_page_shows_the_progress_of_a_download(visit, lang, said):
    now = {}

    def tray(route):
        asked = {**route.request.post_data_json, "fetch": False}  # no test goes online
        response = route.fetch(post_data=json.dumps(asked))
        route.fulfill(response=response, json={**response.json(), **now})

    def says(text):
        source = "document.querySelector('[data-id=\"source\"]').textContent"
        visitor.page.wait_for_function(f"said => {source} === said", arg=text)

    visitor = visit(f"/?lang={lang}")
    button = visitor.page.locator('[data-id="fetch"]')
    visitor.page.route("**/lab/tray", tray)
    now.update(fetch="loading", fetched=None)
    visitor.page.click(".samples .hint summary")
    button.click()
    says(WORDS["fetching"][lang == "zh"])
    now.update(fetched=0.42)
    says(said)
    assert button.is_hidden()
    now.update(fetch="failed", fetched=None)
    says(WORDS["fetch_failed"][lang == "zh"])
    assert button.is_visible()
    assert not visitor.errors
