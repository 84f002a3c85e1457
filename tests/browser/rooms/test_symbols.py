"""The room "train": symbols of the visitor's own, from drawing to the map of them."""

import json

import pytest

from ae_core.data.symbols import reading, ready
from tests.browser.conftest import PHONE, Visitor
from tests.browser.rooms.test_train import PATIENCE, QUEUED, TRAINED, wait_for
from ui.live.samples import as_json
from ui.words import WORDS

pytestmark = pytest.mark.browser


@pytest.fixture
def symbols(visit):
    """symbols(path, **context options) → a visitor in the room who has chosen symbols."""

    def enter(path="/?room=train", **options):
        visitor = visit(path, **{"viewport": {"width": 1280, "height": 1900}, **options})
        page = visitor.page
        page.locator('[data-id="train-what"]').scroll_into_view_if_needed()
        page.wait_for_selector('[data-room="train"][data-state="ok"]', timeout=90_000)
        page.locator('[name="train-what"][value="symbols"]').check(force=True)
        return visitor

    return enter


# how many pixels of the first small picture are not black
INK = """(() => {
    const picture = document.querySelector('[data-id="train-symbols-list"] canvas');
    const { data } = picture.getContext("2d").getImageData(0, 0, picture.width, picture.height);
    return data.filter((value, i) => i % 4 === 0 && value > 127).length;
})()"""


# all that the page says, folded or not, and all names and titles
SAID = """(() => {
    const lab = document.querySelector(".lab");
    const names = [...lab.querySelectorAll("[aria-label], [title]")].map(
        (one) => `${one.getAttribute("aria-label")} ${one.title}`);
    return [lab.textContent, ...names].join("\\n");
})()"""


def draw(visitor, *points):
    """Draw a line on the pad of the room, by fractions of it."""
    page = visitor.page
    pad = page.locator('[data-id="train-symbols-pad"]')
    pad.evaluate("one => one.scrollIntoView({ block: 'center' })")  # on a phone above its foot
    box = pad.bounding_box()
    for i, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        if i == 0:
            page.mouse.down()
    page.mouse.up()


def add(visitor, name):
    visitor.page.fill("#train-symbols-name", name)
    visitor.page.click('[data-id="train-symbols-add"]')


def kept(visitor):
    """{name of a symbol: how many drawings}, as the browser keeps them."""
    text = visitor.page.evaluate("localStorage.getItem('ae.symbols')")
    return {one["name"]: len(one["drawings"]) for one in json.loads(text)["symbols"]}


def file_of(*names, count=8):
    """The content of a file with some of the ready letters."""
    rows = [symbol for symbol in ready.sets()["letters"] if symbol.name in names]
    drawn = [{"name": s.name, "drawings": [as_json(d) for d in s.drawings[:count]]} for s in rows]
    content = json.dumps({"format": 1, "symbols": drawn}).encode()
    return {"name": f"{'-'.join(names)}.json", "mimeType": "application/json", "buffer": content}


def test_drawings_are_named_added_taken_back_and_kept(symbols):
    visitor = symbols()
    page = visitor.page
    assert page.locator('[data-id="train-form"]').is_hidden()
    name = page.locator("#train-symbols-name")
    assert name.get_attribute("maxlength") == str(reading.MAX_NAME)
    start = page.locator('[data-id="train-start"]')
    assert start.is_disabled()  # what is missing stands beside it, and nowhere else
    assert visitor.text("train-says") == WORDS["symbols_few"][0].format(n=0)
    assert visitor.text("train-shape") == ""
    add(visitor, "L")
    assert visitor.text("train-symbols-says") == WORDS["symbols_empty"][0].format(name="L")
    draw(visitor, (0.3, 0.2), (0.3, 0.8), (0.7, 0.8))
    add(visitor, "<b>")
    assert visitor.text("train-symbols-says") == WORDS["symbols_name"][0]
    add(visitor, "L")
    draw(visitor, (0.2, 0.2), (0.8, 0.8))
    add(visitor, "L")
    draw(visitor, (0.2, 0.5), (0.8, 0.5))
    add(visitor, "—")
    assert kept(visitor) == {"L": 2, "—": 1}
    assert page.locator('[data-id="train-symbols-list"] canvas').count() == 3
    says = visitor.text("train-says")
    assert says == WORDS["symbols_few_drawings"][0].format(name="L", n=2)
    draw(visitor, (0.2, 0.2), (0.3, 0.8))
    add(visitor, "—")
    page.click('[data-id="train-symbols-list"] li:last-child canvas >> nth=1')
    # back on the pad, it can be drawn on and added again
    page.click('[data-id="train-symbols-list"] li:last-child canvas')
    assert kept(visitor) == {"L": 2}
    assert page.input_value("#train-symbols-name") == "—"
    page.click('[data-id="train-symbols-add"]')
    assert kept(visitor) == {"L": 2, "—": 1}
    page.reload()
    visitor.wait_for_state("ok")
    page.wait_for_selector('[data-id="train-symbols-list"] li', state="attached")
    assert page.locator('[data-id="train-symbols-list"] li').count() == 2
    page.click('[data-lang="zh"]')
    few = WORDS["symbols_count_few"][1].format(n=2, k=5)
    assert page.locator('[data-id="train-symbols-list"] span').first.text_content() == few
    assert not visitor.errors


