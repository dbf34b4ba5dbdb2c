"""Adds the endpoint for assistants to the HTTP service, if the settings ask for it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from fastapi import FastAPI
from starlette.routing import Route

from app.config import Settings
from app.library.library import Library
from app.mcp.extra import needing_mcp

Serving = Callable[[Library], AbstractAsyncContextManager[object]]
"""Lets assistants in while a library is open."""


def mount_assistants(server: FastAPI, settings: Settings) -> Serving:
    """Adds `/mcp`, which `app.access.routes` guards.

    Returns:
        What the server's lifespan serves it with.

    Raises:
        ExtraMissing: It is asked for, and the package is not installed.
    """
    if not settings.mcp:
        return nullcontext
    with needing_mcp("PIXWORD_MCP=true"):
        from app.mcp.endpoint import AssistantEndpoint  # noqa: PLC0415 - only where it is asked for
    endpoint = AssistantEndpoint(settings)
    # Without sessions there is nothing that a GET could wait for, or a DELETE end.
    server.router.routes.append(Route("/mcp", endpoint, methods=["POST"]))
    return endpoint.serving
