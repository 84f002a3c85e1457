"""Sharing: links to what is on show, files of it, and links that hide parts of the page."""

import io
import json

import pytest
from PIL import Image

from tests.browser.conftest import alike
from tests.browser.steps import change_everything, close_panel, english, open_panel, path_of
from ui import menu
from ui.rooms import ORDER
from ui.words import WORDS

pytestmark = pytest.mark.browser

PICTURES = ("seen", "noisy", "restored", "difference")
TALL = {"width": 1280, "height": 1400}


def see_the_same(one, other) -> bool:
    return all(alike(one.pixels(name), other.pixels(name)) for name in PICTURES)


def note(visitor, of="share") -> str:
    return visitor.text(f"{of}-note")


def tampered(path: str) -> str:
    last = "A" if path[-9] != "A" else "B"
    return path[:-9] + last + path[-8:]


@pytest.fixture
def drawn(visit):
    """A visitor who has done so."""
    visitor = visit()
    change_everything(visitor)
    return visitor


def test_a_link_opens_to_the_same_pictures_and_a_changed_one_to_the_first_view(drawn, visit):
    before = drawn.pixels("seen")
    path = open_panel(drawn)
    close_panel(drawn)
    change = [abs(a - b) for a, b in zip(drawn.pixels("seen"), before, strict=True)]
    assert sum(change) / 784 < 1.5  # what the link leaves out is not to be seen

    # a changed link says so, and shows what the page begins with
    other = visit(tampered(path), notes_requests=True)
    other.settle()
    assert other.text("page-note-says") == english("link_damaged")
    assert other.page.input_value("#model") == menu.FIRST_MODEL
    assert "Read as 3" in other.text("seen-read")
    other.page.click('[data-id="page-note-close"]')
    assert other.page.locator('[data-id="page-note"]').is_hidden()

    # the right one in the same tab
    other.page.evaluate("hash => { location.hash = hash; }", path.split("#")[1])
    other.wait_until("document.querySelector('#model')?.value === 'dense_16'")
    other.wait_for_state("ok")
    other.settle()
    assert see_the_same(other, drawn)
    assert other.page.locator('input[value="salt_pepper"]').is_checked()
    assert other.text("level-out") == "0.31"
    assert other.text("verdict") == drawn.text("verdict")
    # sharing it again gives the same link, and the server has not seen it in an address
    assert open_panel(other) == path
    close_panel(other)
    text = path.split("#s=")[1]
    assert not [url for url in other.requests if text in url.split("#")[0]]
    other.page.click('[data-id="undo"]')
    other.settle()
    assert not drawn.errors
    assert not other.errors


def test_a_link_keeps_a_sample_of_pixels_and_the_open_room(visit):
    one = visit("/?room=map", viewport=TALL)
    pixels = "btoa(String.fromCharCode(...Array.from({length: 784}, (_, i) => (i * 7) % 256)))"
    one.page.evaluate(f"lab.opened.map?.page.draw({{pixels: {pixels}}})")
    one.settle()
    path = open_panel(one)
    assert path.startswith("/?room=map#s=")
    close_panel(one)
    other = visit(path, viewport=TALL)
    other.settle()
    assert see_the_same(other, one)
    assert other.page.get_attribute("#tab-map", "aria-selected") == "true"


def test_the_link_is_copied(visit):
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    open_panel(visitor)
    visitor.page.click('[data-id="share-copy"]')
    visitor.wait_for_text("share-note", english("share_copied"))
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied == visitor.page.input_value('[data-id="share-field"]')
    assert visitor.page.locator(
        '[data-id="share-send"]'
    ).is_hidden()  # where there is no such thing


def test_without_a_clipboard_the_link_is_selected(visit):
    visitor = visit()
    visitor.page.evaluate(
        "() => { document.execCommand = () => false;"
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); }"
    )
    open_panel(visitor)
    visitor.page.click('[data-id="share-copy"]')
    assert note(visitor) == english("share_by_hand")
    marked = visitor.page.evaluate("String(getSelection())")
    assert marked == visitor.page.input_value('[data-id="share-field"]')


def test_a_drawing_too_large_for_a_link_can_be_kept_as_a_file(visit):
    visitor = visit(viewport=TALL)
    visitor.page.evaluate(
        """() => {
            let seed = 1;
            const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
            const points = Array.from({length: 3000}, () => [random(), random()]);
            lab.opened.code.page.draw({strokes: [points]});
        }"""
    )
    visitor.settle()
    visitor.page.click('[data-id="share"]')
    visitor.wait_for_text("share-note", english("link_too_long"))
    assert visitor.page.locator('[data-id="share-copy"]').is_disabled()
    with visitor.page.expect_download(timeout=30_000):
        visitor.page.click('[data-keep="png"]')


