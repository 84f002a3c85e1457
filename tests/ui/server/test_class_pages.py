"""The lesson plans and work sheets over HTTP."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui.security import allowed_paths
from ui.server import class_pages


@pytest.fixture
def client():
    return TestClient(Starlette(routes=[class_pages.route()]))


@pytest.mark.parametrize("name", class_pages.NAMES)
def test_a_page_is_html_in_its_language_and_leads_nowhere_else(client, name):
    path = f"{class_pages.PATH}/{name}"
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{"zh-CN" if ".zh." in name else "en"}">' in answer.text
    assert allowed_paths.find(path).methods == ("GET", "HEAD")
    links = re.findall(r'href="([^"]*)"', answer.text)
    assert {link for link in links if not link.startswith("../../?")} <= set(class_pages.NAMES)
    assert len(links) > 1
    assert not re.search(r'src=|<link|url\(["h]', answer.text)  # it is one file


def test_a_plan_s_links_open_the_page_in_a_tab_of_their_own(client):
    text = client.get(f"{class_pages.PATH}/lesson.md").text
    opening = re.findall(r"<a [^>]*\.\./\.\./\?[^>]*>", text)
    assert len(opening) > 10
    assert all('target="_blank" rel="noopener"' in link for link in opening)


@pytest.mark.parametrize("name", ["api.md", "none.html", "..%2fapp.py", "lesson"])
def test_nothing_else_is_served(client, name):
    assert client.get(f"{class_pages.PATH}/{name}").status_code == 404


def test_where_docs_is_not_there_the_pages_are_missing(client, monkeypatch, tmp_path):
    monkeypatch.setattr(class_pages, "_DOCS", tmp_path)
    class_pages.page.cache_clear()
    assert client.get(f"{class_pages.PATH}/lesson.md").status_code == 404
    class_pages.page.cache_clear()
