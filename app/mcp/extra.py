"""The package that the endpoint needs, which is not installed by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.exceptions import ExtraMissing

_PACKAGES = ("mcp", "mcp_types")


@contextmanager
def needing_mcp(asked: str) -> Iterator[None]:
    """Imports what needs the package inside the block.

    Args:
        asked: What a user asked for.

    Raises:
        ExtraMissing: The package is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        raise ExtraMissing(f"{asked} needs the package mcp: pip install 'pixword[mcp]'") from None
