"""What the OpenAPI document says about keys: Swagger UI's button Authorize comes from it."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI

from app.access.routes import GuardedRoute

_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key: `pixword keys add`."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same."},
}


def describe_access(server: FastAPI, routes: Sequence[GuardedRoute]) -> None:
    """Adds the ways to send a key, and to every operation the scope that it needs."""
    generate = server.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        document.setdefault("components", {})["securitySchemes"] = _SCHEMES
        for guarded in routes:
            _describe(document["paths"].get(guarded.route.path_format, {}), guarded)
        return document

    server.openapi = openapi  # type: ignore[method-assign]


def _describe(operations: dict[str, Any], guarded: GuardedRoute) -> None:
    for method in guarded.route.methods or ():
        operation = operations.get(method.lower())
        if operation is not None and guarded.scope is not None:
            operation["security"] = [{scheme: [str(guarded.scope)]} for scheme in _SCHEMES]
