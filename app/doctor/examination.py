"""All checks, in the order in which they are told."""

from collections.abc import Callable, Iterator

from app.doctor.choices import check_choices
from app.doctor.collections import check_collections
from app.doctor.exposure import check_exposure
from app.doctor.findings import Finding, wrong
from app.doctor.folders import check_folders
from app.doctor.packages import check_packages, check_python
from app.doctor.port import check_port
from app.doctor.processor import check_memory, check_processor, check_threads
from app.doctor.setup import Setup
from app.doctor.uploads import check_files, check_temporary_folder
from app.doctor.weights import check_weights

Check = Callable[[Setup], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_python,
    check_packages,
    check_processor,
    check_threads,
    check_memory,
    check_folders,
    check_temporary_folder,
    check_files,
    check_choices,
    check_weights,
    check_collections,
    check_port,
    check_exposure,
)


def examine(setup: Setup) -> Iterator[Finding]:
    """Runs every check; nothing is changed or made."""
    for check in CHECKS:
        try:
            yield from check(setup)
        except OSError as error:
            problem = f"{error.filename} cannot be read ({error.strerror})"
            yield wrong("files", f"{problem}: give this user the right")
