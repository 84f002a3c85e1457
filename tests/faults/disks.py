"""Disks that are full, or cannot be written to, as real as the machine allows."""

import functools
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small(folder: Path, size: int) -> Iterator[Path]:
    """A file system of so many bytes, in memory; who may not mount one skips."""
    with _mounted(folder, f"size={size}"):
        yield folder


def fill(folder: Path, but: int = 0) -> None:
    """Leave so many bytes free in a file system, by a file called ballast."""
    with (folder / "ballast").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    if but:
        os.truncate(folder / "ballast", (folder / "ballast").stat().st_size - but)


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """What is in the folder, on a file system that nobody can write to, not even root."""
    _run("mount", "--bind", str(folder), str(folder))
    try:
        _run("mount", "-o", "remount,ro,bind", str(folder))
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """No file of this process can grow beyond so many bytes: a full disk for those without root.

    Python ignores the signal that comes with it, so a write fails as it does on a full disk.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def _mounted(folder: Path, options: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@functools.cache
def mountable() -> bool:
    """Whether this process may mount file systems."""
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(
            ["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True
        ).returncode:
            return False
        subprocess.run(["umount", "--lazy", folder], check=True)
    return True


def _run(*command: str) -> None:
    if not mountable():
        pytest.skip("nothing can be mounted here")
    subprocess.run(command, check=True)
