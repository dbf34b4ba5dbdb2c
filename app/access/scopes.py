"""What a route lets do, written on the route's function."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

_MARK = "needed_scope"


class Scope(StrEnum):
    """What a key lets do; each scope includes those before it."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def includes(self, other: "Scope") -> bool:
        """Whether whoever has this scope may do what needs the other one."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


def needs(scope: Scope) -> Callable[[Endpoint], Endpoint]:
    """Says which scope a route needs: write it below `@router.get(...)`.

    Looking for something needs `READ`, whatever the method of the request is.
    """
    return lambda endpoint: _mark(endpoint, scope)


def public(endpoint: Endpoint) -> Endpoint:
    """Says that a route needs no key: write it below `@router.get(...)`."""
    return _mark(endpoint, None)


def needed_scope(endpoint: object) -> Scope | None:
    """Returns what a route's function needs; None if it is public.

    Raises:
        AttributeError: It does not say.
    """
    scope: Scope | None = getattr(endpoint, _MARK)
    return scope


def _mark(endpoint: Endpoint, scope: Scope | None) -> Endpoint:
    setattr(endpoint, _MARK, scope)
    return endpoint
