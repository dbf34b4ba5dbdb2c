"""What many requests at once need of the system: files, and room for uploads."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.doctor.findings import Finding, good, note, wrong
from app.doctor.setup import Setup

_FILES_OF_A_SERVER = 512  # libraries, catalogues, decoders, idle connections
_FILES_OF_A_REQUEST = 8  # its connection, its uploads, a catalogue
_FEWEST_UPLOADS = 2


def check_files(setup: Setup) -> Iterator[Finding]:
    """Checks that this process may open as many files as requests need."""
    may = setup.machine.most_open_files()
    requests = setup.settings.max_requests
    needed = _FILES_OF_A_SERVER + _FILES_OF_A_REQUEST * requests
    if may < needed:
        yield wrong(
            "open files",
            f"a process may open {may:,}, and {requests:,} requests at once need {needed:,}: "
            f"raise it (`ulimit -n {needed}`), or lower PIXWORD_MAX_REQUESTS",
        )
    else:
        yield good("open files", f"a process may open {may:,}")


def check_temporary_folder(setup: Setup) -> Iterator[Finding]:
    """Checks that uploads have room where they lie while they arrive."""
    try:
        folder = Path(tempfile.gettempdir())
        free = setup.machine.free_bytes(folder)
    except OSError as error:
        yield wrong("temporary folder", f"no folder can be written: set TMPDIR ({error.strerror})")
        return
    yield _judged(folder, free, setup.settings.max_request_bytes, setup.settings.max_requests)


def _judged(folder: Path, free: int, largest: int, requests: int) -> Finding:
    says = f"{folder} has {free // 2**20:,} MB, and uploads lie there while they arrive"
    advice = "make room, set TMPDIR, or lower PIXWORD_MAX_REQUEST_BYTES or PIXWORD_MAX_REQUESTS"
    if free < _FEWEST_UPLOADS * largest:
        return wrong("temporary folder", f"{says}, up to {largest // 2**20:,} MB each: {advice}")
    if free < requests * largest:
        most = f"{requests:,} of up to {largest // 2**20:,} MB"
        return note("temporary folder", f"{says}, {most}: it may fill; {advice}")
    return good("temporary folder", says)