def test_the_picture_and_the_numbers_on_show_are_kept_as_files(drawn):
    visitor = drawn
    open_panel(visitor)
    files = {}
    for kind in ("png", "json"):
        with visitor.page.expect_download(timeout=30_000) as caught:
            visitor.page.click(f'[data-keep="{kind}"]')
        assert caught.value.suggested_filename == f"autoencoder-salt_pepper-0.31.{kind}"
        files[kind] = caught.value.path().read_bytes()
        saved = english("share_saved", name=caught.value.suggested_filename)
        assert note(visitor, "keep") == saved
    close_panel(visitor)
    with Image.open(io.BytesIO(files["png"])) as picture:
        assert (picture.format, picture.size) == ("PNG", (1604, 824))
    held = json.loads(files["json"])
    for name, of in (("clean", "seen"), ("noisy", "noisy"), ("restored", "restored")):
        grey = [255 * value for row in held["pictures"][name] for value in row]
        pairs = zip(grey, visitor.pixels(of), strict=True)
        assert max(abs(a - b) for a, b in pairs) < 0.51
    assert held["model"] == "dense_16"
    assert len(held["digit"]["marks"]) == 1
    assert not visitor.errors


def test_a_teachers_link_hides_what_was_unchecked(visit):
    teacher = visit()
    open_panel(teacher)
    teacher.page.click(f'text="{english("share_teachers")}"')
    assert teacher.page.locator('[data-id="share-all"]').is_hidden()
    names = ["pens", "samples", "upload", "model", "noise", ORDER[0], ORDER[2]]  # as they stand
    for name in names:
        teacher.page.uncheck(f'.share input[value="{name}"]')
    path = path_of(teacher)
    assert f"?hide={','.join(names)}#s=" in path
    pupil = visit(path)
    gone = ("#model", '[name="noise"]', '[name="pen"]', ".tray button", '[data-id="upload"]')
    for selector in gone:
        assert pupil.page.locator(selector).first.is_hidden()
    tabs = pupil.page.locator('[role="tab"]')
    left = [name for name in ORDER if name not in (ORDER[0], ORDER[2])]
    assert tabs.all_inner_texts() == [english(f"room_{name}") for name in left]
    reached = pupil.tab_stops(60)
    assert not reached & {"model", "noise", "pen", "upload", "another", "3"}
    assert not reached & {f"tab-{ORDER[0]}", f"tab-{ORDER[2]}"}
    assert {"level", "clear", "share", left[0]} <= reached
    pupil.page.locator("#level").fill("0.2")
    pupil.settle()
    assert pupil.text("level-out") == "0.20"
    # what was left out stays so in a link made here, and a click brings it back
    assert open_panel(pupil).split("#")[0] == path.split("#")[0]
    pupil.page.click(f'text="{english("share_teachers")}"')
    pupil.page.click('[data-id="share-show-all"]')
    pupil.page.wait_for_url(lambda url: "hide=" not in url)
    pupil.page.wait_for_selector("#model")
    pupil.wait_for_state("ok")
    assert pupil.page.locator('[role="tab"]').count() == len(ORDER)
    assert not pupil.errors


def test_the_code_for_a_web_page_follows_link_and_height(visit):
    visitor = visit("/?room=map", permissions=["clipboard-read", "clipboard-write"])
    page = visitor.page
    open_panel(visitor)
    page.click(f'text="{english("share_teachers")}"')
    page.click(f'text="{english("share_embed")}"')
    page.uncheck('.share input[value="head"]')

    def attributes() -> dict:
        return page.evaluate(
            """() => {
                const box = document.createElement("template");
                box.innerHTML = document.querySelector('[data-id="embed-field"]').value;
                const [frame] = box.content.children;
                return Object.fromEntries([...frame.attributes].map((a) => [a.name, a.value]));
            }"""
        )

    code = attributes()
    assert code["src"] == page.input_value('[data-id="share-field"]')
    assert "?room=map&hide=head#s=" in code["src"]
    assert (code["title"], code["height"]) == (english("title"), "900")
    for name in ORDER:
        page.uncheck(f'.share input[value="{name}"]')
    assert attributes()["height"] == "640"  # less is left
    page.fill('[data-id="embed-height"]', "500")
    assert attributes()["height"] == "500"
    page.click('[data-id="embed-copy"]')
    visitor.wait_for_text("embed-note", english("share_copied"))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.input_value('[data-id="embed-field"]')
    assert not visitor.errors


def test_a_link_may_hide_all_rooms_and_ignores_unknown_names(visit):
    visitor = visit(f"/?hide={','.join(ORDER)},cellar,,%3Cb%3E")
    assert visitor.page.locator(".rooms").is_hidden()
    visitor.page.locator("#level").fill("0.3")
    visitor.settle()
    visitor.page.click('[data-lang="zh"]')
    assert open_panel(visitor).startswith(f"/?hide={','.join(ORDER)}#s=")
    assert not visitor.errors


