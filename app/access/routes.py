"""The scope of every route of a server."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import Match
from starlette.types import Scope as Connection

from app.access.scopes import Scope, needed_scope

# Routes that libraries make have no function of ours to write a scope on.
_OF_LIBRARIES: Mapping[str, Scope | None] = {
    "/openapi.json": None,
    "/static-offline-docs": None,
    "/mcp": Scope.READ,
}


class UndeclaredScope(Exception):
    """A route does not say who may use it."""


@dataclass(frozen=True)
class GuardedRoute:
    """A route and what it needs.

    Attributes:
        route: As FastAPI resolved it.
        scope: What it needs; None if it is public.
    """

    route: RouteContext
    scope: Scope | None

    def serves(self, connection: Connection) -> bool:
        """Whether a request with this path and method reaches the route."""
        return bool(self.route.matches(connection)[0] is Match.FULL)


def guarded_routes(server: FastAPI) -> list[GuardedRoute]:
    """Returns every route of a server with its scope, in the order in which they are tried.

    Raises:
        UndeclaredScope: A route has none.
    """
    return [GuardedRoute(route, _scope_of(route)) for route in iter_route_contexts(server.routes)]


def _scope_of(route: RouteContext) -> Scope | None:
    path = str(route.path)
    if path in _OF_LIBRARIES:
        return _OF_LIBRARIES[path]
    try:
        return needed_scope(route.endpoint)
    except AttributeError:
        raise UndeclaredScope(
            f"{_methods(route)}{path} does not say who may use it: write "
            "`@needs(Scope.…)` or `@public` above its function"
        ) from None


def _methods(route: RouteContext) -> str:
    return "".join(f"{method} " for method in sorted(route.methods or ()))
