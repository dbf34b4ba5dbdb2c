"""Keys over HTTP: where they count, where they do not, and what is never said of them."""

import json
from collections import Counter

import pytest

from app.access import Scope
from app.access.key_file import KeyFile
from tests.app.access.conftest import UNLIMITED
from tests.conftest import assert_error, make_picture, running

ITEMS = "/v1/items"


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize("place", ["query", "cookie", "body", "path", "basic", "user"])
def test_a_key_in_the_wrong_place_does_not_count(locked, place):
    key = locked.keys[Scope.ADMIN]
    query = {"key": key, "api_key": key, "token": key, "access_token": key, "x-api-key": key}
    answer = {
        "query": lambda: locked.http.get(ITEMS, params=query),
        "cookie": lambda: locked.http.get(ITEMS, headers={"Cookie": f"key={key}; x-api-key={key}"}),
        "body": lambda: locked.http.request("POST", "/v1/search", json={"q": "red", "key": key}),
        "path": lambda: locked.http.get(f"{ITEMS}/1/{key}"),
        "basic": lambda: locked.http.get(ITEMS, auth=("admin", key)),
        "user": lambda: locked.http.get(ITEMS, auth=(key, "")),
    }[place]()
    assert answer.status_code == (404 if place == "path" else 401)
    assert key not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        [("Authorization", "Bearer {read}"), ("Authorization", "Bearer {admin}")],
        [("Authorization", "Bearer {admin}"), ("Authorization", "Bearer {admin}")],
        [("Authorization", "Bearer {admin}"), ("Authorization", "Basic eDp5")],
        [("Authorization", "Bearer {admin}"), ("X-API-Key", "{admin}")],
        [("X-API-Key", "{admin}"), ("X-API-Key", "{read}")],
    ],
)
def test_several_keys_are_refused(locked, headers):
    sent = [(name, value.format(**locked.keys)) for name, value in headers]
    told = assert_error(locked.http.get(ITEMS, headers=sent), 401, "Unauthorised")
    assert "several" in told


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("bearer {read}", 200),
        ("BEARER {read}", 200),
        ("Bearer  {read}", 200),
        ("Bearer {read},", 401),
        ("Bearer", 401),
        ("{read}", 401),
        ("Token {read}", 401),
        ("Bearer {read} {read}", 401),
        ("Bearer {read}\u00e9", 401),
        ("Bearer p\u0445w_", 401),
    ],
)
def test_the_scheme_is_read_in_any_case_and_the_key_as_it_is(locked, value, status):
    header = value.format(**locked.keys).encode()
    answer = locked.http.get(ITEMS, headers=[(b"Authorization", header)])
    assert answer.status_code == status


def test_another_scheme_of_a_proxy_may_stand_beside_the_key(locked):
    key = locked.keys[Scope.READ]
    answer = locked.http.get(ITEMS, auth=("proxy", "password"), headers={"X-API-Key": key})
    assert answer.status_code == 200


def test_a_refused_upload_is_not_read(locked):
    answer = locked.http.post(
        ITEMS, content=b"{" * 1000, headers={"Content-Type": "application/json"}
    )
    assert_error(answer, 401, "Unauthorised")


def test_scopes_over_a_whole_life(locked):
    read, write = bearer(locked.keys[Scope.READ]), bearer(locked.keys[Scope.WRITE])
    files = [("pictures", ("red.png", make_picture("red")))]
    assert_error(locked.http.post(ITEMS, files=files, headers=read), 403, "Forbidden")
    [added] = locked.http.post(ITEMS, files=files, headers=write).json()["outcomes"]
    address = f"{ITEMS}/{added['item']['id']}"
    assert locked.http.get(f"{address}/thumbnail", headers=read).status_code == 200
    assert_error(locked.http.get(f"{address}/thumbnail"), 401, "Unauthorised")
    assert_error(locked.http.delete(address, headers=read), 403, "Forbidden")
    assert locked.http.get(address, headers=read).status_code == 200
    assert locked.http.delete(address, headers=write).status_code == 204
    assert_error(locked.http.get(address, headers=read), 404, "UnknownItem")


def test_the_page_shows_the_collection_to_whoever_has_a_key(locked):
    locked_page = locked.http.get("/", params={"q": "red"})
    assert locked_page.status_code == 200
    assert "needs a key" in locked_page.text
    assert "thumbnail" not in locked_page.text
    wrong = locked.http.get("/", params={"q": "red"}, headers=bearer("wrong"))
    assert wrong.text == locked_page.text
    page = locked.http.get("/", params={"q": "red"}, headers=bearer(locked.keys[Scope.READ]))
    assert 'role="search"' in page.text


def test_a_running_server_follows_keys_that_come_and_go(locked):
    key = locked.file.add("guest", Scope.READ, None)
    assert locked.http.get(ITEMS, headers=bearer(key)).status_code == 200
    locked.file.remove("guest")
    assert_error(locked.http.get(ITEMS, headers=bearer(key)), 401, "Unauthorised")


def test_the_document_tells_how_to_send_a_key_and_which_scope_is_needed(locked):
    document = locked.http.get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert document["components"]["securitySchemes"]["header"]["name"] == "X-API-Key"
    security = {
        (method, path): operation.get("security")
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert security["get", "/livez"] is None
    assert security["post", "/v1/search"] == [{"bearer": ["read"]}, {"header": ["read"]}]
    assert security["delete", "/v1/items/{item_id}"] == [
        {"bearer": ["write"]},
        {"header": ["write"]},
    ]


def test_a_key_is_never_logged(environment, tmp_path, server_process):
    key = KeyFile(tmp_path / "data" / "keys.json").add("laptop", Scope.READ, None)
    server_process.http.get(ITEMS, headers=bearer(key)).raise_for_status()
    server_process.http.get(ITEMS, headers={"X-API-Key": key}).raise_for_status()
    assert_error(server_process.http.get(ITEMS, headers=bearer(key + "x")), 401, "Unauthorised")
    answer = server_process.http.get("/livez")
    assert "server" not in answer.headers
    server_process.stop()
    lines = [json.loads(line) for line in server_process.log.read_text().splitlines()]
    named = [line.get("key") for line in lines if line.get("route") == ITEMS]
    assert Counter(named) == {"laptop": 2, None: 1}  # a line may be written after the next answer
    assert key[17:] not in server_process.log.read_text()


def test_a_damaged_file_of_keys_lets_nobody_in(environment, tmp_path):
    with running(environment | UNLIMITED) as server:
        assert server.http.get(ITEMS).status_code == 200
        (tmp_path / "data" / "keys.json").write_text("{")
        told = assert_error(server.http.get(ITEMS), 503, "KeysUnreadable")
        assert str(tmp_path) not in told
        assert server.http.get("/livez").status_code == 200
        assert "needs a key" in server.http.get("/").text


def test_an_exposed_server_without_keys_is_closed(environment):
    with running(environment | {"PIXWORD_HOST": "::"}) as server:
        assert_error(server.http.get(ITEMS), 401, "Unauthorised")
    with running(environment | {"PIXWORD_HOST": "::", "PIXWORD_OPEN": "true"}) as server:
        assert server.http.get(ITEMS).status_code == 200
