"""What a page looks like: its languages, its contrast, and what sticks out."""

import re


def languages_on(visitor, root="#stage") -> tuple[bool, bool]:
    """Whether the words in `root` hold (English sentences, Chinese characters)."""
    visitor.settle()
    text = visitor.page.inner_text(root).replace("中文", "").replace("EN", "")
    for cited in visitor.page.locator(f"{root} cite").all():  # in the language of what is cited
        text = text.replace(cited.inner_text(), "")
    return bool(re.search(r"[a-z]{3,} [a-z]{3,}", text)), bool(re.search(r"[\u4e00-\u9fff]", text))


def luminance(colour: str) -> float:
    channels = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def faint(visitor, root="#stage", at_least=30) -> list[tuple[str, str, str]]:
    """Texts in `root` that have less contrast than WCAG asks, of `at_least` so many in all."""
    pairs = visitor.page.evaluate(
        """root => {
            const solid = e => {
                for (; e; e = e.parentElement) {
                    const c = getComputedStyle(e).backgroundColor;
                    if (!/, 0\\)$|transparent/.test(c)) return c;
                }
                return "rgb(255, 255, 255)";
            };
            const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
            return [...document.querySelectorAll(`${root} *`)]
                .filter(e => own(e) && e.checkVisibility() && !e.closest("button:disabled, option"))
                .map(e => [e.textContent.trim().slice(0, 30), getComputedStyle(e).color, solid(e)]);
        }""",
        root,
    )
    assert len(pairs) > at_least

    def contrast(colour: str, background: str) -> float:
        light, dark = sorted((luminance(colour), luminance(background)), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    return [pair for pair in pairs if contrast(*pair[1:]) < 4.5]


def sticking_out(visitor, root: str) -> list[str]:
    """The elements in `root` that reach beyond its left or right edge."""
    return visitor.page.evaluate(
        """root => {
            const { left, right } = document.querySelector(root).getBoundingClientRect();
            return [...document.querySelectorAll(`${root} *`)].filter(e => {
                const box = e.getBoundingClientRect();
                const sticksOut = box.right > right + 0.5 || box.left < left - 0.5;
                return e.checkVisibility() && sticksOut;
            }).map(e => e.outerHTML.slice(0, 80));
        }""",
        root,
    )
