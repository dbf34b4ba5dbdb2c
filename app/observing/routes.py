"""Which route a request belongs to, as few words as there are routes."""

from fastapi.routing import iter_route_contexts
from starlette.routing import Match
from starlette.types import Scope

UNMATCHED = "unmatched"
"""What stands for every path that is none of the service's."""


def route_template(scope: Scope) -> str:
    """Returns the template of a request's path, such as `/v1/items/{item_id}`."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    # Refused before it reached its route, or a route of a library, which leaves no trace.
    # A mounted application has moved the root; the path is matched as it came.
    came = {**scope, "root_path": scope.get("app_root_path", scope.get("root_path", ""))}
    for context in iter_route_contexts(scope["app"].routes):
        if context.matches(came)[0] is not Match.NONE:
            return str(context.path)
    return UNMATCHED
