"""The room "inside": the funnel of all layers, what is looked at, and its arithmetic."""

import pytest

from ae_core.models.presets import PRESETS
from tests.browser.conftest import PHONE, alike
from tests.browser.rest import HURRY
from tests.browser.steps import english
from ui.words import WORDS

pytestmark = pytest.mark.browser

CHOSEN = "lab.opened.inside.chosen"
ANSWERED = """() => {
    const room = lab.opened.inside;
    const { layer, unit, at } = room?.chosen ?? {};
    const look = room?.answer?.layer;
    return room?.answer?.model === lab.state.now.model && layer &&
        (layer === "picture" || look?.name === layer) && room.rest === undefined &&
        (layer === "picture" || room.selection.find(layer).shape.length === 1 || !look.pixel ||
            String(look.pixel.at) === String(at) && look.unit.number === unit);
}"""


@pytest.fixture
def enter(visit):
    """enter(model, **options) → a visitor before the open room, with a layer looked at."""

    def open_room(model="conv_32", path="/?room=inside", **options):
        visitor = visit(path, details=False, **options)
        visitor.page.locator(".rooms").scroll_into_view_if_needed()
        use(visitor, model)
        return visitor

    return open_room


def use(visitor, model):
    visitor.page.evaluate("model => lab.choose({ model })", model)
    settle(visitor)


def settle(visitor):
    visitor.settle()
    visitor.wait_until(ANSWERED, patience=60)


def look(visitor, layer, unit=None, at=None):
    visitor.page.evaluate(
        "([layer, unit, at]) => lab.opened.inside.choose({ layer, unit, at })", [layer, unit, at]
    )
    settle(visitor)


def names(visitor):
    return visitor.page.evaluate("lab.opened.inside.layers.map(({ name }) => name)")


def chosen(visitor):
    return visitor.page.evaluate(CHOSEN)


def funnel(visitor):
    return visitor.page.evaluate(
        "document.querySelector('[data-id=\"inside-canvas\"]').toDataURL()"
    )


def result(visitor):
    """The page's own value, and the network's."""
    own, said = visitor.page.evaluate(
        """(() => {
            const { own, said } = document.querySelector('[data-id="inside-result"]').dataset;
            return [Number(own), Number(said)];
        })()"""
    )
    return own, said


def test_every_net_is_on_one_screen_layer_by_layer(enter):
    visitor = enter()
    page = visitor.page
    for model in PRESETS:
        use(visitor, model)
        stops = page.locator('[data-id="inside-stops"] button')
        assert stops.count() == len(names(visitor)) >= 4
        assert page.locator("[data-role=code]").count() == 1
        for width, height in ((1366, 768), (1280, 720)):
            page.set_viewport_size({"width": width, "height": height})
            settle(visitor)
            box = page.locator(".inside-scroll").bounding_box()
            assert box["height"] < height - 120, model
            for stop in (stops.first, stops.last):
                inside = stop.bounding_box()
                assert box["x"] - 1 <= inside["x"]
                assert inside["x"] + inside["width"] <= box["x"] + box["width"] + 1, model
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visitor.errors == []


# what is said of a layer, and its value by the page and by the network, if they are on show
SAID = """(() => {
    const get = (name) => document.querySelector(`[data-id="inside-${name}"]`);
    const { dataset, offsetParent } = get("result");
    const values = offsetParent && [Number(dataset.own), Number(dataset.said)];
    return [...["name", "does", "line"].map((name) => get(name).innerText), values];
})()"""


def test_every_layer_can_be_looked_at_and_its_arithmetic_adds_up(enter):
    visitor = enter()
    for model in ("conv_32", "unet", "conv_4x4x8", "dense_32"):
        use(visitor, model)
        multiplied = 0
        for layer in names(visitor):
            look(visitor, layer)
            name, does, line, values = visitor.page.evaluate(SAID)
            assert name, (model, layer)
            assert does.endswith((".", "。")), (model, layer)
            assert layer in line, model
            if values:
                own, said = values
                assert own == pytest.approx(said, rel=1e-3, abs=1e-3), (model, layer)
                multiplied += 1
        counts = visitor.page.evaluate(
            "lab.opened.inside.layers.map(({ parameters }) => parameters)"
        )
        assert multiplied == sum(count > 0 for count in counts), model
    assert visitor.errors == []


