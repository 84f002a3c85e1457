"""Work in a thread of its own: in the tests' thread, Playwright may keep a loop running."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor


def apart(function: Callable, *args, **options):
    """What `function(*args, **options)` gives or raises."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *args, **options).result()


def run(coroutine: Coroutine):
    """As `asyncio.run`."""
    return apart(asyncio.run, coroutine)
