"""All of a listing, page by page."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

Entry = TypeVar("Entry")
Page = TypeVar("Page", bound="HasNext")


class HasNext(Protocol):
    """A page that says where the next one starts."""

    @property
    def next(self) -> str | None:
        """The cursor of the next page; None at the end."""
        ...


def each(
    fetch: Callable[[str | None], Page], entries: Callable[[Page], Sequence[Entry]]
) -> Iterator[Entry]:
    """Yields the entries of all pages; a page is fetched when it is come to.

    Args:
        fetch: Fetches the page that a cursor names.
        entries: Takes the entries out of a page.
    """
    cursor: str | None = None
    while True:
        page = fetch(cursor)
        yield from entries(page)
        cursor = page.next
        if cursor is None:
            return
