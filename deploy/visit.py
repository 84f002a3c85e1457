"""The inner part of the rehearsal: start the page, use it once, and end it.

`deploy.rehearse` runs `python -m deploy.visit ORDER` in the folder of the page, in a network
namespace of its own where it can. ORDER is JSON, see `Order`. Prints the findings as JSON.
"""

import fcntl
import json
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

from gradio_client import Client, handle_file
from PIL import Image, ImageDraw

START_SECONDS = 300  # a Space is given 30 minutes
END_SECONDS = 10  # after SIGTERM; then Docker kills
_LOG_END = 2000  # characters that are shown of a log with an error
_LOOPBACK_UP = 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40)  # SIOCSIFFLAGS, up and running


class Order(NamedTuple):
    """How to run the page.

    Attributes:
        python: the command of Python, with what has to stand before it.
        environment: all variables of the page.
        isolated: whether this process has a network of its own.
    """

    python: list[str]
    environment: dict[str, str]
    isolated: bool


class Finding(NamedTuple):
    """What was looked at, what was found, and whether that is good."""

    what: str
    found: str
    good: bool


def main(text: str) -> None:
    """Start the page, use it, end it, and print what was found."""
    order = Order(**json.loads(text))
    if order.isolated:
        with socket.socket() as any_socket:
            fcntl.ioctl(any_socket, *_LOOPBACK_UP)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as home:
        environment = {**order.environment, "HOME": home, "TMPDIR": home}
        environment["GRADIO_SERVER_PORT"] = str(port)
        findings = [check_code(order.python, environment)]
        process = subprocess.Popen(
            [*order.python, "app.py"], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}/"
            findings += [_check_start(url, process), _check_health(url), _check_digit(url)]
            findings.append(_check_end(process))
        except Exception as error:
            findings.append(Finding("visit", repr(error), False))
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        findings.append(check_log(log.read().decode()))
    print(json.dumps(findings))


def check_code(python: list[str], environment: dict[str, str]) -> Finding:
    """Check that the page cannot write to its own folder."""
    script = "open('app.py', 'a'); open('new', 'w')"
    tried = subprocess.run([*python, "-c", script], env=environment, capture_output=True, text=True)
    refused = "PermissionError" in tried.stderr
    return Finding("code", "read-only" if refused else "can be written", refused)


def _check_start(url: str, process: subprocess.Popen) -> Finding:
    start = time.monotonic()
    while process.poll() is None and time.monotonic() - start < START_SECONDS:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                seconds = time.monotonic() - start
                return Finding("page", f"{answer.status} after {seconds:.1f} s", True)
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no page within {START_SECONDS} s, or the process ended")


def _check_health(url: str) -> Finding:
    with urllib.request.urlopen(f"{url}lab/health", timeout=10) as answer:
        health = json.load(answer)
    unusable = [key for key, state in health["models"].items() if state != "usable"]
    found = f"{health['state']}, {len(health['models'])} models, unusable: {unusable or 'none'}"
    return Finding("health", found, health["state"] == "ready" and not unusable)


def _check_digit(url: str) -> Finding:
    """Restore a drawn seven through the endpoint for programs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "seven.png")
        picture = Image.new("L", (200, 200), 255)
        ImageDraw.Draw(picture).line([(60, 40), (140, 40), (80, 160)], fill=0, width=14)
        picture.save(path)
        client = Client(url, verbose=False, download_files=folder)
        _, _, _, scores = client.predict(
            handle_file(path), "conv_32", "gaussian", 0.5, 7, api_name="/denoise"
        )
    gained = scores["restored"]["psnr"] - scores["noisy"]["psnr"]
    return Finding("a digit restored", f"{gained:+.1f} dB", gained > 3)


def _check_end(process: subprocess.Popen) -> Finding:
    start = time.monotonic()
    process.terminate()
    try:
        status = process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        return Finding("SIGTERM", f"still running after {END_SECONDS} s", False)
    seconds = time.monotonic() - start
    return Finding("SIGTERM", f"exit status {status} after {seconds:.1f} s", status == 0)


def check_log(log: str) -> Finding:
    """Check that the log has no error; exceptions that Python ignores do not count."""
    # The packages that a Space adds leave event loops behind, which Python reports and ignores.
    ignored = log.count("Exception ignored in")
    if " ERROR " in log or log.count("Traceback (most recent") > ignored:
        return Finding("log", log[-_LOG_END:], False)
    return Finding("log", f"no error, {log.count(' WARNING ')} warnings", True)


if __name__ == "__main__":
    main(sys.argv[1])
