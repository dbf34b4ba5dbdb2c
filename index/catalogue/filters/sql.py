"""Turns a filter into a condition on the rows of items."""

import json
import operator
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    cast,
    false,
    literal,
    not_,
    or_,
    select,
)

from index.catalogue.filters.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Filter,
    HasTag,
    InArea,
    IsInRange,
    IsItem,
    IsOneOf,
    Not,
)
from index.catalogue.numbers import numbers_in
from index.catalogue.records import Scalar
from index.catalogue.schema import fields, item_tags, items
from index.exceptions import BadFilter
from index.folding import fold

_OPERATORS: dict[Comparison, Callable[[Any, Any], ColumnElement[bool]]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def to_sql(condition: Filter, item_id: ColumnElement[int] = items.c.id) -> ColumnElement[bool]:
    """Returns the condition on rows that a filter means.

    Args:
        condition: The filter.
        item_id: The column that says which item a row belongs to.

    Raises:
        BadFilter: It has an area, whose items nobody has looked up.
    """
    match condition:
        case HasTag(tag=tag):
            tagged = select(item_tags.c.item_id).where(item_tags.c.folded == fold(tag))
            return item_id.in_(tagged)
        case IsOneOf(field=field, values=values):
            return item_id.in_(_with_value(field, _equals(values)))
        case IsInRange(field=field, bounds=bounds):
            met = and_(*(_meets(name, bound) for name, bound in bounds))
            return item_id.in_(_with_value(field, met))
        case IsItem(ids=ids):
            listed = numbers_in(literal(json.dumps(ids.tolist())))
            return item_id.in_(select(cast(listed.c.value, BigInteger)))
        case InArea():
            raise BadFilter('"area" needs a map, and here is none')
        case AllOf(parts=parts) | AnyOf(parts=parts):
            together = and_ if isinstance(condition, AllOf) else or_
            return together(*(to_sql(part, item_id) for part in parts))
        case Not(part=part):
            return not_(to_sql(part, item_id))


def _with_value(field: str, test: ColumnElement[bool]) -> Select[tuple[int]]:
    return select(fields.c.item_id).where(fields.c.field == field, test)


def _equals(values: Iterable[Scalar]) -> ColumnElement[bool]:
    """Texts, numbers and truth values lie in columns of their own, so 1 is not true."""
    listed = list(values)
    texts = [value for value in listed if isinstance(value, str)]
    truths = [value for value in listed if isinstance(value, bool)]
    numbers = [
        float(value)
        for value in listed
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    return or_(
        fields.c.text.in_(texts) if texts else false(),
        fields.c.number.in_(numbers) if numbers else false(),
        fields.c.boolean.in_(truths) if truths else false(),
        _is_null() if None in listed else false(),
    )


def _is_null() -> ColumnElement[bool]:
    return and_(fields.c.text.is_(None), fields.c.number.is_(None), fields.c.boolean.is_(None))


def _meets(name: Comparison, bound: str | float) -> ColumnElement[bool]:
    if isinstance(bound, str):
        return _OPERATORS[name](fields.c.text, bound)
    return _OPERATORS[name](fields.c.number, float(bound))