def test_what_another_tab_adds_or_removes_is_seen_and_not_undone(symbols, server):
    visitor = symbols()
    draw(visitor, (0.3, 0.2), (0.3, 0.8))
    add(visitor, "L")
    other = Visitor(visitor.page.context.new_page())
    other.page.goto(f"{server.address}/?room=train")
    other.wait_for_state("ok")
    other.page.wait_for_selector('[data-id="train-symbols-list"] li', state="attached")
    other.page.evaluate("lab.opened.train.panel.set.add('V', [[[0.2, 0.2], [0.5, 0.8]]])")
    count = "document.querySelectorAll('[data-id=\"train-symbols-list\"] li').length"
    visitor.wait_until(f"{count} === 2")
    draw(visitor, (0.3, 0.3), (0.3, 0.8))
    add(visitor, "L")
    assert kept(visitor) == {"L": 2, "V": 1}
    other.wait_until("lab.opened.train.panel.set.find('L').drawings.length === 2")
    # two changes before the other tab has heard of the first: each would write the other's away
    add_more = "name => lab.opened.train.panel.set.add(name, [[[0.2, 0.2], [0.5, 0.8]]])"
    other.page.evaluate(
        """window.told = [];
        addEventListener("storage", ({ key }) => told.push(key));"""
    )
    other.page.evaluate(f"['X', 'Y'].forEach({add_more})")
    visitor.wait_until(f"{count} === 4")
    # what is written last is told last
    visitor.page.evaluate("localStorage.setItem('ae.last', 'x')")
    other.wait_until("told.includes('ae.last')")
    assert other.page.evaluate("told") == ["ae.last"]
    visitor.page.evaluate("localStorage.removeItem('ae.last')")
    assert kept(visitor) == {"L": 2, "V": 1, "X": 1, "Y": 1}
    other.page.evaluate("lab.opened.train.panel.set.clear()")
    visitor.wait_until(f"{count} === 0")
    assert not visitor.errors
    assert not other.errors


def test_dots_are_seen_among_the_drawings(symbols):
    visitor = symbols()
    for place in ((0.3, 0.3), (0.7, 0.6)):
        draw(visitor, place)
    add(visitor, "dots")
    assert visitor.page.evaluate(INK) > 50  # pixels


def test_what_was_removed_can_be_taken_back(symbols):
    visitor = symbols()
    page = visitor.page
    page.set_input_files('[data-id="train-symbols-file"]', [file_of("A", "E", count=5)])
    page.wait_for_function("lab.opened.train.panel.set.count === 10")
    back = page.locator('[data-id="train-symbols-back"]')
    page.locator("[data-id=train-symbols-list] li > button:nth-of-type(2)").first.click()
    assert kept(visitor) == {"E": 5}
    assert visitor.text("train-symbols-says") == WORDS["symbols_removed"][0].format(name="A")
    assert back.evaluate("one => one === document.activeElement")
    back.click()
    assert kept(visitor) == {"A": 5, "E": 5}
    page.click('[data-id="train-symbols-clear"]')
    assert kept(visitor) == {}
    assert back.evaluate("one => one === document.activeElement")
    back.click()
    assert kept(visitor) == {"A": 5, "E": 5}
    page.reload()
    visitor.wait_for_state("ok")
    page.wait_for_function("lab.opened.train?.panel?.set.count === 10")
    assert back.is_hidden()
    assert not visitor.errors


