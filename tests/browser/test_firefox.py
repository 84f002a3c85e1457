"""The page in Firefox: every room, a stroke, and no error."""

import pytest

from tests.conftest import missing
from tests.support import firefox
from tests.support.threads import run
from ui.rooms import ORDER

pytestmark = pytest.mark.browser

PLACE = "document.querySelector('#pad').getBoundingClientRect()"
SHOWN = "document.querySelector('[data-id=restored]').toDataURL()"


def test_every_room_works_in_firefox_and_the_pen_draws(server):
    if firefox.find() is None:
        missing("no Firefox on this machine; install firefox-esr")

    async def visit() -> list[str]:
        async with firefox.opened() as tab:
            await tab.go(f"{server.address}/?room={ORDER[0]}")
            await tab.wait("document.querySelector('#stage [data-state=ok]:not(.room)')")
            for name in ORDER:
                await tab.ask(f"document.querySelector('[data-tab={name}]').click()")
                await tab.wait(f"document.querySelector('[data-room={name}][data-state=ok]')")
            before = await tab.ask(SHOWN)
            left, top, side = [await tab.ask(f"{PLACE}.{name}") for name in ("x", "y", "width")]
            shape = [(0.25, 0.2), (0.75, 0.2), (0.6, 0.5), (0.4, 0.85)]
            await tab.ask("document.querySelector('[data-id=clear]').click()")
            await tab.draw([(left + x * side, top + y * side) for x, y in shape])
            await tab.wait("lab.state.now.digit.strokes.length === 1")
            await tab.wait("lab.last.answer.state === 'ok'")
            await tab.wait(f"{SHOWN} !== '{before}'")
            return tab.errors

    assert run(visit()) == []
