"""The dialog "How it works": its button and link, its pictures, its examples, its layout."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.looks import faint, languages_on, sticking_out
from ui.how import FAILURES, failure
from ui.words import WORDS

pytestmark = pytest.mark.browser

CANVAS = 'canvas[data-picture="{}"]'


def is_open(visitor) -> bool:
    return visitor.page.evaluate("document.querySelector('.how').open")


def focused(visitor) -> str:
    return visitor.page.evaluate("document.activeElement.dataset.id")


def same_picture(visitor, name: str) -> bool:
    return visitor.page.evaluate(
        """name => {
            const data = of => document.querySelector(of).getContext("2d")
                .getImageData(0, 0, 28, 28).data.join();
            return data(`canvas[data-picture="${name}"]`) === data(`canvas[data-id="${name}"]`);
        }""",
        name,
    )


def test_its_button_opens_it_and_escape_or_back_closes_it(visit):
    visitor = visit()
    start = visitor.page.url
    assert not is_open(visitor)
    visitor.page.click('[data-id="how"]')
    assert is_open(visitor)
    assert "how" in visitor.page.url
    assert focused(visitor) == "how-close"
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_url(start)
    assert not is_open(visitor)
    assert focused(visitor) == "how"
    visitor.page.click('[data-id="how"]')
    visitor.page.go_back()
    visitor.page.wait_for_function("!document.querySelector('.how').open")
    assert visitor.page.url == start
    visitor.page.click('[data-id="how"]')
    visitor.page.click('[data-id="how-close"]')
    visitor.page.wait_for_url(start)
    assert not is_open(visitor)
    assert not visitor.errors


def test_a_link_opens_it_at_one_part(visit):
    visitor = visit("/?how=fails&lang=en")
    assert is_open(visitor)
    assert 0 <= visitor.page.locator("#how-fails h3").bounding_box()["y"] < 300
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_function("!location.search.includes('how')")
    assert visitor.page.url.endswith("/?lang=en")
    assert focused(visitor) == "how"
    visitor.draw([[(0.2, 0.2), (0.8, 0.8)]])  # the stage behind it can be used
    assert not visitor.errors


def test_its_pictures_show_the_digit_on_the_pad(visit):
    visitor = visit()
    visitor.page.locator('.tray [data-digit="8"]').click()
    visitor.settle()
    visitor.page.click('[data-id="how"]')
    for name in ("seen", "noisy", "restored", "difference"):
        assert same_picture(visitor, name)
        for canvas in visitor.page.locator(CANVAS.format(name)).all():
            assert canvas.bounding_box()["width"] == 112  # a whole zoom
    assert visitor.page.locator(".how-bars .track").count() == 32
    assert "32" in visitor.text("how-squeezed")
    assert visitor.text("how-error").startswith("error 0.")
    visitor.page.click('[data-id="how-close"]')
    visitor.page.select_option("#model", "unet")
    visitor.settle()
    visitor.page.click('[data-id="how"]')
    assert visitor.text("how-squeezed") == WORDS["no_squeeze"][0]
    visitor.page.click('[data-id="how-close"]')
    visitor.page.click('[data-id="clear"]')
    visitor.settle()
    visitor.page.click('[data-id="how"]')
    assert visitor.text("how-blank") == WORDS["how_blank"][0]
    assert not visitor.errors


def test_each_example_of_a_failure_is_shown_on_the_stage_and_says_what_is_seen(visit):
    visitor = visit(**PHONE)
    page = visitor.page
    assert page.locator('[data-id="how-says"]').is_hidden()
    first = visitor.pixels("seen")
    for name in FAILURES:
        view = failure(name)
        page.click('[data-id="how"]')
        page.click(f'[data-try="{name}"]')
        visitor.settle()
        assert not is_open(visitor)
        assert page.input_value("#model") == view["model"]
        assert page.locator(f'input[value="{view["noise"]}"]').is_checked()
        assert visitor.text("level-out") == f"{view['level']:.2f}"
        assert page.evaluate("lab.state.now.seed") == view["seed"]
        assert visitor.pixels("seen") != first
        said = page.locator('[data-id="how-says"]')
        assert WORDS[f"how_{name}_seen"][0] in said.inner_text()
        for element in (said, page.locator('canvas[data-id="restored"]')):
            box = element.bounding_box()
            assert 0 <= box["y"] <= 844 - box["height"]  # in sight
    page.click('[data-id="undo"]')
    visitor.settle()
    assert said.is_hidden()  # as something else is on the stage
    assert not visitor.errors


def test_what_is_seen_follows_the_language_leads_to_the_reason_and_goes_when_one_draws(visit):
    visitor = visit("/?how=fails")
    page = visitor.page
    said = page.locator('[data-id="how-says"]')
    page.click('[data-try="beyond"]')
    visitor.settle()
    page.click('[data-lang="zh"]')
    assert WORDS["how_beyond_seen"][1] in said.inner_text()
    said.locator("button").click()
    assert is_open(visitor)
    assert page.url.endswith("how=fails")
    assert 0 <= page.locator("#how-fails h3").bounding_box()["y"] < 300
    page.keyboard.press("Escape")
    assert said.is_visible()
    visitor.draw([[(0.2, 0.2), (0.8, 0.8)]])
    visitor.settle()
    assert said.is_hidden()
    assert not visitor.errors


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("zh", "dark")])
def test_it_fits_every_width_in_one_language_and_with_enough_contrast(visit, lang, scheme):
    visitor = visit(f"/?how&lang={lang}", color_scheme=scheme)
    for width in (1280, 390, 320):
        visitor.page.set_viewport_size({"width": width, "height": 844})
        visitor.next_frame()
        assert not sticking_out(visitor, ".how")
        if width < 760:  # a row of a table is a list: what a figure is, and the figure, apart
            gaps = visitor.page.evaluate(
                """() => [...document.querySelectorAll(".how td .of")].map(e => {
                    const [its, figure] = [e, e.nextElementSibling]
                        .map(x => x.getBoundingClientRect());
                    return figure.left - its.right;
                })"""
            )
            assert min(gaps) >= 15
    assert languages_on(visitor, ".how") == (lang == "en", lang == "zh")
    for fold in visitor.page.locator(".how details").all():
        fold.locator("summary").click()
        assert fold.get_attribute("open") is not None
    assert not faint(visitor, ".how", at_least=90)