def test_arrow_keys_walk_among_the_drawings_of_a_symbol(symbols):
    visitor = symbols()
    page = visitor.page
    page.set_input_files('[data-id="train-symbols-file"]', [file_of("A", count=5)])
    page.wait_for_function("lab.opened.train.panel.set.count === 5")
    assert page.locator('[data-id="train-symbols-list"] div [tabindex="0"]').count() == 1
    page.focus('[data-id="train-symbols-list"] div [tabindex="0"]')
    for key, number in (("ArrowRight", 2), ("End", 5), ("ArrowRight", 5), ("ArrowLeft", 4)):
        page.keyboard.press(key)
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert label == WORDS["symbols_put_on_pad"][0].format(i=number, name="A")
    page.keyboard.press("Enter")
    assert kept(visitor) == {"A": 4}
    assert not visitor.errors


def test_the_same_problem_is_told_each_time_it_comes(symbols):
    page = symbols().page
    for _ in range(2):
        page.evaluate("heard = null; lab.opened.train.page.train({ symbols: [] }, m => heard = m)")
        page.wait_for_function("heard")
        assert page.evaluate("heard.problem") == {"key": "symbols_few", "n": 0}


def test_a_browser_that_keeps_nothing_says_so(symbols):
    visitor = symbols()
    page = visitor.page
    assert visitor.text("train-symbols-kept") == WORDS["symbols_kept"][0]
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    draw(visitor, (0.3, 0.2), (0.7, 0.8))
    add(visitor, "L")
    assert visitor.text("train-symbols-kept") == WORDS["symbols_not_kept"][0]
    assert page.locator('[data-id="train-symbols-list"] li').count() == 1
    assert not visitor.errors


def test_a_drawing_can_be_made_and_added_by_keyboard(symbols):
    visitor = symbols()
    page = visitor.page
    page.fill("#train-symbols-name", "bar")
    page.focus('[data-id="train-symbols-pad"]')
    for key in ("Enter", *["Shift+ArrowRight"] * 3, "Enter"):
        page.keyboard.press(key)
    page.focus("#train-symbols-name")
    page.keyboard.press("Enter")
    assert kept(visitor) == {"bar": 1}
    assert not visitor.errors


def test_files_of_several_people_load_together(symbols, tmp_path):
    visitor = symbols()
    page = visitor.page
    page.set_input_files(
        '[data-id="train-symbols-file"]', [file_of("A", "E", count=5), file_of("A", "M")]
    )
    page.wait_for_function("lab.opened.train.panel.set.count === 21")
    assert kept(visitor) == {"A": 8, "E": 5, "M": 8}  # five of the A are in both
    wrong = {"name": "x.json", "mimeType": "application/json", "buffer": b'{"symbols": [1]}'}
    page.set_input_files('[data-id="train-symbols-file"]', [wrong])
    page.wait_for_function("document.querySelector('.symbols-says').textContent.includes('x.json')")
    assert kept(visitor) == {"A": 8, "E": 5, "M": 8}
    with page.expect_download() as download:
        page.click('[data-id="train-symbols-save"]')
    path = tmp_path / "symbols.json"
    download.value.save_as(path)
    page.click('[data-id="train-symbols-clear"]')
    assert kept(visitor) == {}
    page.set_input_files('[data-id="train-symbols-file"]', path)
    page.wait_for_function("lab.opened.train.panel.set.count === 21")
    assert not visitor.errors


def test_a_link_brings_a_small_set_once(symbols):
    visitor = symbols()
    page = visitor.page
    page.set_input_files('[data-id="train-symbols-file"]', [file_of("E", "T", count=5)])
    page.wait_for_function("lab.opened.train.panel.set.count === 10")
    page.click('[data-id="train-symbols-link"]')
    page.wait_for_selector('[data-id="train-symbols-link-field"]:not([hidden])')
    link = page.input_value('[data-id="train-symbols-link-field"]')
    assert len(link) < 3000
    page.click('[data-id="train-symbols-clear"]')
    page.goto("about:blank")
    page.goto(link)
    visitor.wait_for_state("ok")
    page.wait_for_function("lab.opened.train?.panel?.set.count === 10")
    assert page.locator('[data-id="train-symbols"]').is_visible()
    assert "symbols" not in page.url
    page.reload()
    visitor.wait_for_state("ok")
    page.wait_for_function("lab.opened.train?.panel?.set.count === 10")
    assert not visitor.errors