def test_the_pen_changes_the_funnel_and_what_is_looked_at(enter):
    visitor = enter(viewport={"width": 1366, "height": 900})
    look(visitor, "encoder_01_conv2d", 3, [5, 6])
    before, (own, _) = funnel(visitor), result(visitor)
    visitor.draw([[(0.2, 0.5), (0.5, 0.4), (0.8, 0.5)]])
    visitor.wait_for_change(lambda: funnel(visitor), before)
    settle(visitor)
    assert chosen(visitor) == {"layer": "encoder_01_conv2d", "unit": 3, "at": [5, 6]}
    now, said = result(visitor)
    assert now != own
    assert now == pytest.approx(said, rel=1e-3, abs=1e-3)


def test_a_click_chooses_a_map_and_its_pixel(enter):
    visitor = enter()
    page = visitor.page
    place = page.evaluate(
        """(() => {
            const room = lab.opened.inside;
            const box = room.funnel.boxes[2];
            const { left, top } = document.querySelector('[data-id="inside-canvas"]')
                .getBoundingClientRect();
            return [left + box.x + box.pitch + box.tile / 2, top + box.y + 2 * box.pitch + 1];
        })()"""
    )
    page.mouse.click(*place)
    settle(visitor)
    columns, tile = page.evaluate(
        "(({ columns, tile }) => [columns, tile])(lab.opened.inside.funnel.boxes[2])"
    )
    now = chosen(visitor)
    assert now["layer"] == names(visitor)[2]
    assert now["unit"] == 2 * columns + 1
    row = now["at"][0]
    assert row == pytest.approx(14 / tile, abs=2)  # a pixel of the screen from the map's top
    assert f"Map {now['unit'] + 1} of 32" in visitor.text("inside-unit-title")
    assert visitor.text("inside-pixel-title").startswith(f"One pixel: row {row + 1},")


def test_keys_move_between_layers_maps_and_pixels(enter):
    visitor = enter()
    page = visitor.page
    stops = page.locator('[data-id="inside-stops"] button')
    page.locator('[data-id="inside-stops"] [tabindex="0"]').focus()
    assert page.locator('[data-id="inside-stops"] [tabindex="0"]').count() == 1
    page.keyboard.press("ArrowRight")
    settle(visitor)
    assert chosen(visitor)["layer"] == names(visitor)[2]
    assert stops.nth(2).get_attribute("aria-current") == "true"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Conv")
    visitor.wait_for_text("inside-aloud", "Convolution: 32 filters.")
    unit = chosen(visitor)["unit"]
    page.keyboard.press("ArrowDown")
    settle(visitor)
    assert chosen(visitor)["unit"] == (unit + 1) % 32
    visitor.wait_for_text("inside-aloud", f"Map {(unit + 1) % 32 + 1} of 32")
    page.keyboard.press("Control+ArrowDown")  # the browser's
    assert chosen(visitor)["unit"] == (unit + 1) % 32
    page.keyboard.press("End")
    settle(visitor)
    assert chosen(visitor)["layer"] == names(visitor)[-1]

    look(visitor, names(visitor)[2], 4, [5, 5])
    maps = page.locator('[data-id="inside-maps"]')
    maps.focus()
    page.keyboard.press("ArrowRight")
    settle(visitor)
    assert chosen(visitor)["unit"] == 5
    assert maps.get_attribute("aria-valuetext").startswith("Map 6 of 32")
    fires = page.locator('[data-id="inside-fires"]')
    at = chosen(visitor)["at"]
    fires.focus()
    page.keyboard.press("ArrowDown")
    settle(visitor)
    assert chosen(visitor)["at"] == [min(13, at[0] + 1), at[1]]
    assert fires.get_attribute("aria-valuetext").startswith(f"Row {min(14, at[0] + 2)},")