@pytest.mark.parametrize("lang", [0, 1])
def test_on_a_phone_the_panel_fits_and_closing_it_returns_the_focus(visit, lang):
    visitor = visit(f"/?lang={('en', 'zh')[lang]}", viewport={"width": 390, "height": 844})
    page = visitor.page
    page.focus('[data-id="share"]')
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-id="share-panel"][open]')
    page.click(f'text="{WORDS["share_teachers"][lang]}"')
    outside = page.evaluate(
        """() => [...document.querySelectorAll(".share, .share *")]
            .filter(e => e.checkVisibility())
            .map(e => [e.getBoundingClientRect(), e])
            .filter(([box]) => box.left < 0 || box.right > 390.5)
            .map(([, e]) => e.outerHTML.slice(0, 60))"""
    )
    assert not outside
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Escape")
    assert page.locator(".share").is_hidden()
    assert page.evaluate("document.activeElement.dataset.id") == "share"


def test_only_a_press_and_a_release_beside_the_panel_close_it(visit):
    visitor = visit()
    open_panel(visitor)
    page = visitor.page
    panel = page.locator('[data-id="share-panel"]')
    box = panel.bounding_box()
    field = page.locator('[data-id="share-field"]').bounding_box()
    beside = (box["x"] - 20, box["y"] + 20)
    padding = (box["x"] + 5, box["y"] + box["height"] / 2)
    text = (field["x"] + 40, field["y"] + field["height"] / 2)
    # a drag that selects text ends beside it
    for start, end in [(padding, padding), (text, beside), (beside, padding)]:
        page.mouse.move(*start)
        page.mouse.down()
        page.mouse.move(*end, steps=3)
        page.mouse.up()
        visitor.next_frame()
        assert panel.is_visible(), (start, end)
    page.mouse.click(*beside)
    assert panel.is_hidden()
    assert not visitor.errors


# What stands on the page: px from its edges to the first thing, and the largest gap between things.
SPACES = """async () => {
    const files = performance.getEntriesByType("resource").map(({ name }) => name);
    const { hideParts } = await import(files.find((name) => name.endsWith("/sharing/links.js")));
    const rooms = document.querySelector(".rooms");
    const groups = "head draw,pens samples,upload model,noise level pictures tabs rooms".split(" ");
    const all = (selector) => [...lab.element.querySelectorAll(selector)];
    const seen = (e) => !e.closest(".aloud, .marks, dialog, .hint p")
        && e.checkVisibility({visibilityProperty: true});
    const leaves = all(".lab *").filter((e) => e.matches(".room-frame")
        || (!e.childElementCount && !e.closest(".room-frame")));
    const found = [];
    for (let chosen = 1; chosen < 2 ** groups.length - 1; chosen++) {
        const names = groups.filter((_, i) => chosen & (1 << i)).join().split(",");
        hideParts(lab.element, new Set(names));
        rooms.hidden = names.includes("rooms");
        const most = ["draw", "samples", "model", "level", "pictures", "rooms"];
        if (most.every((name) => names.includes(name))) continue;
        const things = leaves.filter(seen);
        const boxes = things.map((e) => e.getBoundingClientRect())
            .filter(({ width, height }) => width > 1 && height > 1);
        boxes.sort((one, other) => one.top - other.top);
        let [end, gap] = [boxes[0].top, 0];
        for (const { top, bottom } of boxes) {
            gap = Math.max(gap, top - end);
            end = Math.max(end, bottom);
        }
        const tall = (e) => e.getBoundingClientRect().height;
        found.push({
            names: names.join(), gap, top: boxes[0].top + scrollY,
            left: Math.min(...boxes.map((b) => b.left)),
            end: all(".lab")[0].getBoundingClientRect().bottom - end,
            wide: document.documentElement.scrollWidth,
            // a box that is there without anything in it
            empty: all(".left, .choose, .controls, .lab-head, .rooms, .stage")
                .filter((e) => tall(e) && !things.some((thing) => e.contains(thing)))
                .map((e) => e.className),
        });
    }
    return found;
}"""


def test_whatever_a_link_leaves_out_nothing_is_left_of_it(visit):
    """Every combination: no gap, no empty column or box, nothing that sticks out."""
    visitor = visit(details=False)
    for width, height in ((1366, 768), (390, 844), (1920, 1080)):
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.settle()
        combinations = visitor.page.evaluate(SPACES)
        assert len(combinations) > 240
        for found in combinations:
            assert (found["empty"], found["wide"]) == ([], width), found
            assert found["gap"] <= 70, (width, found)  # the verdict's last line may be empty
            assert found["top"] <= 24, (width, found)
            assert found["left"] <= 48, (width, found)
            assert found["end"] <= 50, (width, found)
    assert not visitor.errors