def test_an_answer_leaves_the_list_and_the_link_as_they_are(symbols):
    visitor = symbols()
    page = visitor.page
    page.set_input_files('[data-id="train-symbols-file"]', [file_of("E", "T", count=5)])
    page.wait_for_function("lab.opened.train.panel.set.count === 10")
    page.click('[data-id="train-symbols-link"]')
    field = page.locator('[data-id="train-symbols-link-field"]')
    field.wait_for(state="visible")
    again = page.locator('[data-id="train-symbols-list"] li > button').first
    visitor.settle()
    again.focus()
    page.evaluate(
        """() => {
            const room = lab.opened.train;
            const show = room.show.bind(room);
            room.shown = 0;
            room.show = (answer) => { show(answer); room.shown += 1; };
            lab.choose({ level: 0.3 });
        }"""
    )
    visitor.wait_until("lab.opened.train.shown > 0")
    assert again.evaluate("one => one === document.activeElement")
    assert field.is_visible()
    row = again.element_handle()
    page.click('[data-lang="zh"]')
    assert row.evaluate("one => one.isConnected")  # its words alone are new
    assert again.get_attribute("title") == WORDS["symbols_again"][1].format(name="E")
    assert field.is_visible()  # of the same set still
    page.locator('[data-id="train-symbols-list"] li > button:nth-of-type(2)').first.click()
    assert field.is_hidden()
    assert not visitor.errors


def test_a_net_learns_letters_and_knows_them_everywhere(symbols):
    visitor = symbols()
    page = visitor.page
    page.click('[data-id="train-symbols-letters"]')
    page.wait_for_function("lab.opened.train.panel.set.count === 32")
    page.click('[data-id="train-start"]')
    wait_for(visitor, "answer.state === 'done'", PATIENCE)
    # all of its epochs, or those that a busy machine had time for
    visitor.wait_until("lab.opened.train?.epoch === lab.opened.train?.trainAnswer.epoch")
    said = WORDS["symbols_said_long"][0].split("{a}")[0]
    expected = said.format(
        name="Your net 1", n=page.evaluate("lab.opened.train.result.scores.digits")
    )
    assert visitor.text("train-verdict").startswith(expected)
    labels = [one.get_attribute("aria-label") for one in page.locator(".train-tiles > div").all()]
    assert [label[0] for label in labels[1:5]] == list("AEMT")
    page.click('[data-id="train-map"]')
    page.wait_for_function("lab.opened.map?.dots && lab.opened.map?.answer")
    visitor.settle()
    classes = page.locator('[data-id="map-classes"] button:visible').all_inner_texts()
    assert classes == list("AEMT")
    assert "own symbols" in visitor.text("map-lead")
    assert visitor.text("restored-read") == ""  # the classifier stands back
    assert page.locator('[data-id="reading-line"]').is_hidden()
    assert visitor.text("verdict").startswith(WORDS["symbols_stage"][0])
    assert "A, E, M, T" in visitor.text("fact")
    page.click('[data-tab="morph"]')
    page.wait_for_function("lab.opened.morph?.other.tray?.of.startsWith('own:')")
    assert page.locator('[data-id="morph-tray"] button').count() == 4
    page.wait_for_function(
        "t => document.querySelector('[data-id=morph-half]').textContent === t",
        arg=WORDS["morph_symbols"][0],
    )
    # the pad still has a digit, which is none of the visitor's symbols
    page.click('[data-tab="strange"]')
    page.wait_for_function("lab.opened.strange?.answer?.by === 'error'")
    assert visitor.text("strange-lead") == WORDS["strange_symbols_lead"][0]
    assert "pictures of your symbols" in visitor.text("strange-means")
    assert visitor.text("lead") == WORDS["lead_symbols"][0].format(n=12)
    assert visitor.text("pad-empty") == WORDS["pad_empty_symbols"][0]
    tab = page.locator('[data-tab="strange"]')
    assert tab.inner_text() == WORDS["room_strange_symbols"][0]
    for room in ("code", "inside", "compare", "noises", "replay"):
        page.click(f'[data-tab="{room}"]')
        page.wait_for_selector(f'[data-room="{room}"][data-state="ok"]')
    visitor.settle()
    for language, words in (("zh", "你的数字"), ("en", "your digit")):
        page.click(f'[data-lang="{language}"]')
        assert words not in page.evaluate(SAID).lower()  # what is on the pad may be a symbol
    page.click('[data-tab="strange"]')
    page.click('[data-id="take"]')
    page.wait_for_selector('[data-file="pictures"][href]')
    assert "own symbols" in visitor.text("take-script")
    page.click('[data-id="take-close"]')
    # ours is back among digits
    page.select_option("#model", "conv_16")
    page.click('[data-id="take"]')
    page.wait_for_selector('[data-file="weights"][href]')
    assert page.locator('[data-file="pictures"]').is_hidden()
    page.click('[data-id="take-close"]')
    page.wait_for_function("lab.opened.strange?.answer?.by === 'classifier'")
    visitor.settle()
    assert visitor.text("strange-lead") == WORDS["strange_lead"][0]
    assert tab.inner_text() == WORDS["room_strange"][0]
    assert visitor.text("restored-read") != ""
    assert visitor.text("pad-empty") == WORDS["pad_empty"][0]
    assert not visitor.errors


