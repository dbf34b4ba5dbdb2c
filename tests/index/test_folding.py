from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.folding import fold, is_storable


@pytest.mark.parametrize("text", ["\x00", "dog\x00", "\ud800"])
def test_what_no_database_keeps(text: str) -> None:
    assert not is_storable(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dog", "dOG"), (" hot \t dog", "hot dog"), ("Straße", "STRASSE"), ("é", "e\u0301")],
)
def test_spellings_of_one_text_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
