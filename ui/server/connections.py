"""Connections: limit the time and size of a request, and trust a Space's proxies.

uvicorn waits for the end of a request's head for ever, however large it grows. Once the head has
arrived, `middleware` limits the request.
"""

import asyncio
import os

import uvicorn.config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 64 * 1024  # bytes; of smaller heads `middleware` refuses long paths and headers
MAX_REQUEST = 16 * 1024**2  # bytes, also after an answer was sent
HEAD_SECONDS = 20
REQUEST_SECONDS = 90
# A Space is reached only through proxies in the Hub's private network. The last address in
# X-Forwarded-For that is not one of these is the visitor's, whatever the visitor wrote there.
SPACE_PROXIES = "127.0.0.1,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"


class Connection(HttpToolsProtocol):
    """A connection that is closed if a request arrives too slowly or is too large."""

    _timer: asyncio.TimerHandle | None = None
    _received = 0  # bytes of the current request
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Called by asyncio. The first head has to arrive in time."""
        super().connection_made(transport)
        self._close_in(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        self._close_in(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        self._received += len(data)
        super().data_received(data)
        if self._received > (MAX_HEAD if self._in_head else MAX_REQUEST):
            self.transport.close()
        elif self._timer is None and (self.cycle is None or self.cycle.response_complete):
            # empty lines after an answer: uvicorn waits for ever for the head that may follow
            self._close_in(HEAD_SECONDS)

    def on_message_begin(self) -> None:
        """Called by the parser at a request's first byte."""
        super().on_message_begin()
        self._received, self._in_head = 0, True
        self._close_in(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        """Called by the parser at the end of a head."""
        super().on_headers_complete()
        self._in_head = False
        self._close_in(REQUEST_SECONDS)

    def on_message_complete(self) -> None:
        """Called by the parser at the end of a request."""
        super().on_message_complete()
        self._received, self._in_head = 0, True
        self._close_in(None)

    def _close_in(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if seconds is not None:
            self._timer = self.loop.call_later(seconds, self.transport.close)


def on_a_space() -> bool:
    """Whether this server runs on a Hugging Face Space."""
    return bool(os.environ.get("SPACE_ID")) or os.environ.get("SYSTEM") == "spaces"


def install() -> None:
    """Make uvicorn use `Connection`, and on a Space trust the Hub's proxies.

    Call it before Gradio starts uvicorn: Gradio passes no such settings on.
    """
    uvicorn.config.HTTP_PROTOCOLS["auto"] = f"{__name__}:{Connection.__name__}"
    if on_a_space():
        os.environ.setdefault("FORWARDED_ALLOW_IPS", SPACE_PROXIES)


def bypass_proxies_for_this_machine() -> None:
    """Add this machine to the hosts in `NO_PROXY`.

    Gradio requests its own address at the start, and fails if a proxy answers instead. For most
    programs `no_proxy` hides `NO_PROXY`, so both are set.
    """
    names = ("no_proxy", "NO_PROXY")
    ours = ("localhost", "127.0.0.1", "::1", os.environ.get("GRADIO_SERVER_NAME"))
    hosts = ",".join(filter(None, (*map(os.environ.get, names), *ours)))
    os.environ.update(dict.fromkeys(names, hosts))
