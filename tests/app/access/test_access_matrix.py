"""Every route with every kind of key. The routes are those of the server: nobody can forget one."""

import re

import pytest

from app.access.routes import guarded_routes
from app.access.scopes import Scope
from app.config import Settings
from app.server import create_server

UNKNOWN = "9007199254740991"
PARAMETER = re.compile(r"\{[^}]*\}")
ROUTES = [
    (method, guarded.route.path, guarded.scope)
    for guarded in guarded_routes(create_server(Settings(space="colour-names")))
    for method in sorted(guarded.route.methods or {"POST"})
]


def expected(needed, held):
    """What a caller gets: `held` is the scope of the key, or None for no valid one."""
    if needed is None:
        return "let through"
    if held is None:
        return 401
    return "let through" if held.includes(needed) else 403


def callers(locked):
    """Headers of every kind of caller, and the scope that they give."""
    admin = locked.keys[Scope.ADMIN]
    wrong = admin[:-1] + ("A" if admin[-1] != "A" else "B")
    kinds = {
        "no key": (None, None),
        "empty": ("", None),
        "wrong": (wrong, None),
        "prefix": (admin[: len(admin) // 2], None),
        "all but the last character": (admin[:-1], None),
        "id alone": (admin[:16], None),
        "expired": (locked.expired, None),
        "other case": (admin.swapcase(), None),
        "read": (locked.keys[Scope.READ], Scope.READ),
        "write": (locked.keys[Scope.WRITE], Scope.WRITE),
        "admin": (admin, Scope.ADMIN),
    }
    for kind, (key, held) in kinds.items():
        yield (
            f"{kind} as bearer",
            {} if key is None else {"Authorization": f"Bearer {key}".strip()},
            held,
        )
        yield f"{kind} as header", {} if key is None else {"X-API-Key": key}, held


def outcome(answer):
    if answer.status_code in (401, 403):
        assert {401: "Unauthorised", 403: "Forbidden"}[answer.status_code] in answer.text
        assert ("www-authenticate" in answer.headers) == (answer.status_code == 401)
        return answer.status_code
    return "let through"


@pytest.mark.parametrize(("method", "path", "needed"), ROUTES)
def test_each_caller_may_do_what_the_scope_allows_and_no_more(locked, method, path, needed):
    address = PARAMETER.sub(UNKNOWN, path)
    for kind, headers, held in callers(locked):
        answer = locked.http.request(method, address, headers=headers)
        assert answer.status_code < 500, (kind, answer.text)
        assert outcome(answer) == expected(needed, held), kind


def test_the_matrix_covers_what_destroys_and_what_looks():
    assert ("DELETE", "/v1/items/{item_id}", Scope.WRITE) in ROUTES
    assert ("DELETE", "/v1/recipes/{recipe_id}", Scope.WRITE) in ROUTES
    assert ("PATCH", "/v1/items/{item_id}", Scope.WRITE) in ROUTES
    assert ("POST", "/v1/items", Scope.WRITE) in ROUTES
    assert ("POST", "/v1/search", Scope.READ) in ROUTES
    assert ("POST", "/v1/tags", Scope.READ) in ROUTES
    assert ("GET", "/livez", None) in ROUTES


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/items/"),
        ("GET", "//v1/items"),
        ("GET", "/v1//items"),
        ("GET", "/v1/./items"),
        ("GET", "/docs/../v1/items"),
        ("GET", "/%76%31/items"),
        ("GET", "/v1/items%2f1"),
        ("GET", "/V1/items"),
        ("GET", "/static-offline-docs/../v1/items"),
        ("GET", "/static-offline-docs/%2e%2e/v1/items"),
        ("HEAD", "/v1/items"),
        ("get", "/v1/items"),
        ("DELETE", "/v1/items/1/"),
    ],
)
def test_no_spelling_of_a_path_gets_past(locked, method, path):
    answer = locked.http.request(method, path)
    assert answer.status_code in (307, 400, 401, 404, 405), answer.text
    assert "items" not in answer.text or answer.status_code == 401
