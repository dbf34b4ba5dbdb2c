"""Counts the tags and the metadata values that items have."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, select

from index.catalogue.checks import LARGEST_INTEGER
from index.catalogue.filters import Filter, HasTag, IsInRange, IsItem, IsOneOf, to_sql
from index.catalogue.reading import count_items
from index.catalogue.records import Scalar, TagCount
from index.catalogue.schema import fields, item_tags, items
from index.catalogue.unsought import unsought

MOST_FIELDS = 50
_SINGLE = (HasTag, IsOneOf, IsInRange, IsItem)
FEW = 0.1
"""Share of all items: values of fewer are looked up faster than all values of a field are read."""


@dataclass(frozen=True)
class ValueCount:
    """A metadata value and how many items have it.

    Attributes:
        value: A text, a number, a truth value or None; a whole number is an int.
        items: How many items have it, be it alone or in a list.
    """

    value: Scalar
    items: int


@dataclass(frozen=True)
class FieldCount:
    """What a metadata field holds.

    Attributes:
        field: Its name.
        items: How many items have it.
        values: Its most frequent values; none where all of too many values differ.
        least: Its smallest number; None without numbers.
        greatest: Its largest number; None without numbers.
    """

    field: str
    items: int
    values: list[ValueCount]
    least: int | float | None
    greatest: int | float | None


@dataclass(frozen=True)
class Facets:
    """What some items have.

    Attributes:
        items: How many they are.
        tags: Their most frequent tags.
        fields: Their most frequent metadata fields.
    """

    items: int
    tags: list[TagCount]
    fields: list[FieldCount]


@dataclass(frozen=True)
class _Passing:
    """Which items are counted.

    Attributes:
        condition: What they pass.
        are_few: Whether their values are looked up, one item after the other; otherwise all of a
            field are read, and those of other items left out.
    """

    condition: Filter
    are_few: bool

    def has(self, item_id: ColumnElement[int]) -> ColumnElement[bool]:
        """Says whether the item of a row passes.

        A single condition is put to the row itself, which saves looking the item up; of several,
        each row would be asked all, and an item has many rows.
        """
        if isinstance(self.condition, _SINGLE):
            return to_sql(self.condition, item_id)
        return item_id.in_(select(items.c.id).where(to_sql(self.condition)))

    def has_value(self, field: str) -> ColumnElement[bool]:
        """Says whether a row is one of the field, and of an item that passes."""
        named = unsought(fields.c.field) if self.are_few else fields.c.field
        return and_(named == field, self.has(fields.c.item_id))


def count_facets(connection: Connection, most: int, condition: Filter | None) -> Facets:
    """Counts what the items that pass have, the most frequent first and ties by text.

    Args:
        connection: To read with.
        most: Tags, and values of each field, at most.
        condition: What they pass; None lets all pass.
    """
    if condition is None:
        return _facets_of(connection, count_items(connection), most, None)
    number = count_items(connection, to_sql(condition))
    passing = _Passing(condition, number < FEW * count_items(connection))
    return _facets_of(connection, number, most, passing)


def _facets_of(connection: Connection, number: int, most: int, passing: _Passing | None) -> Facets:
    return Facets(
        number, tag_counts(connection, most, passing), _field_counts(connection, most, passing)
    )


def tag_counts(
    connection: Connection, most: int | None, passing: _Passing | None = None
) -> list[TagCount]:
    """Returns the tags with how many of the items that pass have each, most frequent first."""
    item_count = func.count().label("item_count")
    wanted = select(item_tags.c.folded, item_count).group_by(item_tags.c.folded)
    if passing is not None:
        wanted = wanted.where(passing.has(item_tags.c.item_id))
    counted = wanted.order_by(item_count.desc(), item_tags.c.folded).limit(most).subquery()
    # Counting reads the index alone, which has no spellings: 13 ms for 250,000 tags, where the
    # least spelling of each tag took 290.
    spelling = (
        select(item_tags.c.tag)
        .where(item_tags.c.folded == counted.c.folded)
        .order_by(item_tags.c.item_id)
        .limit(1)
        .scalar_subquery()
    )
    ordered = select(spelling, counted.c.item_count).order_by(
        counted.c.item_count.desc(), counted.c.folded
    )
    return [TagCount(tag, count) for tag, count in connection.execute(ordered)]


def _field_counts(connection: Connection, most: int, passing: _Passing | None) -> list[FieldCount]:
    item_count = func.count().label("item_count")
    bounds = (_bound(func.min, passing), _bound(func.max, passing))
    # Every value but those of lists, which are texts, stands at position 0.
    wanted = select(fields.c.field, item_count, *bounds).where(fields.c.position == 0)
    if passing is not None:
        wanted = wanted.where(passing.has(fields.c.item_id))
    ordered = wanted.group_by(fields.c.field).order_by(item_count.desc(), fields.c.field)
    return [
        FieldCount(
            field,
            count,
            _value_counts(connection, field, most, passing),
            _as_written(least),
            _as_written(greatest),
        )
        for field, count, least, greatest in connection.execute(ordered.limit(MOST_FIELDS)).all()
    ]


def _bound(pick: Callable[[ColumnElement[float]], Any], passing: _Passing | None) -> Any:
    """Returns the least or the greatest number of a field.

    Among all items it stands at an end of the index, and no number is read for it.
    """
    if passing is not None:
        return pick(fields.c.number)
    same = fields.alias()
    return select(pick(same.c.number)).where(same.c.field == fields.c.field).scalar_subquery()


def _value_counts(
    connection: Connection, field: str, most: int, passing: _Passing | None
) -> list[ValueCount]:
    value = (fields.c.text, fields.c.number, fields.c.boolean)
    item_count = func.count(distinct(fields.c.item_id)).label(
        "item_count"
    )  # a list may repeat a text
    is_meant = fields.c.field == field if passing is None else passing.has_value(field)
    wanted = select(item_count, *value).where(is_meant)
    order = (item_count.desc(), *(column.nulls_last() for column in value))
    found = connection.execute(wanted.group_by(*value).order_by(*order).limit(most + 1)).all()
    if len(found) > most and found[0].item_count == 1:
        return []
    return [ValueCount(_value(columns), count) for count, *columns in found[:most]]


def _value(columns: Iterable[Scalar]) -> Scalar:
    """Returns what a row holds in the column for its kind; all of them empty stand for null."""
    held = next((value for value in columns if value is not None), None)
    return _as_written(held) if isinstance(held, float) else held


def _as_written(number: float | None) -> int | float | None:
    """Returns a whole number as such: the column holds every number as a float."""
    if number is None or not number.is_integer() or abs(number) > LARGEST_INTEGER:
        return number
    return int(number)
