"""Filters over the recipe book."""

from app.recipes.fields import PICTURE_ITEM
from index.catalogue import Catalogue, Filter, parse_filter
from index.catalogue.filters import fields_of
from index.exceptions import UnknownField


def read_recipe_filter(catalogue: Catalogue, condition: object) -> Filter | None:
    """Reads a filter on what recipes say, None for none.

    Args:
        catalogue: Keeps the recipes.
        condition: The filter as parsed JSON.

    Raises:
        BadFilter: It has the wrong shape.
        UnknownField: It names a field that the book alone knows.
    """
    if condition is None:
        return None
    parsed = parse_filter(condition)
    if PICTURE_ITEM in fields_of(parsed):
        raise UnknownField(PICTURE_ITEM, catalogue.fields() - {PICTURE_ITEM})
    return parsed
