"""The room "train": a visitor's net from its training to its use, and the queue before it."""

import json
import re
import time
import urllib.error
import urllib.request

import psutil
import pytest

from ae_core.data import stroke_digits
from ae_core.training import archive
from tests.browser.conftest import PHONE, Visitor, alike
from tests.browser.looks import faint, languages_on
from tests.browser.rest import HURRY
from tests.browser.steps import distance
from tests.browser.test_take import close, download, open_dialog
from ui import menu
from ui.training.choices import STARTS
from ui.words import WORDS

DENOISER = [STARTS["denoiser"]["units"], STARTS["denoiser"]["code"], STARTS["denoiser"]["units"]]
pytestmark = pytest.mark.browser

PATIENCE = 120_000  # of a training's start, in ms: a process starts, and digits are drawn


@pytest.fixture
def train(visit):
    """train(**context options) → a visitor in the room, who has chosen a small net, 2 epochs."""

    def enter(**options):
        visitor = visit("/?room=train", **{"viewport": {"width": 1280, "height": 1900}, **options})
        page = visitor.page
        page.locator('[data-id="train-start"]').scroll_into_view_if_needed()
        page.wait_for_selector('[data-room="train"][data-state="ok"]', timeout=90_000)
        page.fill('[data-id="train-epochs"]', "2")
        for name, value in (("code", "32"), ("layers", "1"), ("units", "64")):
            choose(visitor, name, value)
        page.select_option("#train-noise", "gaussian")
        return visitor

    return enter


# What the fifth of the ten digits looked like under each note above them.
WATCH_THE_TEN = """() => {
    const note = document.querySelector('[data-id="train-ten-note"]');
    const canvas = document.querySelector('[data-id="train-restored-4"]');
    window.watched = {};
    new MutationObserver(() => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        watched[note.textContent] = [...data].filter((_, i) => i % 4 === 0);
    }).observe(note, { childList: true, characterData: true, subtree: true });
}"""


# The room as after a training, of a net that the server does not have.
TRAINED = """() => {
    const room = lab.opened.train;
    const key = "own:gone";
    const facts = { key, group: "own", size: 32, code: "bars", trained: "mixed", widths: [] };
    const scores = { own: 20, ours: 21, digits: 9, model: "conv_32" };
    room.receive({ state: "done", key, facts, scores, data: "strokes" });
    const grey = btoa("\\x80".repeat(784));
    const pair = { given: grey, restored: grey, psnr: 20 };
    room.page.update({ net: key });
    room.show({ data: "strokes", net: key, epoch: 2, own: pair, ten: Array(10).fill(pair) });
}"""
# Its next training waits for another one to end.
QUEUED = """() => {
    lab.opened.train.page.train = (_, report) => report({ state: "queued", place: 1 });
}"""


def choose(visitor, name, value):
    visitor.page.locator(f'[name="train-{name}"][value="{value}"]').check(force=True)


def start(visitor):
    visitor.page.click('[data-id="train-start"]')


def wait_for(visitor, condition, patience=PATIENCE):
    """Wait until a condition on `answer`, the last one about the training, holds."""
    visitor.page.wait_for_function(
        f"(() => {{ const answer = lab.opened.train?.trainAnswer; return {condition} }})()",
        timeout=patience,
    )


def trainings(server) -> set[int]:
    """The server's processes that train, and the one that is ready for the next training."""
    return {child.pid for child in psutil.Process(server.pid).children()}


