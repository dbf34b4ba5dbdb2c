"""What nobody expected is answered in the one shape, and logged once, wherever it happens."""

import asyncio

import pytest
from fastapi import FastAPI

from app.middlewares import FailureMiddleware
from app.observing.requests import ObservedRequest, ObservingMiddleware
from tests.conftest import running


def ask(app):
    """Sends a request through an application; returns the messages of the answer."""
    sent = []
    scope = {"type": "http", "method": "GET", "path": "/x", "headers": [], "app": FastAPI()}
    scope["state"] = {"request_id": "mine"}

    async def receive():
        return {"type": "http.request", "body": b"12345"}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


class Noting:
    """A watcher that remembers."""

    def __init__(self):
        self.begun: list[ObservedRequest] = []
        self.ended: list[ObservedRequest] = []

    def begin(self, request):
        request.answer_headers.append((b"x-seen", b"yes"))
        self.begun.append(request)

    def end(self, request):
        self.ended.append(request)


async def fails_at_once(scope, receive, send):
    raise RuntimeError("of /srv/secret")


async def fails_on_the_way(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError("of /srv/secret")


async def goes_away(scope, receive, send):
    raise asyncio.CancelledError


async def answers(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 204, "headers": [(b"a", b"b")]})
    await send({"type": "http.response.body", "body": b"abc"})


def test_a_failure_before_the_answer_is_a_500_without_internals(caplog):
    start, body = ask(FailureMiddleware(fails_at_once))
    assert start["status"] == 500
    assert b"InternalError" in body["body"]
    assert b"secret" not in body["body"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_failure_on_the_way_is_left_to_the_server_which_logs_it(caplog):
    with pytest.raises(RuntimeError):
        ask(FailureMiddleware(fails_on_the_way))
    assert caplog.records == []


@pytest.mark.parametrize(
    ("app", "raised", "status"),
    [
        (fails_at_once, RuntimeError, 500),
        (fails_on_the_way, RuntimeError, 500),
        (goes_away, asyncio.CancelledError, 499),
    ],
)
def test_watchers_are_told_of_every_end(app, raised, status):
    noting = Noting()
    with pytest.raises(raised):
        ask(ObservingMiddleware(app, [noting], lambda *_: None))
    assert noting.begun == noting.ended
    assert [request.status for request in noting.ended] == [status]


def test_sizes_status_and_headers_of_an_answer():
    noting = Noting()
    start, _ = ask(ObservingMiddleware(answers, [noting], lambda *_: None))
    assert start["headers"] == [(b"a", b"b"), (b"x-seen", b"yes")]
    [request] = noting.ended
    assert (request.status, request.bytes_in, request.bytes_out) == (204, 5, 3)
    assert 0 < request.duration_s < 10


def test_a_failure_outside_the_routes_is_logged_once_too(environment, caplog, capsys, monkeypatch):
    def fail(*_):
        raise RuntimeError("of /srv/secret")

    monkeypatch.setattr("app.access.middlewares.AccessMiddleware._needed", fail)
    with running(environment) as server:  # which logs behind the answer
        answer = server.http.get("/v1/items")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    ours = [record for record in caplog.records if record.name.startswith("pixword")]
    assert [record for record in ours if record.exc_info] == []
    assert capsys.readouterr().err.count("Traceback (most recent call last)") == 1
