"""Python and the packages, compared with what was locked and tested."""

import platform
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.doctor.findings import Finding, good, note, wrong
from app.doctor.setup import Setup

OLDEST_PYTHON = (3, 11)
LOCK = Path(__file__).parent.parent.parent / "requirements.lock"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)[ \t]*(;[^\\\n]*)?", re.MULTILINE)
_SHOWN = 5


def check_python(_setup: Setup) -> Iterator[Finding]:
    """Checks the version of Python, and that the program is 64 bits wide."""
    running = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        yield wrong("python", f"this is Python {running}: install 3.11 or newer")
    elif sys.maxsize < 2**32:
        yield wrong("python", f"this is Python {running} with 32 bits: install one with 64")
    else:
        yield good("python", f"Python {running}")


def check_packages(_setup: Setup) -> Iterator[Finding]:
    """Compares the installed packages with the lock file beside the program."""
    if not LOCK.is_file():
        yield note("packages", "there is no requirements.lock beside the program to compare with")
        return
    different = list(differences(read_lock(LOCK.read_text(encoding="utf-8"))))
    if not different:
        yield good("packages", "every package has the version that was locked")
        return
    more = f" and {len(different) - _SHOWN} more" if len(different) > _SHOWN else ""
    yield wrong(
        "packages",
        f"{'; '.join(different[:_SHOWN])}{more}: install what was tested, "
        "`pip install --no-deps --require-hashes -r requirements.lock`",
    )


def read_lock(text: str) -> Mapping[str, str]:
    """Returns the versions of a lock file that hold on every system."""
    # What has a marker is for some systems; whether for this one is pip's business.
    return {name: pinned for name, pinned, marker in _PINNED.findall(text) if not marker}


def differences(locked: Mapping[str, str]) -> Iterator[str]:
    """Yields what is missing, or installed in another version than was locked."""
    for name, pinned in locked.items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            yield f"{name} is missing"
            continue
        if installed.partition("+")[0] != pinned.partition("+")[0]:
            yield f"{name} is {installed}, not {pinned}"
