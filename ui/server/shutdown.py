"""The end, in order: told to stop, the server takes nobody new and finishes what it has begun.

A balancer in front of several servers notices nothing but a closed port, and asks another one.
"""

import logging
import os
import signal
import sys
import threading

import gradio as gr

from ui.training import sessions

from . import cleanup, health

PATIENCE = 4  # seconds for what is under way; what takes longer is cut off


def listen() -> threading.Event:
    """Take SIGTERM and Ctrl-C from now on. Call it in the main thread.

    A process that is alone in its container would otherwise not hear SIGTERM at all.

    Returns:
        An event that the first signal sets. A second one ends the process at once.
    """
    told = threading.Event()

    def hear(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, hear)
    return told


def finish(demo: gr.Blocks) -> None:
    """End trainings, answer the requests under way, close the port, and leave with 0, within 5 s.

    The process ends here and now: Python would first wait for threads that are still at work.

    Args:
        demo: a page that was launched with `prevent_thread_lock`.
    """
    health.stopping()
    sessions.end()
    # uvicorn closes its port first, then each connection once its answer is out
    demo.server.config.timeout_graceful_shutdown = PATIENCE
    demo.server.close()
    cleanup.end()
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)
