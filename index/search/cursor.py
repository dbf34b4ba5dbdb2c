"""Where a page ended, as a text that a client carries to the next page."""

import base64
import hashlib
import itertools
import json
import math
from dataclasses import dataclass

import numpy as np

from index.arrays import Vector
from index.exceptions import BadCursor
from index.search.requests import SearchRequest

DIGEST_CHARACTERS = 16
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Position:
    """A place in the order of hits: score falling, number rising.

    Attributes:
        score: Score of the hit there.
        id: Its number.
    """

    score: float
    id: int


@dataclass(frozen=True)
class Bookmark:
    """Where a page ended.

    Attributes:
        rank: Place of its last hit in the whole answer, from 1.
        after: Position behind which the next page begins; None for the very top, where the first
            page came from an index that may have missed a few.
        shown: Numbers of the hits of such a first page, which are not to be shown again.
    """

    rank: int
    after: Position | None
    shown: tuple[int, ...] = ()


def query_digest(request: SearchRequest, query: Vector, origin: str) -> str:
    """Returns what two requests share if one continues the other; the size of a page may differ.

    Args:
        request: What is asked.
        query: The sum of its terms `[d]`.
        origin: Tells whose vectors are searched.
    """
    rest = (
        request.target,
        request.filter,
        sorted(request.excluded_items),
        sorted(request.excluded_texts),
        request.collapse,
        request.repeated,
        origin,
    )
    named = request.identity
    digest = hashlib.sha256(query.astype("<f4").tobytes() if named is None else named.encode())
    digest.update(repr(rest).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:DIGEST_CHARACTERS]


def write_cursor(bookmark: Bookmark, digest: str) -> str:
    """Returns a bookmark as URL-safe text; the score keeps every bit."""
    after = [bookmark.after.score.hex(), bookmark.after.id] if bookmark.after else None
    steps = np.diff(sorted(bookmark.shown), prepend=0).tolist()  # shorter than the numbers
    content = json.dumps([bookmark.rank, after, steps, digest], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(cursor: str, digest: str) -> Bookmark:
    """Reads a bookmark back.

    Raises:
        BadCursor: It is malformed, or belongs to another query.
    """
    bookmark, written_for = _decoded(cursor)
    if written_for != digest:
        raise BadCursor("this cursor belongs to another query: ask for the first page again")
    return bookmark


def _decoded(cursor: str) -> tuple[Bookmark, str]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        content = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        rank, after, steps, digest = content
        position = Position(float.fromhex(after[0]), after[1]) if after else None
        if not _are_numbers(steps) or not isinstance(digest, str):
            raise _malformed()
        bookmark = Bookmark(rank, position, tuple(itertools.accumulate(steps)))
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        raise _malformed() from error
    if not _is_possible(bookmark):
        raise _malformed()
    return bookmark, digest


def _is_possible(bookmark: Bookmark) -> bool:
    after = bookmark.after
    numbers = [bookmark.rank, *bookmark.shown, *([after.id] if after else [])]
    return _are_numbers(numbers) and (after is None or math.isfinite(after.score))


def _are_numbers(values: object) -> bool:
    return isinstance(values, list) and all(
        type(value) is int and 0 <= value <= LARGEST for value in values
    )


def _malformed() -> BadCursor:
    return BadCursor("this is not a cursor: take the one that came with the page before")
