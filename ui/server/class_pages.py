"""Pages for the class: the lesson plans and the work sheets, from the files in docs.

A plan is written in Markdown, so that it can be read in the repository as well, under the same
name. Its links "?…" are addresses of the page, and open there.
"""

import functools
import html
import re
from pathlib import Path

from markdown_it import MarkdownIt
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

PATH = "/lab/class"
NAMES = ("lesson.md", "lesson.zh.md", "worksheet.html", "worksheet.zh.html")
_DOCS = Path(__file__).parents[2] / "docs"
_ROOT = "../../"  # from these pages to the page's own address
_PLAN = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{
  max-width: 72ch; margin: 0 auto; padding: 16px 20px 48px;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC",
    "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}}
h1 {{ font-size: 26px; line-height: 1.25; }}
h2 {{ margin: 28px 0 8px; font-size: 19px; }}
li {{ margin: 4px 0; }}
a, code {{ overflow-wrap: anywhere; }}
@media print {{ body {{ max-width: none; padding: 0; font-size: 11pt; }} }}
</style>
</head>
<body>
<main>
{body}</main>
</body>
</html>
"""


def route() -> Route:
    """GET of each page. Where docs is not beside the app, they are 404."""
    return Route(f"{PATH}/{{name}}", _answer)


async def _answer(request: Request) -> Response:
    name = request.path_params["name"]
    try:
        return HTMLResponse(page(name))
    except (KeyError, FileNotFoundError):
        return Response("There is no such page.", 404, media_type="text/plain")


@functools.cache
def page(name: str) -> str:
    """A page as HTML.

    Raises:
        KeyError: if it is none of `NAMES`.
        FileNotFoundError: if its file is not there.
    """
    if name not in NAMES:
        raise KeyError(name)
    text = (_DOCS / name).read_text(encoding="utf-8")
    return _plan(text, "zh-CN" if ".zh." in name else "en") if name.endswith(".md") else text


def _plan(text: str, lang: str) -> str:
    body = MarkdownIt("commonmark", {"html": False}).render(text)
    # each opens in a tab of its own, which begins with what the link holds
    body = body.replace('<a href="?', f'<a target="_blank" rel="noopener" href="{_ROOT}?')
    title = re.search(r"^# (.*)$", text, re.MULTILINE)
    return _PLAN.format(lang=lang, title=html.escape(title[1] if title else ""), body=body)
