"""Shut down in order: accept no new requests, answer those that run, then exit.

A balancer in front of several servers sees a closed port and asks another server.
"""

import logging
import os
import signal
import sys
import threading

import gradio as gr

from ui.training import sessions

from . import cleanup, health

PATIENCE = 4  # seconds for requests that run; longer ones are cut off


def listen() -> threading.Event:
    """Handle SIGTERM and Ctrl-C from now on. Call it in the main thread.

    Without a handler, the first process of a container ignores SIGTERM.

    Returns:
        An event that the first signal sets. A second signal ends the process at once.
    """
    requested = threading.Event()

    def handle(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        requested.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)
    return requested


def finish(demo: gr.Blocks) -> None:
    """Stop trainings, answer the requests that run, close the port, and exit with 0, within 5 s.

    The process exits here: Python by itself would first wait for threads that still work.

    Args:
        demo: a page that was launched with `prevent_thread_lock`.
    """
    health.announce_stop()
    sessions.end()
    # uvicorn closes its port first, then each connection once its answer is sent
    demo.server.config.timeout_graceful_shutdown = PATIENCE
    demo.server.close()
    cleanup.end()
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)