def wait_until_gone(pids, server):
    """Wait until the server has none of these processes."""
    end = time.monotonic() + 30
    while pids & trainings(server):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_net_is_trained_used_everywhere_and_downloaded(train, server, tmp_path):
    visitor = train()
    page = visitor.page
    assert WORDS["train_on_strokes"][0] == visitor.text("train-data")
    assert visitor.text("train-shape").startswith("784 → 64 → 32 → 64 → 784: ")
    page.select_option("#train-noise", "mixed")
    assert page.locator("#train-noise :checked").inner_text() == WORDS["train_every"][0]
    assert page.locator('[data-id="train-level"]').is_hidden()  # every level
    page.evaluate(WATCH_THE_TEN)
    start(visitor)
    assert page.locator('[data-id="train-start"]').is_disabled()
    wait_for(visitor, "answer.state === 'training' && lab.opened.train?.ten")
    # the visitor draws on meanwhile
    before = visitor.pixels("restored")
    page.locator("#level").fill("0.9")
    visitor.wait_for_change(lambda: visitor.pixels("restored"), before)
    wait_for(visitor, "answer.state === 'done'")
    visitor.wait_until("lab.opened.train?.epoch === 2")  # the room's answer has come
    visitor.settle()
    grey = page.evaluate("watched")[WORDS["train_untrained"][0]]
    assert max(grey) - min(grey) < 60  # it knew nothing yet
    assert distance(visitor.pixels("train-restored-4"), grey) > 5
    assert page.locator(".train-chart circle").count() == 3  # before it, and after two epochs
    assert re.search(
        r"Your net 1 restores 1,000 test digits to [\d.]+ dB", visitor.text("train-verdict")
    )
    assert page.locator('[data-id="train-progress"]').evaluate("e => e.value") == 1

    # another digit: the room restores it by the visitor's own net
    mine = visitor.pixels("train-restored-0")
    page.locator('.tray [data-digit="1"]').click()
    visitor.wait_for_change(lambda: visitor.pixels("train-restored-0"), mine)

    # home
    page.click('[data-id="train-result"] summary')
    with page.expect_download() as caught:
        page.click('[data-id="train-download"]')
    path = tmp_path / "net.zip"
    caught.value.save_as(path)
    assert caught.value.suggested_filename == "my-net.zip"
    net = archive.load(path)
    assert net.spec.widths == (64,)

    # on the stage, to take home, in Code, in Compare, and not on the map
    page.click('[data-id="train-use"]')
    visitor.settle()
    key = page.input_value("#model")
    assert key.startswith("own:")
    assert page.locator("#model optgroup").last.get_attribute("label") == WORDS["group_own"][0]
    assert "784 → 64 → 32 → 64 → 784" in visitor.text("fact")
    page.click('[data-id="card"]')
    page.wait_for_selector(".card[open]")
    assert re.search(r"average [\d.]+ dB on 1,000 test digits", page.inner_text(".card"))
    assert f"{784 * 64 * 2 + 64 * 32 * 2 + 64 + 32 + 64 + 784:,}" in page.inner_text(".card")
    page.keyboard.press("Escape")
    text = open_dialog(visitor)
    assert 'x = layers.Dense(64, activation="relu")(x)' in text
    assert "code = layers.Dense(32)(x)" in text
    weights, litert = (download(visitor, kind, tmp_path) for kind in ("weights", "litert"))
    assert weights.name == "own_net.weights.h5"
    assert weights.read_bytes()[:4] == b"\x89HDF"
    assert litert.read_bytes()[4:8] == b"TFL3"
    close(visitor)
    page.click('[data-tab="code"]')
    page.wait_for_selector('[data-room="code"][data-state="ok"]')
    assert page.locator(".code-bar").count() == 32
    page.click('[data-tab="compare"]')
    page.wait_for_selector(f'[data-key="{key}"] .psnr', timeout=60_000)
    assert "Your net 1" in page.locator(f'[data-key="{key}"]').inner_text()
    page.click('[data-tab="map"]')
    page.wait_for_selector('[data-room="map"][data-state="problem"]', state="attached")
    assert visitor.text("room-note").startswith(WORDS["map_not_own"][0])
    page.click('[data-lang="zh"]')
    assert "你的网络 1" in page.locator("#model option:checked").inner_text()

    # it lasts as long as the tab, for this visitor alone
    page.reload()
    visitor.wait_for_state("ok")
    assert page.locator(f'#model option[value="{key}"]').count() == 1
    other = Visitor(page.context.new_page())
    other.page.goto(server.address)
    other.wait_for_state("ok")
    assert other.page.locator(f'#model option[value="{key}"]').count() == 0
    assert not visitor.errors


def test_a_new_training_begins_without_pictures_of_the_last_one(train):
    visitor = train()
    page = visitor.page
    page.evaluate(TRAINED)
    assert set(visitor.pixels("train-restored-4")) == {128}
    assert visitor.text("train-ten-note") == WORDS["train_ten_note"][0]
    page.evaluate(QUEUED)
    start(visitor)
    assert set(visitor.pixels("train-restored-4")) == {0}
    assert visitor.pixels("train-given-0") == visitor.pixels("noisy")
    assert "dB" not in page.locator(".train-tiles > div").first.get_attribute("aria-label")
    assert visitor.text("train-ten-note") == ""  # it has been started
    assert not visitor.errors


