"""Connections: whose they are, and how long and how large a request may be on its way.

uvicorn waits for ever for the end of a request's head, however large it grows. Once the head is
there, `guard` bounds the request.
"""

import asyncio
import os

import uvicorn.config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD = 64 * 1024  # bytes; `guard` refuses less than that in words
MAX_REQUEST = 16 * 1024**2  # bytes, whatever was answered meanwhile
HEAD_SECONDS = 20
REQUEST_SECONDS = 90
# A Space is reached through proxies of the Hub's private network alone. Of the addresses in
# X-Forwarded-For the last that is none of these is the visitor's, whatever the visitor wrote.
SPACE_PROXIES = "127.0.0.1,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"


class Connection(HttpToolsProtocol):
    """A connection that is closed where a request comes too slowly, or has no end."""

    _timer: asyncio.TimerHandle | None = None
    _received = 0  # bytes of the request under way
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See asyncio; from now on the first head is waited for."""
        super().connection_made(transport)
        self._close_in(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio."""
        self._close_in(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio."""
        self._received += len(data)
        super().data_received(data)
        if self._received > (MAX_HEAD if self._in_head else MAX_REQUEST):
            self.transport.close()

    def on_message_begin(self) -> None:
        """Called by the parser at a request's first byte."""
        super().on_message_begin()
        self._received, self._in_head = 0, True
        self._close_in(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        """Called by the parser where a head ends."""
        super().on_headers_complete()
        self._in_head = False
        self._close_in(REQUEST_SECONDS)

    def on_message_complete(self) -> None:
        """Called by the parser where a request ends."""
        super().on_message_complete()
        self._received = 0
        self._close_in(None)

    def _close_in(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if seconds is not None:
            self._timer = self.loop.call_later(seconds, self.transport.close)


def on_a_space() -> bool:
    """Whether the Hub runs this server."""
    return bool(os.environ.get("SPACE_ID")) or os.environ.get("SYSTEM") == "spaces"


def install() -> None:
    """Have uvicorn use `Connection`, and on a Space believe the Hub's proxies whose requests come.

    To be called before Gradio starts uvicorn, to which it passes no such settings.
    """
    uvicorn.config.HTTP_PROTOCOLS["auto"] = f"{__name__}:{Connection.__name__}"
    if on_a_space():
        os.environ.setdefault("FORWARDED_ALLOW_IPS", SPACE_PROXIES)


def no_proxy_to_this_machine() -> None:
    """Add this machine to `NO_PROXY`, whose other hosts are kept.

    Gradio asks its own address at the start, and ends where a proxy answers instead. To most
    programs the name in small letters, where there is one, hides the other.
    """
    names = ("no_proxy", "NO_PROXY")
    ours = ("localhost", "127.0.0.1", "::1", os.environ.get("GRADIO_SERVER_NAME"))
    hosts = ",".join(filter(None, (*map(os.environ.get, names), *ours)))
    os.environ.update(dict.fromkeys(names, hosts))
