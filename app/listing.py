"""Where a page of a listing ended, and where the pictures on it are served."""

from app.config import DEFAULT_COLLECTION
from index.catalogue import Catalogue
from index.exceptions import BadCursor

_ORIGIN = "."
_ORIGIN_CHARACTERS = 8
_LONGEST_ID = 18  # digits that always fit 64 bits


def read_cursor(cursor: str | None, catalogue: Catalogue) -> int:
    """Returns the id that a page of a listing ended with, 0 for the first page.

    Raises:
        BadCursor: The cursor is not one that a page of this catalogue ended with.
    """
    if cursor is None:
        return 0
    number, _, origin = cursor.partition(_ORIGIN)
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_ID):
        raise BadCursor("this is not a cursor that a page ended with")
    if origin and origin != _origin_of(catalogue):
        raise BadCursor("this cursor is of another collection: ask for the first page again")
    return int(number)


def write_cursor(last_id: int, catalogue: Catalogue) -> str:
    """Returns what the next page is asked for with."""
    return f"{last_id}{_ORIGIN}{_origin_of(catalogue)}"


def address_in(collection: str, path: str) -> str:
    """Returns the address of something that belongs to a collection."""
    return path if collection == DEFAULT_COLLECTION else f"{path}?collection={collection}"


def _origin_of(catalogue: Catalogue) -> str:
    return catalogue.identity[:_ORIGIN_CHARACTERS]