def test_clean_and_what_noise_changes(enter):
    visitor = enter()
    page = visitor.page
    look(visitor, "encoder_01_conv2d")
    seen = {"noisy": funnel(visitor)}
    for show in ("clean", "difference"):
        page.locator(f'[name="inside-show"][value="{show}"]').check(force=True)
        visitor.wait_for_change(lambda: funnel(visitor), seen[list(seen)[-1]])
        settle(visitor)
        seen[show] = funnel(visitor)
    assert len(set(seen.values())) == 3
    assert english("inside_more") in visitor.text("inside-legend")
    assert visitor.text("inside-pixel-note") == english("inside_pixel_signed")
    assert not page.locator('[data-id="inside-result"]').is_visible()
    same = page.locator('[data-id="inside-same"]')
    assert not same.is_visible()
    page.evaluate("lab.choose({ level: 0 })")
    same.wait_for(state="visible")
    assert same.inner_text() == english("inside_same")


def test_a_layer_chosen_while_what_is_shown_changes_has_its_own_strongest_unit(enter):
    visitor = enter()
    page = visitor.page

    def show(which):
        page.locator(f'[name="inside-show"][value="{which}"]').check(force=True)
        visitor.wait_until(f"lab.opened.inside.answer.show === '{which}'")
        settle(visitor)
        return page.evaluate(
            """Object.fromEntries(Object.entries(lab.opened.inside.selection.values)
                .map(([name, values]) => [name, values.strongest()]))"""
        )

    differs, noisy = show("difference"), show("noisy")
    name = next(name for name in names(visitor)[2:] if differs[name] != noisy[name])
    page.evaluate(
        """layer => {
            document.querySelector('[name="inside-show"][value="difference"]').click();
            lab.opened.inside.choose({ layer, unit: null, at: null });
        }""",
        name,
    )
    visitor.wait_until("lab.opened.inside.answer.show === 'difference'")
    settle(visitor)
    assert chosen(visitor)["unit"] == differs[name]


def test_an_empty_pad_leaves_no_blank_page(enter):
    visitor = enter()
    room = visitor.page.locator('.room:has([data-id="inside-scroll"])')
    assert room.bounding_box()["height"] > 500
    visitor.page.click('[data-id="clear"]')
    visitor.wait_until("lab.last.answer.state === 'blank'")
    assert room.bounding_box()["height"] == 0


def test_what_each_value_adds_is_not_cut(enter):
    visitor = enter("ordered_32", viewport={"width": 1366, "height": 768})
    look(visitor, "decoder_16_conv2d")
    cut = visitor.page.locator('[data-id="inside-bars"] b').evaluate_all(
        "all => [all.length, all.filter(b => b.scrollWidth > b.clientWidth).length]"
    )
    assert cut[0] > 10
    assert cut[1] == 0
    bars = visitor.page.locator('[data-id="inside-bars"]')
    assert bars.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_the_digit_is_followed_step_by_step(enter):
    visitor = enter(reduced_motion="reduce")
    page = visitor.page
    page.click('[data-id="inside-follow"]')
    play = page.locator('[data-id="inside-play"]')
    assert play.get_attribute("aria-label") == english("inside_play")  # nothing moves by itself
    assert visitor.text("inside-says").startswith(english("inside_name_picture"))
    for _ in names(visitor)[1:]:
        page.click('[data-id="inside-on"]')
    assert page.locator('[data-id="inside-on"]').is_disabled()
    assert page.evaluate("document.activeElement.dataset.id") == "inside-back"
    assert visitor.text("inside-says").startswith(english("inside_name_restored"))
    page.click('[data-id="inside-back"]')
    assert visitor.text("inside-says").startswith(english("inside_name_logits"))
    assert page.locator('[data-id="inside-stops"] .ahead').count() == 1
    page.click('[data-id="inside-end"]')
    assert page.locator('[data-id="inside-stops"] .ahead').count() == 0
    settle(visitor)


