"""Where a page of a listing ended, and where the pictures on it are served."""

from app.config import DEFAULT_COLLECTION
from index.catalogue import Catalogue
from index.exceptions import BadCursor

_ORIGIN = "."
_FALLING = "-"  # before the id, where the ids of a listing fall
_ORIGIN_CHARACTERS = 8
_LONGEST_ID = 18  # digits that always fit 64 bits


def read_cursor(cursor: str | None, catalogue: Catalogue, *, newest_first: bool = False) -> int:
    """Returns the id that a page of a listing ended with, 0 for the first page.

    Raises:
        BadCursor: The cursor is not one that a page of this catalogue in this order ended with.
    """
    if cursor is None:
        return 0
    place, _, origin = cursor.partition(_ORIGIN)
    number = place.removeprefix(_FALLING)
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_ID):
        raise BadCursor("this is not a cursor that a page ended with")
    if origin and origin != _origin_of(catalogue):
        raise BadCursor("this cursor is of another collection: ask for the first page again")
    if (number != place) != newest_first:
        raise BadCursor("this cursor is of a listing in the other order")
    return int(number)


def write_cursor(last_id: int, catalogue: Catalogue, *, newest_first: bool = False) -> str:
    """Returns what the next page is asked for with."""
    falling = _FALLING if newest_first else ""
    return f"{falling}{last_id}{_ORIGIN}{_origin_of(catalogue)}"


def address_in(collection: str, path: str) -> str:
    """Returns the address of something that belongs to a collection."""
    return path if collection == DEFAULT_COLLECTION else f"{path}?collection={collection}"


def _origin_of(catalogue: Catalogue) -> str:
    return catalogue.identity[:_ORIGIN_CHARACTERS]