def test_a_net_that_is_gone_is_said_to_be_and_no_other_is_downloaded_for_it(train):
    visitor = train()
    page = visitor.page
    page.evaluate(TRAINED)
    page.click('[data-id="train-download"]')
    visitor.wait_for_text("train-says", WORDS["own_gone"][0])
    assert page.locator('[data-id="train-result"]').is_hidden()
    assert set(visitor.pixels("train-restored-4")) == {0}
    assert not page.evaluate("lab.rooms.wishes.train.file || lab.opened.train.awaitsFile")
    assert not visitor.errors


def test_a_net_of_two_numbers_is_its_own_map(train):
    visitor = train()
    page = visitor.page
    pressed = page.locator('.train-from [aria-pressed="true"]')
    assert pressed.count() == 0  # other things are chosen
    for name, shape in (
        ("denoiser", [784, *DENOISER, 784]),
        ("tutorial", [784, 16, 784]),
        ("plane", [784, 128, 128, 128, 2, 128, 128, 128, 784]),
    ):
        page.click(f'[data-start="{name}"]')
        assert pressed.get_attribute("data-start") == name
        assert visitor.text("train-shape").startswith(" → ".join(map(str, shape)) + ": ")
    page.fill('[data-id="train-epochs"]', "3")
    assert pressed.count() == 0
    start(visitor)
    seen = []
    while not seen or seen[-1]["state"] != "done":
        wait_for(visitor, f"answer.state === 'done' || answer.done > {len(seen) / 6}")
        seen.append(page.evaluate("lab.opened.train?.trainAnswer"))
    # its last step may be told before its end
    first = [m for m in seen if m.get("epoch") == 0 and m.get("done", 0) < 1]
    assert all("left" not in m for m in first)
    assert any("left" in m for m in seen if m.get("epoch") == 1)
    visitor.settle()
    assert "Yours has 2 numbers" in visitor.text("train-verdict") or (
        WORDS["train_strokes_long"][0] in visitor.text("train-verdict")
    )
    page.click('[data-id="train-map"]')
    page.wait_for_function("lab.opened.map?.dots?.plane && lab.opened.map?.answer")
    visitor.settle()
    assert visitor.text("map-lead") == WORDS["map_plane_lead"][0].format(n=2)
    plane = page.evaluate("lab.opened.map?.dots.plane")
    assert f"{plane['low'][0]:.2f}".replace("-", "−") in visitor.text("map-axes")
    assert page.evaluate("lab.opened.map?.dots.dots.length") == 1000
    # the place of the digit is its code, so what is painted there is the digit, restored
    code = page.evaluate("lab.opened.map?.page.stageAnswer.code.noisy")
    painted = re.findall(r"−?\d\.\d\d", visitor.text("map-two"))
    shown = [float(value.replace("−", "-")) for value in painted]
    assert shown == pytest.approx(code, abs=0.02)  # a place on the map is rounded to its grid
    assert alike(visitor.pixels("map-picture"), visitor.pixels("map-restored"))
    own = page.evaluate("lab.opened.map?.answer.noisy")
    page.click('[data-id="clear"]')
    visitor.draw(stroke_digits.variants(1)[0])
    visitor.settle()
    assert page.evaluate("lab.opened.map?.answer.noisy") != own
    before = visitor.pixels("map-picture")
    box = page.locator('[data-id="map-chart"]').bounding_box()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.1 * box["height"])
    page.wait_for_function("lab.opened.map?.answer.at[0] > 0.85")
    assert visitor.pixels("map-picture") != before
    low, high = plane["low"][0], plane["high"][0]
    said = re.match(r"painted from (\S+) and", visitor.text("map-two")).group(1)
    x = float(said.replace("−", "-"))
    assert x == pytest.approx(low + 0.9 * (high - low), abs=0.02 * (high - low))
    # ours has a map that was drawn
    page.select_option("#model", "conv_16")
    page.wait_for_function("lab.opened.map?.dots.plane === null")
    visitor.settle()
    assert page.locator('[data-id="map-axes"]').is_hidden()
    assert visitor.text("map-two") == WORDS["map_two"][0]
    assert not visitor.errors


def test_a_net_that_the_server_no_longer_has_is_replaced_by_ours(visit):
    visitor = visit()
    page = visitor.page
    page.evaluate(
        """() => sessionStorage.setItem("ae.nets", JSON.stringify([{key: "own:gone", n: 1,
            group: "own", size: 32, code: "bars", trained: null, kind: null, widths: []}]))"""
    )
    page.reload()
    visitor.wait_for_state("ok")
    page.select_option("#model", "own:gone")
    page.wait_for_selector('[data-id="page-note"]:not([hidden])')
    assert visitor.text("page-note-says") == WORDS["own_gone"][0]
    assert page.input_value("#model") == menu.FIRST_MODEL
    visitor.settle()
    assert page.locator('#model option[value="own:gone"]').count() == 0
    assert "dB" in visitor.text("restored-score")
    assert not visitor.errors