def test_the_way_goes_on_by_itself_until_it_is_stopped(enter):
    visitor = enter("dense_16")
    page = visitor.page
    page.evaluate(HURRY)
    page.click('[data-id="inside-follow"]')
    visitor.wait_until("lab.opened.inside.way.at >= 1")
    page.click('[data-id="inside-play"]')
    assert page.evaluate("lab.opened.inside.way.timer === undefined")
    at = page.evaluate("lab.opened.inside.way.at")
    page.wait_for_timeout(800)  # longer than a step
    assert page.evaluate("lab.opened.inside.way.at") == at


def test_a_choice_stops_the_way_where_it_is(enter):
    visitor = enter("dense_16")
    page = visitor.page
    page.evaluate(HURRY)
    page.click('[data-id="inside-follow"]')
    last = page.locator('[data-id="inside-stops"] button').last
    last.evaluate("e => e.click()")
    assert page.evaluate("lab.opened.inside.way.timer === undefined")
    assert visitor.text("inside-says").startswith(english("inside_name_restored"))
    assert page.locator('[data-id="inside-stops"] .ahead').count() == 0
    page.wait_for_timeout(800)  # longer than a step
    assert chosen(visitor)["layer"] == names(visitor)[-1]


def test_weights_are_fetched_once(enter):
    visitor = enter(notes_requests=True)
    for name in ("encoder_02_conv2d", "encoder_03_conv2d", "encoder_02_conv2d"):
        look(visitor, name)
    use(visitor, "dense_16")
    use(visitor, "conv_32")
    look(visitor, "encoder_02_conv2d")
    fetched = [url for url in visitor.requests if "/lab/weights/conv_32/encoder_02" in url]
    assert len(fetched) == 1


def test_weights_that_do_not_come_are_asked_for_again(enter):
    visitor = enter()
    lost = []

    def lose(route):
        lost.append(route.request.url)
        route.fulfill(status=503, body="busy")

    visitor.page.route("**/lab/weights/**", lose, times=1)
    look(visitor, "encoder_03_conv2d", unit=1)
    visitor.wait_for_change(lambda: len(lost), 0)
    assert english("inside_no_weights") not in visitor.text("inside-unit-note")
    visitor.wait_until("!document.querySelector('[data-id=\"inside-filter-box\"]').hidden")


def test_a_net_of_one_layer_paints_a_sum(enter):
    visitor = enter("dense_16")
    page = visitor.page
    steps = page.locator('[data-id="inside-steps"] figure')
    assert steps.count() == 17  # the bias, and sixteen numbers
    last = page.evaluate(
        """(() => {
            const c = document.querySelector('[data-id="inside-steps"]').lastChild.children[1];
            const d = c.getContext("2d").getImageData(0, 0, 28, 28).data;
            return Array.from({ length: 784 }, (_, i) => d[4 * i]);
        })()"""
    )
    assert alike(last, visitor.pixels("restored"))
    use(visitor, "conv_32")
    assert not page.locator('[data-id="inside-sum"]').is_visible()


def test_unused_and_idle_numbers_are_marked(enter):
    visitor = enter("ordered_32")
    # at once: an answer of the room may come before that of the stage
    used = "(lab.choose({ numbers: 20 }), lab.opened.inside.selection.used)"
    assert visitor.page.evaluate(used) == 20
    code = visitor.page.evaluate("lab.opened.inside.layers.find(l => l.role === 'code').name")
    look(visitor, code)
    assert english("inside_unused", n=12, m=32) in visitor.text("inside-idle")
    look(visitor, code, 22)
    assert english("inside_unused_number") in visitor.text("inside-unit-note")
    look(visitor, names(visitor)[1])
    visitor.page.evaluate("lab.choose({ numbers: 4 })")
    settle(visitor)
    look(visitor, code)
    assert chosen(visitor)["unit"] < 4
    assert english("inside_unused_number") not in visitor.text("inside-unit-note")
    use(visitor, "unet")
    idle = visitor.page.evaluate(
        "lab.opened.inside.layers.filter(l => l.idle.size).map(l => [l.name, [...l.idle][0]])"
    )
    assert idle
    look(visitor, *idle[0])
    assert "Crossed out" in visitor.text("inside-idle")
    assert english("inside_idle_map") in visitor.text("inside-unit-note")


