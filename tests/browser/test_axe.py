"""Accessible: axe-core finds no violation, in any room, at any width, language and theme."""

import pytest

from tests.browser.conftest import PHONE
from tests.conftest import missing
from tests.support import node
from ui import rooms

pytestmark = pytest.mark.browser

SIZES = {
    "desk": {"viewport": {"width": 1366, "height": 768}},
    "tablet": {"viewport": {"width": 768, "height": 1024}},
    "phone": PHONE,
}
# Chinese makes what is touched smaller, so it is looked at where fingers touch. Colours are the
# same at all widths, and in both languages.
LOOKS = {"desk": ("en", "dark"), "tablet": ("en",), "phone": ("en", "zh")}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
# [what to look at, tags or names of rules] → each violation with its rule, its element and what is
# wrong; and the rules that something was held against and kept
AXE = """async ([root, type, values]) => {
    const { violations, passes } = await axe.run(root ?? document, {
        runOnly: { type, values },
        rules: type === "tag" ? { "target-size": { enabled: true } } : {},  // axe leaves it off
        resultTypes: ["violations"],
    });
    const found = violations.flatMap(({ id, nodes }) => nodes.map(
        ({ target, any, all, none }) =>
            `${id}: ${target}: ${[...any, ...all, ...none][0]?.message}`));
    return [found, passes.map(({ id }) => id)];
}"""


@pytest.fixture(scope="session")
def axe():
    """axe-core's script."""
    if why := node.fetch_tools():
        missing(f"npm cannot fetch axe-core: {why}")
    return node.AXE


class Audit:
    """Looks at a visitor's page, and notes what axe finds.

    Attributes:
        found: violations, each with where it was seen first.
        kept: names of the rules that something was held against and kept.
        looks: languages, and "dark" for the colours of the other theme.
    """

    def __init__(self, visitor, script, looks):
        self.page, self.looks = visitor.page, looks
        self.page.add_script_tag(path=script)
        self.found: dict[str, str] = {}
        self.kept: set[str] = set()

    def click(self, selector: str) -> None:
        """Wherever it is, and whatever lies before it."""
        self.page.evaluate("selector => document.querySelector(selector).click()", selector)

    def look(self, where: str, root: str | None = None) -> None:
        """At the whole page, or at what `root` selects, in each of its looks."""
        for look in self.looks:
            if look == "dark":
                self.click('[data-id="theme"]')
                self._run(f"{where}, dark", root, "rule", OF_COLOUR)
                self.click('[data-id="theme"]')
            else:
                self.click(f'[data-lang="{look}"]')
                self._run(f"{where}, {look}", root, "tag", TAGS)

    def _run(self, where: str, root: str | None, kind: str, names: list[str]) -> None:
        found, kept = self.page.evaluate(AXE, [root, kind, names])
        for violation in found:
            self.found.setdefault(violation, where)
        self.kept |= set(kept)


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_no_violation(visit, axe, size):
    visitor = visit(**SIZES[size], reduced_motion="reduce")
    page = visitor.page
    audit = Audit(visitor, axe, LOOKS[size])
    audit.look("the page")
    page.evaluate("document.querySelector('.room-frame').scrollIntoView()")
    # axe does not scroll: what lies half under "Start training" on a phone can be moved from there
    page.evaluate("document.querySelector('.train-go').style.position = 'static'")
    for name in rooms.ORDER:
        audit.click(f"#tab-{name}")
        page.wait_for_selector(f'#room-{name}[data-state="ok"]')
        visitor.settle()
        audit.look(name, ".rooms")
    audit.click("#tab-train")
    audit.click('[name="train-what"][value="symbols"]')
    audit.click('[data-id="train-symbols-letters"]')
    page.wait_for_selector('[data-id="train-symbols-list"] canvas', state="attached")
    audit.look("symbols of one's own", ".rooms")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("document.querySelector('.p-restored .hint').open = true")
    audit.look("a question mark", ".p-restored")
    page.keyboard.press("Escape")
    for name in ("share", "how", "take"):
        audit.click(f'[data-id="{name}"]')
        visitor.settle()
        audit.look(f"the dialog {name}", f"dialog.{name}")
        page.keyboard.press("Escape")
    audit.click('[data-id="card"]')
    page.wait_for_selector(".card[open]")
    audit.look("the card of a model", "dialog.card")
    page.keyboard.press("Escape")
    audit.click('[data-id="tour"]')
    audit.look("the tour", ".tour-card")
    page.keyboard.press("Escape")
    audit.click('[data-id="details"]')
    audit.look("no details", ".stage")
    if size != "phone":  # it is for a projector
        audit.click('[data-id="present"]')
        audit.look("Present")
    assert not audit.found
    assert {"color-contrast", "target-size", "region"} <= audit.kept
