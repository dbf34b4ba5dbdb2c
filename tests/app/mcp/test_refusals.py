"""What an assistant may not do, and how it is told."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import httpx2
import pytest

from app.access.routes import guarded_routes
from app.access.scopes import Scope
from app.config import Settings
from app.server import create_server
from index.exceptions import StorageFailed
from tests.app.mcp.conftest import Assistant, fill
from tests.conftest import ROOT, running

MESSAGE = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {"Accept": "application/json, text/event-stream"}


def post(address: str, **headers: str) -> httpx2.Response:
    return httpx2.post(f"{address}/mcp", json=MESSAGE, headers=HEADERS | headers, timeout=60)


def test_there_is_no_endpoint_unless_it_is_asked_for(shared_server):
    assert shared_server.http.post("/mcp", json=MESSAGE, headers=HEADERS).status_code == 404


def test_it_needs_the_scope_of_reading(environment):
    settings = {name.removeprefix("PIXWORD_").lower(): v for name, v in environment.items()}
    server = create_server(Settings(**settings, mcp=True))
    [route] = [own for own in guarded_routes(server) if str(own.route.path) == "/mcp"]
    assert route.scope is Scope.READ


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8000"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_pages_of_others_are_kept_out(address, headers):
    assert post(address).status_code == 200
    assert post(address, **headers).status_code in {403, 421}


def test_the_library_keeps_them_out_also_where_there_are_keys(environment, pixword):
    key = pixword("keys", "add", "reader", "--scope", "read").stdout.split()[-1]
    with running(environment | {"PIXWORD_MCP": "true"}) as server:
        address = str(server.http.base_url).rstrip("/")
        assert post(address).status_code == 401
        assert post(address, Authorization="Bearer wrong").status_code == 401
        assert post(address, Authorization=f"Bearer {key}").status_code == 200
        evil = post(address, Authorization=f"Bearer {key}", Host="evil.example")
        assert evil.status_code == 421


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_are_no_streams_and_sessions(address, method):
    ended = httpx2.request(method, f"{address}/mcp", headers=HEADERS, timeout=60)
    assert ended.status_code == 405
    assert ended.json()["error"] == "MethodNotAllowed"


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"jsonrpc": "2.0"}', b"[" * 10_000])
def test_what_is_no_message_is_refused(address, content):
    headers = HEADERS | {"Content-Type": "application/json"}
    ended = httpx2.post(f"{address}/mcp", content=content, headers=headers, timeout=60)
    assert 400 <= ended.status_code < 500
    assert "Traceback" not in ended.text


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search_pictures", {}, "q: Field required"),
        ("search_pictures", {"q": ""}, "q: "),
        ("search_pictures", {"q": "x" * 3000}, "q: "),
        ("search_pictures", {"q": "red", "k": 0}, "k: "),
        ("search_pictures", {"q": "red", "k": 51}, "k: "),
        ("search_pictures", {"q": "red", "target": "files"}, "target: "),
        ("search_pictures", {"q": "red", "collection": "../x"}, "collection: "),
        ("search_pictures", {"q": "red", "collection": "none"}, "none"),
        ("search_pictures", {"q": "red - red"}, "cancel"),
        ("search_pictures", {"q": '"red'}, "character"),
        ("search_pictures", {"q": "#99"}, "no item has the number #99"),
        ("similar_items", {"item": 99}, "no item has the number #99"),
        ("similar_items", {"item": -1}, "item: "),
        ("look_at_item", {"item": 2**70}, "item: "),
        ("look_at_item", {"item": 99}, "no item has the number #99"),
        ("words_for_picture", {"item": 4}, "item 4 has no picture"),
        ("word_neighbours", {"word": "\x07"}, "control characters"),
        ("word_analogy", {"q": "#1 + red"}, "an analogy is of words"),
        ("search_recipes", {"q": "#99"}, "no recipe has the number #99"),
        ("look_at_recipe", {"recipe": 99}, "no item has the number #99"),
        ("remove_item", {"item": 1}, "Unknown tool"),
    ],
)
def test_wrong_questions_are_answered_in_one_sentence(assistant, tool, arguments, said):
    sentence = assistant.refusal(tool, **arguments)
    assert said in sentence
    assert "pydantic" not in sentence
    assert "Error executing" not in sentence


def test_what_fails_inside_is_not_told(assistant, address, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret/path")

    monkeypatch.setattr("app.mcp.pictures.describe_item", fail)
    assert assistant.refusal("look_at_item", item=1) == "the server failed; its log says why"


def test_a_failing_database_does_not_tell_where_it_is(environment, tmp_path):
    with running(environment | {"PIXWORD_MCP": "true"}) as server:
        fill(server.http)
        assistant = Assistant(str(server.http.base_url).rstrip("/"))
        with closing(sqlite3.connect(tmp_path / "data" / "catalogue.sqlite")) as other:
            other.execute("DROP TABLE texts")
        told = assistant.refusal("look_at_item", item=1)
        assert told.endswith("; the server's log says more"), told
        assert "sqlite" not in told


def test_a_thumbnail_that_fails_inside_does_not_tell_where(assistant, monkeypatch):
    def fail(*_):
        raise StorageFailed("the catalogue /secret/path failed")

    monkeypatch.setattr("app.pictures.PictureStore.thumbnail", fail)
    answer = assistant.ask("look_at_item", item=1)
    assert not answer.is_error
    assert "secret" not in str(answer.content)
    assert answer.content[-1].text.endswith("; the server's log says more")


def test_a_collection_without_recipes_gets_no_book(environment):
    with running(environment | {"PIXWORD_MCP": "true"}) as server:
        assistant = Assistant(str(server.http.base_url).rstrip("/"))
        assert assistant.refusal("search_recipes", q="salt") == "this collection has no recipes"
        assert assistant.refusal("look_at_recipe", recipe=1) == "this collection has no recipes"
    assert not (Settings(data=environment["PIXWORD_DATA"]).recipe_catalogue_file).exists()


@pytest.mark.parametrize(
    "program",
    [
        "import app.server, app.config; app.server.create_server(app.config.Settings(mcp=True))",
        "from app.cli.mcp import serve_assistant; serve_assistant()",
    ],
)
def test_without_the_package_it_is_said_how_to_get_it(program):
    hidden = f"import sys; sys.modules['mcp'] = sys.modules['mcp_types'] = None; {program}"
    ended = subprocess.run(
        [sys.executable, "-c", hidden], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert last.endswith("needs the package mcp: pip install 'pixword[mcp]'"), ended.stderr
