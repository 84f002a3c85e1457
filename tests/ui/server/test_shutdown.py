"""Shutdown, in a process of its own: running requests are answered, then it exits."""

import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

# A page that takes its time: it prints its address, and then when a slow request has come, which
# is answered once a line comes in.
SLOW = """
import sys
import gradio as gr
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from ui.server import shutdown

def slow(request):
    print("asked", flush=True)
    sys.stdin.readline()
    return PlainTextResponse("done")

told = shutdown.listen()
with gr.Blocks() as demo:
    gr.Markdown("slow")
routes = {"routes": [Route("/slow", slow)]}
_, address, _ = demo.launch(app_kwargs=routes, prevent_thread_lock=True, quiet=True, ssr_mode=False)
print(address, flush=True)
told.wait()
shutdown.finish(demo)
"""


@pytest.fixture(scope="module")
def run():
    """run() → a process that serves `SLOW`, and its address."""
    processes = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def ask(address, answers):
    """Ask in a thread; what comes, or the error, is put into `answers`."""

    def get():
        try:
            answers.append(urllib.request.urlopen(f"{address}slow", timeout=60).read())
        except OSError as error:
            answers.append(error)

    thread = threading.Thread(target=get)
    thread.start()
    return thread


def until_closed(address):
    """Wait until the port is closed."""
    host, port = address.strip("/").rsplit("/", 1)[1].split(":")
    end = time.monotonic() + 30
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) != 0:
                return
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_running_request_is_answered_and_new_ones_are_refused(run):
    process, address = run()
    answers = []
    thread = ask(address, answers)
    assert process.stdout.readline() == "asked\n"
    process.send_signal(signal.SIGTERM)
    until_closed(address)
    assert process.poll() is None
    print(file=process.stdin, flush=True)
    assert process.wait(10) == 0
    thread.join()
    assert answers == [b"done"]


def test_a_second_signal_ends_the_process_at_once(run):
    process, address = run()
    answers = []
    thread = ask(address, answers)
    assert process.stdout.readline() == "asked\n"
    process.send_signal(signal.SIGTERM)
    until_closed(address)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == -signal.SIGTERM
    thread.join()
    assert isinstance(answers[0], OSError)