def test_trainings_take_turns_and_end_with_the_tab_or_the_button(train, server):
    """A suspended process does not end by itself: where it is gone, the server has killed it."""
    first, second = train(), train()
    start(first)
    wait_for(first, "answer.state === 'starting'")
    (training,) = trainings(server)
    psutil.Process(training).suspend()
    page = second.page
    page.fill('[data-id="train-epochs"]', "15")
    choose(second, "layers", "3")
    choose(second, "units", "256")
    start(second)
    wait_for(second, "answer.state === 'queued'")
    assert second.text("train-says") == WORDS["train_queued"][0].format(n=1)
    first.page.close()
    wait_until_gone({training}, server)

    # its turn comes by itself; stopped after an epoch, it keeps what the net has learnt
    wait_for(second, "answer.epoch >= 1")
    page.click('[data-id="train-stop"]')
    wait_for(second, "answer.state === 'done'")
    assert second.text("train-says") == WORDS["train_stopped"][0]
    assert page.locator('[data-id="train-use"]').is_visible()
    assert not first.errors
    assert not second.errors


def test_a_training_cannot_be_started_outside_of_the_queue(server):
    before = trainings(server)
    with urllib.request.urlopen(f"{server.address}/config") as answer:
        events = json.load(answer)["dependencies"]
    (train,) = [e["id"] for e in events if any(t[1] == "train" for t in e["targets"])]
    wish = {"code": 2, "layers": 0, "units": 32, "loss": "bce", "noise": "none", "epochs": 1}
    body = {"fn_index": train, "session_hash": "x", "data": [json.dumps({"train": wish})]}
    request = urllib.request.Request(
        f"{server.address}/gradio_api/run/predict",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(request)
    assert trainings(server) <= before


def test_it_can_be_read_in_both_languages_and_in_the_dark(train):
    visitor = train(color_scheme="dark")
    room = '[data-room="train"]'
    assert not faint(visitor, room, at_least=20)
    assert languages_on(visitor, room) == (True, False)
    visitor.page.click('[data-lang="zh"]')
    assert languages_on(visitor, room) == (False, True)
    assert visitor.page.locator("#train-noise option").first.inner_text() == WORDS["train_none"][1]
    assert not visitor.errors


def test_on_a_phone_the_keyboard_starts_and_stops_a_training(train, server):
    visitor = train(**PHONE)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator('[name="train-layers"]:checked').focus()
    page.keyboard.press("ArrowLeft")
    assert visitor.text("train-shape").startswith("784 → 32 → 784: ")
    assert page.locator('[name="train-units"]').first.is_disabled()
    page.select_option("#train-noise", "none")
    assert not page.locator('[data-id="train-level"]').is_visible()
    page.locator('[data-id="train-start"]').focus()
    page.keyboard.press("Enter")
    wait_for(visitor, "answer.state === 'starting'")
    begun = trainings(server)
    for pid in begun:
        psutil.Process(pid).suspend()
    assert page.evaluate("document.activeElement.dataset.id") == "train-stop"
    page.keyboard.press("Enter")
    wait_for(visitor, "answer.state === 'stopped'")
    assert visitor.text("train-says") == WORDS["train_nothing"][0]
    wait_until_gone(begun, server)
    assert page.evaluate("document.activeElement.dataset.id") == "train-start"
    assert not visitor.errors


def test_a_training_that_lost_its_server_is_spoken_of_once(train):
    """Gradio's page says that the connection is lost, and reloads itself."""
    visitor = train()
    page = visitor.page
    page.click('[data-id="clear"]')
    visitor.draw(stroke_digits.variants(4)[0])
    visitor.settle()
    drawn = visitor.pixels("noisy")
    page.route("**/queue/data*", lambda route: route.abort())
    page.evaluate(HURRY)
    with page.expect_navigation():
        start(visitor)
    visitor.wait_for_state("ok")
    visitor.settle()
    assert visitor.pixels("noisy") == drawn
    assert visitor.text("page-note-says") == WORDS["train_left_off"][0]
    page.reload()
    visitor.wait_for_state("ok")
    visitor.settle()
    assert visitor.pixels("noisy") == drawn
    assert visitor.page.locator('[data-id="page-note"]').is_hidden()
