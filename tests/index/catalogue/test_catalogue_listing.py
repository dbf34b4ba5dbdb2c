"""Pages of a listing, in both orders, while others add and remove items."""

from __future__ import annotations

from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.catalogue import Catalogue, parse_filter
from tests.index.builders import SPACE, picture_item

_names = count()
Change = tuple[str, int]
changes = st.lists(st.tuples(st.sampled_from(["add", "remove"]), st.integers(0, 50)), max_size=3)


def test_the_newest_come_first_when_asked_for(catalogue: Catalogue) -> None:
    new = [picture_item(f"{at}", tags=("even",) if at % 2 == 0 else ()) for at in range(10)]
    ids = [entry.item_id for entry in catalogue.add_items(new)]
    even = parse_filter({"tag": "EVEN"})

    def listed(*arguments: object) -> list[int]:
        items = catalogue.list_items(*arguments, newest_first=True)  # type: ignore[arg-type]
        return [item.id for item in items]

    assert listed(0, 4) == ids[:5:-1]
    assert listed(ids[6], 100) == ids[5::-1]
    assert listed(ids[6], 2, even) == [ids[4], ids[2]]
    assert listed(ids[0]) == []
    assert listed(0, 2, even) == [ids[8], ids[6]]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("listing")


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 8), st.integers(1, 4), st.booleans(), st.lists(changes, max_size=6))
def test_pages_show_all_that_stays_once_and_in_order(
    fresh: Path, first: int, limit: int, newest_first: bool, between: list[list[Change]]
) -> None:
    catalogue = Catalogue.open(f"sqlite:///{fresh}/catalogue.db", SPACE)
    stays = add(catalogue, first)
    present = set(stays)
    seen: list[int] = []
    while page := catalogue.list_items(seen[-1] if seen else 0, limit, newest_first=newest_first):
        assert {item.id for item in page} <= present
        seen += [item.id for item in page]
        for what, number in between.pop() if between else ():
            if what == "add":
                present |= add(catalogue, 1)
            elif present:
                gone = sorted(present)[number % len(present)]
                catalogue.remove_items([gone])
                present.remove(gone)
                stays.discard(gone)
    assert stays <= set(seen)
    assert all((a > b) if newest_first else (a < b) for a, b in pairwise(seen))
    catalogue.remove_items(present)
    catalogue.close()


def add(catalogue: Catalogue, number: int) -> set[int]:
    """Adds items that are like no others."""
    new = [picture_item(f"listed {next(_names)}") for _ in range(number)]
    return {entry.item_id for entry in catalogue.add_items(new)}
