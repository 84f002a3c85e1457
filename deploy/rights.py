"""Running a command with fewer rights, and apart from the network: with Linux's own tools."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NOBODY = 65534  # the number of a user who owns nothing

_ROOT = os.geteuid() == 0
_AS_NOBODY = ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
_WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
_ALONE = ["unshare", "--net"] if _ROOT else ["unshare", "--map-root-user", "--net"]


def alone() -> list[str]:
    """What to put before a command to give it a network with nobody in it; [] where that fails.

    Who is not root becomes root of a small world by it, and needs `lowered` all the more.
    """
    return _ALONE if _works([*_ALONE, "true"]) else []


def lowered(python: Path, within: list[str]) -> tuple[list[str], str]:
    """What to put before a command so that it may write only what is for all to write.

    Args:
        python: that the command will run.
        within: what `alone` gave, if it will run within that.

    Returns:
        The words; and who runs the command then. Root's rights are all left to "nobody" where
        `python` is one that others may run; else root runs it, without any right of root's.
    """
    if _ROOT and _others_may_run(python):
        return _AS_NOBODY, "nobody"
    if _works([*within, *_WITHOUT_RIGHTS, "true"]):
        return _WITHOUT_RIGHTS, "root without rights" if _ROOT else "who rehearses"
    return [], "who rehearses"


def for_all() -> Path:
    """A Python like this one, to make an environment from, that others may run if there is one."""
    own = Path(os.path.realpath(sys.executable))
    if _ROOT and not _others_may_run(own):
        system = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")
        if system and _others_may_run(Path(system)):
            return Path(system)
    return own


def _others_may_run(python: Path) -> bool:
    # a shell in between, for setpriv itself still finds what only root may see
    return _works([*_AS_NOBODY, "sh", "-c", 'exec "$0" -c ""', str(python)])


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False
