"""Finds the items that pass a filter."""

import numpy as np
from sqlalchemy import ColumnElement, Connection, select

from index.arrays import Ids
from index.catalogue.filters import Filter, fields_of, to_sql
from index.catalogue.reading import field_names
from index.catalogue.schema import fields, items
from index.exceptions import UnknownField


def matching_items(connection: Connection, condition: Filter) -> Ids:
    """Returns the numbers of the items that pass, rising.

    Raises:
        UnknownField: The filter names a field that no item has.
    """
    wanted = select(items.c.id).where(checked_condition(connection, condition))
    return np.array(connection.scalars(wanted.order_by(items.c.id)).all(), dtype=np.int64)


def checked_condition(connection: Connection, condition: Filter) -> ColumnElement[bool]:
    """Returns a filter as a condition on `items`, after its fields were looked up.

    Raises:
        UnknownField: The filter names a field that no item has.
    """
    check_fields(connection, condition)
    return to_sql(condition)


def check_fields(connection: Connection, condition: Filter) -> None:
    """Checks that some item has each field that a filter names.

    Raises:
        UnknownField: No item has one of them.
    """
    for field in sorted(fields_of(condition)):
        used = select(fields.c.field).where(fields.c.field == field).limit(1)
        if connection.scalar(used) is None:
            raise UnknownField(field, field_names(connection))
