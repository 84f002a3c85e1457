"""The lesson in the browser: its links, its work sheet, the way to both."""

import re

import pytest

from docs.lesson_links import STEPS, address
from ui.server import class_pages
from ui.words import WORDS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("name", "language", "reads"),
    [("draw", "en", 4), ("four", "zh", 9), ("gone", "en", 3), ("face", "zh", 0)],
)
def test_a_link_of_the_plan_opens_what_it_says(visit, name, language, reads):
    visitor = visit("/" + address(name, language))
    page, step = visitor.page, STEPS[name]
    visitor.settle()
    at = ("en", "zh").index(language)
    assert page.locator("#model").input_value() == step.view["model"]
    assert page.locator(f'input[name="noise"][value="{step.view["noise"]}"]').is_checked()
    assert visitor.text("level-out") == f"{step.view['level']:.2f}"
    assert page.evaluate("lab.state.now.numbers") == step.view.get("numbers")
    assert page.get_attribute(f"#tab-{step.query['room']}", "aria-selected") == "true"
    said = WORDS["read_as"][at].format(d=reads)
    assert said in visitor.text("restored-read").replace("\n", " ")
    for part in step.query.get("hide", "").split(","):
        assert not part or page.locator(f'[data-part="{part}"]').first.is_hidden()
    assert not visitor.errors


def test_the_plan_is_reached_from_how_it_works_in_the_language_of_the_page(visit, server):
    visitor = visit("/?how=class")
    page = visitor.page
    for lang, ending in (("en", ""), ("zh", ".zh")):
        page.evaluate(f"document.querySelector('[data-lang={lang}]').click()")
        for name, kind in (("lesson", "md"), ("worksheet", "html")):
            link = page.locator(f'[data-class="{name}"]')
            assert link.evaluate("e => e.href") == (
                f"{server.address}{class_pages.PATH}/{name}{ending}.{kind}"
            )
    with page.context.expect_page() as opening:
        page.click('[data-class="lesson"]')
    plan = opening.value
    assert "45 分钟" in plan.inner_text("h1")
    with plan.context.expect_page() as opening:
        plan.locator('a[href*="#s="]').first.click()
    opened = opening.value
    opened.wait_for_selector('[data-state="ok"]:not(.room)', state="attached")
    assert opened.input_value("#model") == STEPS["draw"].view["model"]
    assert opened.url.startswith(f"{server.address}/?lang=zh&room=code")
    opened.close()
    plan.close()
    assert not visitor.errors


@pytest.mark.parametrize("name", ["worksheet.html", "worksheet.zh.html"])
def test_the_work_sheet_is_one_sheet_of_a4_and_fits_a_phone(chromium, server, name):
    page = chromium.new_page()
    page.goto(f"{server.address}{class_pages.PATH}/{name}")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    (box,) = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+ [\d.]+)\]", pdf))
    assert [round(float(side) / 72 * 25.4) for side in box.split()] == [210, 297]
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
