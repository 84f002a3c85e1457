"""The page's own files: scripts, one style sheet, one file of markup, and what the scripts know.

Their folder is named after their content, so that a browser keeps them for good: a second visit
fetches none of them again, and another version has another folder.
"""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/lab/static"
_TYPES = {
    "js": "text/javascript",
    "css": "text/css",
    "html": "text/html",
    "json": "application/json",
}
FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
# What the browser is told to fetch along with the page: https://www.w3.org/TR/preload/
_PRELOAD = {
    "js": "modulepreload",
    "css": "preload;as=style",
    "html": "preload;as=fetch;crossorigin",
    "json": "preload;as=fetch;crossorigin",
}


class StaticFiles(NamedTuple):
    """A version of the files.

    Attributes:
        folder: its path below the page's address, without slashes at the ends.
        files: {path in the folder: content}.
        at_once: paths of those that the page needs from the start.
    """

    folder: str
    files: Mapping[str, bytes]
    at_once: tuple[str, ...]

    @property
    def preload(self) -> str:
        """The header `Link` of the page: fetch what it needs while Gradio's own is being read.

        Its addresses are relative to the page's, wherever a proxy shows it; if that does not end in
        "/", the browser fetches these files a little later, when the page's script asks for them.
        """
        return ",".join(
            f"<{self.folder}/{path}>;rel={_PRELOAD[_ending(path)]}" for path in self.at_once
        )

    def route(self) -> Route:
        """GET of each file. Files of another version are 404."""
        return Route(f"/{self.folder}/{{path:path}}", self._answer)

    async def _answer(self, request: Request) -> Response:
        path = request.path_params["path"]
        if path not in self.files:
            return Response("There is no such file.", 404, media_type="text/plain")
        return Response(self.files[path], headers=FOR_GOOD, media_type=_TYPES[_ending(path)])


def collect(at_once: Mapping[str, str], later: Mapping[str, str]) -> StaticFiles:
    """Make a version of files.

    Args:
        at_once: {path: text} of what the page needs from the start. The path ends in .js, .css,
            .html or .json.
        later: the same of what is fetched when it is needed; may hold `at_once` as well.
    """
    contents = {path: text.encode() for path, text in {**later, **at_once}.items()}
    digest = hashlib.sha256()
    for path, content in sorted(contents.items()):
        digest.update(f"{path} {len(content)}\n".encode() + content)
    return StaticFiles(f"{PATH}/{digest.hexdigest()[:12]}".strip("/"), contents, tuple(at_once))


def _ending(path: str) -> str:
    return path.rsplit(".", 1)[1]
