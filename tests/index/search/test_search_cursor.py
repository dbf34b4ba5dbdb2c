from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.exceptions import BadCursor
from index.search.cursor import Position, read_cursor, write_cursor


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
        encoded(["0x1p-1", 1, 1]),
        encoded([0.5, 1, 1, "d"]),
        encoded(["inf", 1, 1, "d"]),
        encoded(["nan", 1, 1, "d"]),
        encoded(["0x1p99999", 1, 1, "d"]),
        encoded(["0x1p-1", True, 1, "d"]),
        encoded(["0x1p-1", "1", 1, "d"]),
        encoded(["0x1p-1", 1, -1, "d"]),
        encoded(["0x1p-1", 2**63, 1, "d"]),
        encoded(["0x1p-1", 1, 1, 5]),
        "W1tb" * 100_000,
    ],
)
def test_what_is_not_a_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor, match="this is not a cursor"):
        read_cursor(cursor, "d")


def test_another_querys_cursor_is_refused() -> None:
    with pytest.raises(BadCursor, match="another query"):
        read_cursor(write_cursor(Position(0.5, 1, 1), "one"), "other")


@given(st.text())
def test_any_text_is_refused_as_a_cursor(cursor: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(cursor, "d")


@given(st.floats(-1, 1), st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_a_cursor_keeps_every_bit(score: float, entry_id: int, rank: int) -> None:
    position = Position(score, entry_id, rank)
    assert read_cursor(write_cursor(position, "digest"), "digest") == position
