"""Run code in another thread: in that of the tests, Playwright may keep an event loop running."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor


def apart(function: Callable, *args, **options):
    """Call `function(*args, **options)` in a thread; return its value or raise its error."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *args, **options).result()


def run(coroutine: Coroutine):
    """Do as `asyncio.run`, in a thread."""
    return apart(asyncio.run, coroutine)
