"""The page's own files over HTTP: kept for good by browsers, and named after what is in them."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui import page, settings
from ui.security import allowed_paths, headers
from ui.server import static_files

FILES = page.files()


@pytest.fixture
def client():
    return TestClient(Starlette(routes=[FILES.route()]))


@pytest.mark.parametrize("path", FILES.files)
def test_every_file_is_served_and_kept_for_good(client, path):
    answer = client.get(f"/{FILES.folder}/{path}")
    assert answer.status_code == 200
    assert answer.content == FILES.files[path]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    kinds = {"js": "javascript", "css": "text/css", "html": "text/html", "json": "json"}
    assert kinds[path.rsplit(".", 1)[1]] in answer.headers["content-type"]
    assert allowed_paths.find(f"/{FILES.folder}/{path}").methods == ("GET", "HEAD")


@pytest.mark.parametrize("path", ["none.js", "../app.py", "", "page.js/", "types.d.ts"])
def test_nothing_else_is_served(client, path):
    assert client.get(f"/{FILES.folder}/{path}").status_code == 404
    assert client.get(f"/lab/static/0123456789ab/{path or 'page.js'}").status_code == 404


def test_another_content_has_another_folder():
    some = {"a.js": "let a;", "b.js": ""}
    folder = static_files.collect(some, {}).folder
    assert re.fullmatch(r"lab/static/[0-9a-f]{12}", folder)
    assert static_files.collect(dict(reversed(some.items())), {}).folder == folder
    for other in ({**some, "b.js": " "}, {"a.js": "let a;"}, {"a.js": "let a;b.js 0"}):
        assert static_files.collect(other, {}).folder != folder


def test_the_page_names_what_it_needs_from_the_start():
    named = re.findall(r"<([^>]*)>;rel=(\w+)", FILES.preload)
    assert len(named) == len(FILES.at_once)
    for address, relation in named:
        path = address.removeprefix(f"{FILES.folder}/")
        assert path in FILES.files
        assert not path.startswith(("rooms/", "charts/", "about/", "later.js"))
        assert (relation == "modulepreload") == path.endswith(".js")
    assert {"main.js", "page.js", "asking/line.js", "stage/pad.js"} <= set(FILES.at_once)
    # nginx takes heads of up to 4 kB from a server, with a cookie and Gradio's own
    head = sum(len(name) + len(value) for name, value in headers.make(settings.HUB).items())
    assert head + len(FILES.preload) < 3200


def test_the_page_itself_holds_nothing_of_ours():
    """All of it is fetched by one function call."""
    scripts = [
        block.js_on_load for block in page.build().blocks.values() if hasattr(block, "js_on_load")
    ]
    assert len(scripts) == 4
    for script in scripts:
        assert f"{FILES.folder}/main.js" in script
        assert len(script) < 300
    assert {"css", "head", "js"}.isdisjoint(page.look())
