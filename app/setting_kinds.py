"""What values a setting takes, in words."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from types import MappingProxyType, NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

_SIGNS = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<"}
_LENGTHS = {"min_length": "≥", "max_length": "≤"}
_KINDS: Mapping[object, str] = MappingProxyType(
    {
        bool: "`true` or `false`",
        int: "whole number",
        float: "number",
        str: "text",
        SecretStr: "text, kept secret",
        Path: "path",
    }
)


def kind_of(field: FieldInfo) -> str:
    """Returns what a setting is: a number, a path, one of its choices, a list."""
    return _kind(field.annotation)


def bounds_of(field: FieldInfo) -> str:
    """Returns between what its values, or the lengths of them, must be."""
    is_list = get_origin(field.annotation) is tuple
    own = _joined(field.metadata, "parts" if is_list else "characters")
    each = _joined(_rules_of_parts(field.annotation), "characters") if is_list else ""
    return ", ".join(filter(None, (own, each and f"each {each}")))


def _joined(rules: Iterable[object], unit: str) -> str:
    return ", ".join(bound for rule in rules for bound in _bounds(rule, unit))


def _rules_of_parts(annotation: Any) -> Iterator[object]:
    for rule in getattr(get_args(annotation)[0], "__metadata__", ()):
        yield from rule.metadata if isinstance(rule, FieldInfo) else (rule,)


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Annotated:
        return _kind(get_args(annotation)[0])
    if get_origin(annotation) is tuple:
        return f"list of: {_kind(get_args(annotation)[0])}"
    if choices := _choices(annotation):
        return ", ".join(f"`{choice}`" for choice in choices)
    given = [own for own in get_args(annotation) if own is not NoneType]
    return _kind(given[0]) if given else _KINDS[annotation]


def _choices(annotation: Any) -> tuple[object, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    is_choice = isinstance(annotation, type) and issubclass(annotation, Enum)
    return tuple(own.value for own in annotation) if is_choice else ()


def _bounds(rule: object, unit: str) -> Iterator[str]:
    for name, sign in _SIGNS.items():
        if isinstance(bound := getattr(rule, name, None), int | float):
            yield f"{sign} {bound:,}"
    for name, sign in _LENGTHS.items():
        if isinstance(length := getattr(rule, name, None), int):
            yield f"{sign} {length:,} {unit}"
    if pattern := getattr(rule, "pattern", None):
        yield f"`{pattern}`"
