"""Every route says who may use it, or the server is not made."""

import pytest
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette

from app.access import Scope, needs, public
from app.access.routes import UndeclaredScope, guarded_routes


async def ask():
    """Stands for what a route does."""


def test_a_route_without_a_scope_is_refused_by_name():
    server = FastAPI(docs_url=None, redoc_url=None)
    server.get("/told")(public(ask))
    router = APIRouter(prefix="/v1")

    @router.delete("/things/{thing}")
    async def forgotten(thing: str):
        """Has no scope."""

    server.include_router(router)
    with pytest.raises(UndeclaredScope, match=r"DELETE /v1/things/\{thing\}"):
        guarded_routes(server)


def test_a_mounted_application_without_a_scope_is_refused_by_name():
    server = FastAPI(docs_url=None, redoc_url=None)
    server.mount("/elsewhere", Starlette())
    with pytest.raises(UndeclaredScope, match="/elsewhere"):
        guarded_routes(server)


def test_mounted_applications_have_the_scope_of_their_path():
    server = FastAPI(docs_url=None, redoc_url=None)
    server.mount("/mcp", Starlette())
    [mounted] = [each for each in guarded_routes(server) if each.route.path == "/mcp"]
    assert mounted.scope is Scope.READ


@pytest.mark.parametrize("scope", Scope)
def test_a_decorated_function_stays_what_it_is_and_has_its_scope(scope):
    async def change():
        return 42

    assert needs(scope)(change) is change
    server = FastAPI(docs_url=None, redoc_url=None)
    server.post("/change")(change)
    [route] = [each for each in guarded_routes(server) if each.route.path == "/change"]
    assert route.scope is scope


def test_each_scope_includes_those_before_it():
    assert [[a.includes(b) for b in Scope] for a in Scope] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
