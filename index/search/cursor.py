"""Where a page ended, as a text that a client carries to the next page."""

import base64
import binascii
import hashlib
import json
import math
from dataclasses import dataclass

from index.arrays import Vector
from index.exceptions import BadCursor
from index.search.requests import SearchRequest

DIGEST_CHARACTERS = 16
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Position:
    """The last hit of a page.

    Attributes:
        score: Its score.
        id: Its number, which orders hits of equal score.
        rank: Its place in the whole answer, from 1.
    """

    score: float
    id: int
    rank: int


def query_digest(request: SearchRequest, query: Vector) -> str:
    """Returns what two requests share if one continues the other; the size of a page may differ."""
    rest = (
        request.target,
        request.filter,
        sorted(request.excluded_items),
        sorted(request.excluded_texts),
    )
    digest = hashlib.sha256(query.astype("<f4").tobytes())
    digest.update(repr(rest).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:DIGEST_CHARACTERS]


def write_cursor(position: Position, digest: str) -> str:
    """Returns a position as URL-safe text; the score keeps every bit."""
    content = json.dumps([position.score.hex(), position.id, position.rank, digest])
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(cursor: str, digest: str) -> Position:
    """Reads a position back.

    Raises:
        BadCursor: It is malformed, or belongs to another query.
    """
    position, written_for = _decoded(cursor)
    if written_for != digest:
        raise BadCursor("this cursor belongs to another query: ask for the first page again")
    return position


def _decoded(cursor: str) -> tuple[Position, str]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        content = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        score, entry_id, rank, digest = content
        position = Position(float.fromhex(score), entry_id, rank)
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise _malformed() from error
    if not _is_possible(position) or not isinstance(digest, str):
        raise _malformed()
    return position, digest


def _is_possible(position: Position) -> bool:
    numbers = (position.id, position.rank)
    whole = all(type(number) is int and 0 <= number <= LARGEST for number in numbers)
    return whole and math.isfinite(position.score)


def _malformed() -> BadCursor:
    return BadCursor("this is not a cursor: take the one that came with the page before")
