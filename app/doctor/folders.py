"""Where things are kept: is there room, and may this user write."""

from collections.abc import Iterator
from pathlib import Path

from app.doctor.findings import Finding, good, wrong
from app.doctor.setup import Setup


def check_folders(setup: Setup) -> Iterator[Finding]:
    """Checks data and cache folder."""
    yield _check("data folder", setup.settings.data, setup)
    yield _check("cache folder", setup.settings.cache, setup)


def _check(subject: str, folder: Path, setup: Setup) -> Finding:
    least, machine = setup.settings.min_free_bytes, setup.machine
    try:
        there = nearest_existing(folder)
    except OSError as error:
        return wrong(
            subject, f"{folder} cannot be read ({error.strerror}): give this user the right"
        )
    if not there.is_dir():
        return wrong(subject, f"{there} is not a folder: name another place than {folder}")
    if not machine.may_write(there):
        return wrong(subject, f"{there} cannot be written: give this user the right to write it")
    free = machine.free_bytes(there)
    if free < least:
        return wrong(
            subject,
            f"the disk of {folder} has {free // 2**20:,} MB left, less than {least // 2**20:,}: "
            "free some space",
        )
    made = "" if there == folder else " and will be made"
    return good(subject, f"{folder} has {free / 2**30:,.1f} GB{made}")


def nearest_existing(path: Path) -> Path:
    """Returns the path, or the nearest one above it that exists.

    Raises:
        OSError: A folder above it may not be entered; Python 3.11 says so, a later one need not.
    """
    return next(place for place in (path, *path.absolute().parents) if place.exists())
