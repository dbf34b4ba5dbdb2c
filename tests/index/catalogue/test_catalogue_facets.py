from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.catalogue import Catalogue, FieldCount, TagCount, ValueCount, facets, parse_filter
from index.catalogue.filters import IsItem
from index.exceptions import UnknownField
from tests.index.builders import SPACE, picture_item
from tests.index.catalogue.test_catalogue_filters import (
    Corpus,
    filters,
    kind,
    metadata,
    passes,
    tags,
)

KINDS = {"text": 0, "number": 1, str(bool): 2, str(type(None)): 3}


def counts(values: Iterable[ValueCount]) -> list[tuple[object, int]]:
    return [(count.value, count.items) for count in values]


def test_a_field_that_no_item_has_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownField, match="'year'"):
        catalogue.facets(5, parse_filter({"field": "year", "eq": 1}))


def test_nothing_has_nothing(catalogue: Catalogue) -> None:
    found = catalogue.facets(5)
    assert (found.items, found.tags, found.fields) == (0, [], [])


def test_the_most_frequent_come_first_and_equals_by_text(catalogue: Catalogue) -> None:
    all_tags = [("Dog", "ant"), ("dog", "Bee"), ("DOG", "bee", "cow"), ("éa",), ("z",)]
    catalogue.add_items([picture_item(f"{at}", tags=own) for at, own in enumerate(all_tags)])
    expected = [("Dog", 3), ("Bee", 2), ("ant", 1), ("cow", 1), ("z", 1), ("éa", 1)]
    assert catalogue.facets(9).tags == [TagCount(*own) for own in expected]
    assert catalogue.facets(2).tags == [TagCount("Dog", 3), TagCount("Bee", 2)]
    assert catalogue.tag_counts() == catalogue.facets(9).tags
    with_bee = catalogue.facets(9, parse_filter({"tag": "BEE"}))
    assert with_bee.items == 2
    assert with_bee.tags == [TagCount("Bee", 2), TagCount("Dog", 2), TagCount("cow", 1)]


def test_values_of_all_kinds_are_told_apart(catalogue: Catalogue) -> None:
    values = [1, 1.0, True, "1", None, 2.5, -3, "a", "B", "é", False, 2**53]
    new = [picture_item(f"{at}", (), (), {"x": value}) for at, value in enumerate(values)]
    catalogue.add_items(new)
    [field] = catalogue.facets(20).fields
    assert (field.field, field.items, field.least, field.greatest) == ("x", 12, -3, 2**53)
    found = counts(field.values)
    assert found[0] == (1, 2)
    rest = ["1", "B", "a", "é", -3, 2.5, 2**53, False, True, None]
    assert [(value, type(value)) for value, _ in found[1:]] == [(own, type(own)) for own in rest]
    assert [type(own) for own in (field.least, field.greatest)] == [int, int]


def test_a_list_counts_each_of_its_texts_once(catalogue: Catalogue) -> None:
    lists: list[Any] = [["a", "b", "a"], ["b"], [], "b"]
    new = [picture_item(f"{at}", (), (), {"makers": own}) for at, own in enumerate(lists)]
    catalogue.add_items(new)
    [field] = catalogue.facets(20).fields
    assert (field.items, counts(field.values)) == (3, [("b", 3), ("a", 1)])


def test_values_that_all_differ_are_listed_only_while_they_are_few(catalogue: Catalogue) -> None:
    new = [picture_item(f"{at}", (), (), {"name": f"n{at}", "size": at}) for at in range(6)]
    catalogue.add_items(new)
    fields = {field.field: field for field in catalogue.facets(6).fields}
    assert len(fields["name"].values) == len(fields["size"].values) == 6
    assert catalogue.facets(5).fields == [
        FieldCount("name", 6, [], None, None),
        FieldCount("size", 6, [], 0, 5),
    ]
    catalogue.add_items([picture_item("again", (), (), {"name": "n3"})])
    assert counts(catalogue.facets(2).fields[0].values) == [("n3", 2), ("n0", 1)]


