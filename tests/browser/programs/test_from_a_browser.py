"""Gradio's own page "Use via API", which the footer opens."""

import pytest

from ui.programs import endpoints

pytestmark = pytest.mark.browser


def test_it_lists_the_documented_endpoints_and_no_other(visit):
    visitor = visit()
    page = visitor.page
    page.get_by_role("button", name="Use via API").click()
    page.get_by_text("/denoise_batch").first.wait_for()
    told = page.locator(".api-docs").inner_text()
    for way in endpoints.ENDPOINTS:
        assert f"/{way.__name__}" in told
    assert "28 rows of grey, 0 black, 255 white" in told  # as the docstrings say
    assert "handle_file('digit.png')" in told
    for private in ("/keep", "/train", "/answer"):
        assert private not in told
    assert not visitor.errors