def test_the_pictures_are_called_symbols_once_their_training_is_started(symbols):
    visitor = symbols()
    page = visitor.page
    page.evaluate(TRAINED)
    page.click('[data-id="train-symbols-letters"]')
    page.wait_for_function("lab.opened.train.panel.set.count === 32")
    assert visitor.text("train-ten-title") == WORDS["train_ten"][0]
    page.evaluate(QUEUED)
    page.click('[data-id="train-start"]')
    assert visitor.text("train-ten-title") == WORDS["symbols_ten"][0]
    assert not visitor.errors


def test_symbols_fit_a_phone(symbols):
    visitor = symbols(**PHONE)
    page = visitor.page
    # the page's own pad is at the foot of the screen, and the room's stays in the room
    draw(visitor, (0.3, 0.2), (0.7, 0.8))
    page.wait_for_selector(".docked")
    draw(visitor, (0.7, 0.2), (0.3, 0.8))
    pads = [page.locator(one).bounding_box() for one in (".draw .pad", ".symbols .pad")]
    assert pads[1]["width"] > 250
    assert pads[1]["y"] + pads[1]["height"] < pads[0]["y"]
    add(visitor, "X")
    assert kept(visitor) == {"X": 1}
    page.click('[data-id="train-symbols-clear"]')
    page.click('[data-id="train-symbols-faces"]')
    page.wait_for_function("lab.opened.train.panel.set.count === 32")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click('[data-id="train-symbols-clear"]')
    page.click('[data-lang="zh"]')
    page.click('[data-id="train-symbols-faces"]')
    page.wait_for_function("lab.opened.train.panel.set.count === 32")
    faces = ("happy", "sad", "oh", "grin")
    assert list(kept(visitor)) == [WORDS[f"symbols_face_{face}"][1] for face in faces]
    assert not visitor.errors


def test_beside_the_pad_too_a_training_starts_from_anywhere(symbols):
    visitor = symbols(viewport={"width": 850, "height": 768})
    page = visitor.page
    page.click('[data-id="train-symbols-faces"]')
    page.wait_for_function("lab.opened.train.panel.set.count === 32")
    page.locator('[data-id="train-symbols-pad"]').evaluate("one => one.scrollIntoView()")
    start, tiles = (page.locator(f'[data-id="train-{name}"]') for name in ("start", "tiles"))
    assert tiles.bounding_box()["y"] > 768  # far below the list
    box, level = start.bounding_box(), page.locator("#level").bounding_box()
    assert 0 < box["y"] < box["y"] + box["height"] < 768
    assert box["x"] > level["x"] + level["width"]  # it lies over nothing of the pad's column
    assert start.is_enabled()


def test_on_a_phone_a_training_starts_from_anywhere_and_can_be_watched(symbols):
    visitor = symbols(**PHONE)
    page = visitor.page
    page.click('[data-id="train-symbols-faces"]')
    page.wait_for_function("lab.opened.train.panel.set.count === 32")
    page.locator('[data-id="train-symbols-pad"]').evaluate("one => one.scrollIntoView()")
    page.wait_for_selector(".docked")
    start, tiles = (page.locator(f'[data-id="train-{name}"]') for name in ("start", "tiles"))
    dock = page.locator(".draw .pad").bounding_box()["y"]
    assert tiles.bounding_box()["y"] > dock  # far below the list
    box = start.bounding_box()
    assert 0 < box["y"] < box["y"] + box["height"] < dock
    start.click()
    box = tiles.bounding_box()
    assert 0 < box["y"] < box["y"] + box["height"] < dock
    stop = page.locator('[data-id="train-stop"]').bounding_box()
    assert 0 < stop["y"] < stop["y"] + stop["height"] < box["y"]  # and lies over nothing
    page.click('[data-id="train-stop"]')
    wait_for(visitor, "!lab.opened.train.busy", PATIENCE)
    assert not visitor.errors
