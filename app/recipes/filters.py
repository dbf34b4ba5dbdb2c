"""Filters over the recipe book."""

from app.recipes.fields import PICTURE_ITEM
from index.catalogue import Catalogue, Filter, parse_filter
from index.catalogue.filters import InArea, fields_of, with_areas
from index.exceptions import BadFilter, UnknownField


def read_recipe_filter(catalogue: Catalogue, condition: object) -> Filter | None:
    """Reads a filter on what recipes say, None for none.

    Args:
        catalogue: Keeps the recipes.
        condition: The filter as parsed JSON.

    Raises:
        BadFilter: It has the wrong shape, or an area: recipes are on no map.
        UnknownField: It names a field that the book alone knows.
    """
    if condition is None:
        return None
    parsed = with_areas(parse_filter(condition), _refuse)
    if PICTURE_ITEM in fields_of(parsed):
        raise UnknownField(PICTURE_ITEM, catalogue.fields() - {PICTURE_ITEM})
    return parsed


def _refuse(_: InArea) -> Filter:
    raise BadFilter('recipes are on no map, so there is no "area" to look in')