def test_the_fifty_most_frequent_fields_are_listed(catalogue: Catalogue) -> None:
    one = {f"f{at:02}": 1 for at in range(60)}
    catalogue.add_items([picture_item("a", (), (), one), picture_item("b", (), (), {"f59": 1})])
    names = [field.field for field in catalogue.facets(1).fields]
    assert names == ["f59", *(f"f{at:02}" for at in range(49))]


def test_few_items_of_many_are_counted_alone(catalogue: Catalogue) -> None:
    new = [picture_item(f"{at}", (), (f"t{at}",), {"x": at, "y": [f"{at}"]}) for at in range(40)]
    added = catalogue.add_items(new)
    few = IsItem(np.array([added[7].item_id, added[3].item_id]))
    found = catalogue.facets(5, few)
    assert (found.items, found.tags) == (2, [TagCount("t3", 1), TagCount("t7", 1)])
    assert [(own.field, counts(own.values)) for own in found.fields] == [
        ("x", [(3, 1), (7, 1)]),
        ("y", [("3", 1), ("7", 1)]),
    ]
    assert (found.fields[0].least, found.fields[0].greatest) == (3, 7)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("facets")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(tags, metadata), max_size=8),
    st.lists(st.none() | filters, min_size=1, max_size=4),
    st.integers(1, 4),
    st.sampled_from([0, 2]),
)
def test_counts_are_those_of_plain_python(
    fresh: Path, corpus: Corpus, conditions: list[dict[str, Any] | None], most: int, few: float
) -> None:
    catalogue = Catalogue.open(f"sqlite:///{fresh}/catalogue.db", SPACE)
    known: Corpus = [*corpus, ((), {"x": 0, "y": 0})]  # so that both fields are known
    items = [picture_item(f"{at}", (), *entry) for at, entry in enumerate(known)]
    ids = [entry.item_id for entry in catalogue.add_items(items)]
    for condition in conditions:
        passing = [own for own in known if condition is None or passes(condition, *own)]
        with patch.object(facets, "FEW", few):  # whichever way they are read
            found = catalogue.facets(most, None if condition is None else parse_filter(condition))
        assert found.items == len(passing)
        named = Counter(tag for own, _ in passing for tag in own)
        ordered = sorted(named.items(), key=lambda own: (-own[1], own[0]))
        assert [(count.tag, count.items) for count in found.tags] == ordered[:most]
        assert [described(field) for field in found.fields] == expected_fields(passing, most)
    catalogue.remove_items(ids)
    catalogue.close()


def described(field: FieldCount) -> tuple[Any, ...]:
    values = [(kind(count.value), count.value, count.items) for count in field.values]
    return (field.field, field.items, values, field.least, field.greatest)


def expected_fields(passing: Corpus, most: int) -> list[tuple[Any, ...]]:
    held = [(name, as_list(value)) for _, own in passing for name, value in own.items()]
    having = Counter(name for name, values in held if values)
    ordered = sorted(having.items(), key=lambda own: (-own[1], own[0]))
    return [(name, count, *expected(held, name, most)) for name, count in ordered]


def expected(held: list[tuple[str, list[Any]]], name: str, most: int) -> tuple[Any, ...]:
    sets = [{(kind(one), one) for one in values} for own, values in held if own == name]
    counted = Counter(one for values in sets for one in values)
    listed = sorted(
        ((*one, count) for one, count in counted.items()),
        key=lambda own: (-own[2], KINDS[own[0]], own[1] is not None and own[1]),
    )
    numbers = [value for own, value in counted if own == "number"]
    all_differ = len(listed) > most and listed[0][2] == 1
    least, greatest = min(numbers, default=None), max(numbers, default=None)
    return ([] if all_differ else listed[:most], least, greatest)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
