from __future__ import annotations

import operator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.catalogue import Catalogue, MetadataValue, parse_filter
from index.exceptions import BadFilter, UnknownField
from tests.index.builders import SPACE, picture_item

DEEP: dict[str, Any] = {"tag": "dog"}
for _ in range(16):
    DEEP = {"not": DEEP}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "a filter is"),
        ([], "a filter is"),
        ({}, "a filter is"),
        ({"tags": "dog"}, "not an object with"),
        ({"tag": "dog", "field": "x"}, "on 'x' needs"),
        ({"tag": 5}, '"tag" needs a text, not 5'),
        ({"tag": " "}, '"tag" needs a text'),
        ({"tag": "\ud800"}, '"tag" needs a text'),
        ({"field": "year"}, "on 'year' needs \"eq\""),
        ({"field": 3, "eq": 1}, '"field" needs a text'),
        ({"field": "year", "eq": 1, "gt": 0}, "needs"),
        ({"field": "year", "equals": 1}, "needs"),
        ({"field": "year", "eq": {"a": 1}}, "needs a text, a number"),
        ({"field": "year", "eq": float("nan")}, "not finite"),
        ({"field": "year", "eq": 10**400}, "write it as a text"),
        ({"field": "year", "in": []}, "a list of one value or more"),
        ({"field": "year", "in": "abc"}, "a list of one value or more"),
        ({"field": "year", "gt": True}, "a number or a text, not True"),
        ({"field": "year", "gt": None}, "a number or a text, not None"),
        ({"field": "year", "gt": 1, "lt": "b"}, "mix texts and numbers"),
        ({"and": []}, '"and" needs a list of one filter or more'),
        ({"or": {"tag": "x"}}, '"or" needs a list'),
        ({"not": [{"tag": "x"}]}, "a filter is"),
        ({"or": [{"tag": "x"}], "tag": "x"}, "a filter is"),
        (DEEP, "at most 16 levels deep"),
        ({"and": [{"tag": "x"}] * 100}, "at most 100 conditions"),
        ({"field": "x", "in": list(range(10_001))}, "at most 10000 values"),
    ],
)
def test_a_filter_of_wrong_shape_is_refused(value: object, problem: str) -> None:
    with pytest.raises(BadFilter, match=problem):
        parse_filter(value)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["and", "or", "not", "tag", "field", "eq", "in", "gte"]) | st.text(),
            inner,
            max_size=3,
        )
    ),
)


@given(json)
def test_any_json_is_a_filter_or_refused(value: object) -> None:
    try:
        parse_filter(value)
    except BadFilter as error:
        assert str(error)


def test_a_field_that_no_item_has_is_named(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownField, match="no item has any"):
        catalogue.matching_items(parse_filter({"field": "year", "eq": 1}))
    catalogue.add_items([picture_item("a", metadata={"year": 1, "place": "x"})])
    with pytest.raises(UnknownField, match="'yaer'; known fields: place, year"):
        catalogue.list_items(condition=parse_filter({"not": {"field": "yaer", "eq": 1}}))


COMPARE = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
Corpus = list[tuple[tuple[str, ...], dict[str, MetadataValue]]]


def passes(value: dict[str, Any], tags: tuple[str, ...], metadata: dict[str, Any]) -> bool:
    """Evaluates a filter in plain Python."""
    match value:
        case {"and": parts}:
            return all(passes(part, tags, metadata) for part in parts)
        case {"or": parts}:
            return any(passes(part, tags, metadata) for part in parts)
        case {"not": part}:
            return not passes(part, tags, metadata)
        case {"tag": tag}:
            return tag.casefold() in tags
    if value["field"] not in metadata:
        return False
    held = metadata[value["field"]]
    return any(meets(value, one) for one in (held if isinstance(held, list) else [held]))


def meets(value: dict[str, Any], held: object) -> bool:
    if "eq" in value or "in" in value:
        wanted = value["in"] if "in" in value else [value["eq"]]
        return any(kind(one) == kind(held) and one == held for one in wanted)
    bounds = [(COMPARE[name], bound) for name, bound in value.items() if name != "field"]
    return all(kind(bound) == kind(held) and test(held, bound) for test, bound in bounds)


def kind(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return str(type(value))
    return "text" if isinstance(value, str) else "number"


numbers = st.integers(-2, 2) | st.sampled_from([0.5, -0.0, 1.0])
words = st.sampled_from(["", "a", "B", "b", "é", "\U0001f600", "\uffff", "%", "a'b"])
scalars = numbers | words | st.booleans() | st.none()
names = st.sampled_from(["x", "y"])
conditions = st.one_of(
    st.builds(lambda tag: {"tag": tag}, st.sampled_from(["dog", "CAT", "emu"])),
    st.builds(lambda field, value: {"field": field, "eq": value}, names, scalars),
    st.builds(
        lambda field, values: {"field": field, "in": values},
        names,
        st.lists(scalars, min_size=1, max_size=3),
    ),
    st.builds(
        lambda field, bounds: {"field": field, **bounds},
        names,
        st.dictionaries(st.sampled_from(list(COMPARE)), numbers, min_size=1)
        | st.dictionaries(st.sampled_from(list(COMPARE)), words, min_size=1),
    ),
)
filters = st.recursive(
    conditions,
    lambda inner: (
        st.builds(lambda part: {"not": part}, inner)
        | st.builds(
            lambda name, parts: {name: parts},
            st.sampled_from(["and", "or"]),
            st.lists(inner, min_size=1, max_size=3),
        )
    ),
    max_leaves=6,
)
metadata = st.dictionaries(names, scalars | st.lists(words, max_size=3))
tags = st.sets(st.sampled_from(["dog", "cat"])).map(tuple)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("filters")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(tags, metadata), max_size=6), st.lists(filters, min_size=1, max_size=8))
def test_filters_mean_what_plain_python_means(
    fresh: Path, corpus: Corpus, values: list[dict[str, Any]]
) -> None:
    catalogue = Catalogue.open(f"sqlite:///{fresh}/catalogue.db", SPACE)
    known: Corpus = [*corpus, ((), {"x": 0, "y": 0})]  # so that both fields are known
    items = [picture_item(f"{at}", (), *entry) for at, entry in enumerate(known)]
    ids = [entry.item_id for entry in catalogue.add_items(items)]
    for value in values:
        expected = [
            item_id for item_id, entry in zip(ids, known, strict=True) if passes(value, *entry)
        ]
        assert catalogue.matching_items(parse_filter(value)).tolist() == expected, value
    catalogue.remove_items(ids)
    catalogue.close()
