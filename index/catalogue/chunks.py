"""Long lists, cut so that each part fits into one statement."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

# SQLite of before 2020 takes 999 values a statement, the ones since 32766.
CHUNK = 500

T = TypeVar("T")


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yields the values in lists of at most `size`."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part