def test_the_summary_counts_all_parameters(enter):
    visitor = enter("restore_5x5")
    visitor.page.locator(".inside-summary > summary").click()
    rows = visitor.page.locator('[data-id="inside-rows"] tr')
    assert rows.count() == len(names(visitor)) + 1
    assert rows.last.inner_text().endswith(f"{PRESETS['restore_5x5'].parameters:,}")


def test_a_net_that_is_known_already_has_its_own_summary_and_way(enter):
    visitor = enter("dense_16", reduced_motion="reduce")
    page = visitor.page
    use(visitor, "conv_32")
    use(visitor, "dense_16")
    layers = names(visitor)
    assert page.locator('[data-id="inside-rows"] tr').count() == len(layers) + 1
    page.click('[data-id="inside-follow"]')
    for layer in layers[1:]:
        page.click('[data-id="inside-on"]')
        assert chosen(visitor)["layer"] == layer
    assert page.locator('[data-id="inside-on"]').is_disabled()
    assert visitor.text("inside-says").startswith(english("inside_name_restored"))
    settle(visitor)
    assert visitor.errors == []


def test_a_net_whose_layers_are_not_known_yet_cannot_be_followed(enter):
    visitor = enter("conv_32")
    visitor.page.evaluate(
        """() => {
            lab.choose({ model: "dense_16" });
            lab.opened.inside.follow();
            document.querySelector('[data-id="inside-follow"]').click();
        }"""
    )
    settle(visitor)
    assert visitor.page.locator('[data-id="inside-way"]').is_hidden()
    visitor.page.click('[data-id="inside-follow"]')
    assert visitor.text("inside-says").startswith(english("inside_name_picture"))
    assert visitor.errors == []


def test_the_digits_that_fire_a_unit_most_are_named_in_the_language_that_is_chosen(enter):
    visitor = enter("dense_16")
    page = visitor.page
    first = page.locator('[data-id="inside-best"] canvas').first

    def said():
        return visitor.text("inside-best-title"), first.get_attribute("aria-label")

    def expected(title, language):
        return WORDS[title][language], WORDS["inside_best_one"][language].format(d=digit)

    digit = page.evaluate(
        """(() => {
            const { answer, known } = lab.opened.inside;
            return known.net.digits[answer.layer.unit.best[0]].label;
        })()"""
    )
    assert said() == expected("inside_best", 0)
    page.click('[data-lang="zh"]')
    assert said() == expected("inside_best", 1)
    # as a net has them that has learnt symbols
    page.evaluate("lab.opened.inside.known.net.digits.forEach((one) => { one.label = 'A'; })")
    page.click('[data-lang="en"]')
    assert said() == (english("inside_best_symbols"), "A")
    page.click('[data-lang="zh"]')
    assert said() == (WORDS["inside_best_symbols"][1], "A")


def test_it_fits_a_phone_in_chinese(enter):
    visitor = enter("restore_5x5", "/?room=inside&lang=zh", **PHONE)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    scroll = page.locator(".inside-scroll")
    assert scroll.evaluate("e => e.scrollWidth > e.clientWidth")  # the funnel alone

    def in_sight():
        layer, seen = page.locator("[aria-current]").bounding_box(), scroll.bounding_box()
        left = layer["x"] - seen["x"]
        return 0 <= left <= left + layer["width"] <= seen["width"] + 1

    assert in_sight()  # the first layer, which the text below explains
    assert scroll.evaluate("e => e.matches('.after')")  # the edge to the others fades
    chinese = visitor.text("inside-name")
    last = page.locator('[data-id="inside-stops"] button').last
    last.evaluate("e => e.click()")
    settle(visitor)
    assert in_sight()
    visitor.next_frame()
    assert scroll.evaluate("e => e.matches('.before:not(.after)')")
    assert visitor.text("inside-name") != chinese
    page.click('[data-lang="en"]')
    assert visitor.text("inside-name") == english("inside_name_restored")
    assert visitor.errors == []
