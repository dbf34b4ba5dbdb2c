from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.exceptions import BadCursor
from index.search.cursor import Bookmark, Position, read_cursor, write_cursor


def encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "%%%",
        "é",
        "AAAA",
        encoded(None),
        encoded([1, ["0x1p-1", 1], []]),
        encoded([1, [0.5, 1], [], "d"]),
        encoded([1, ["inf", 1], [], "d"]),
        encoded([1, ["nan", 1], [], "d"]),
        encoded([1, ["0x1p99999", 1], [], "d"]),
        encoded([1, ["0x1p-1", True], [], "d"]),
        encoded([1, ["0x1p-1", "1"], [], "d"]),
        encoded([1, ["0x1p-1"], [], "d"]),
        encoded([-1, ["0x1p-1", 1], [], "d"]),
        encoded([1, ["0x1p-1", 2**63], [], "d"]),
        encoded([1, ["0x1p-1", 1], [-1], "d"]),
        encoded([1, ["0x1p-1", 1], [2**62, 2**62, 2**62], "d"]),
        encoded([1, ["0x1p-1", 1], 7, "d"]),
        encoded([1, ["0x1p-1", 1], ["a"], "d"]),
        encoded([1, None, [], 5]),
        "W1tb" * 100_000,
    ],
)
def test_what_is_not_a_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor, match="this is not a cursor"):
        read_cursor(cursor, "d")


def test_another_querys_cursor_is_refused() -> None:
    with pytest.raises(BadCursor, match="another query"):
        read_cursor(write_cursor(Bookmark(1, Position(0.5, 1)), "one"), "other")


@given(st.text())
def test_any_text_is_refused_as_a_cursor(cursor: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(cursor, "d")


NUMBERS = st.integers(0, 2**63 - 1)


@given(st.none() | st.builds(Position, st.floats(-1, 1), NUMBERS), NUMBERS, st.sets(NUMBERS))
def test_a_cursor_keeps_every_bit(after: Position | None, rank: int, shown: set[int]) -> None:
    bookmark = Bookmark(rank, after, tuple(sorted(shown)))
    assert read_cursor(write_cursor(bookmark, "digest"), "digest") == bookmark


def test_the_cursor_of_a_long_first_page_fits_into_an_address() -> None:
    shown = tuple(range(1, 200 * 50_000, 50_000))  # 200 hits of ten million
    assert len(write_cursor(Bookmark(200, None, shown), "0" * 16)) < 2000
