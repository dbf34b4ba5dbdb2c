"""One structured line a request, which holds nothing that anybody sent."""

import io
import json
import logging
import warnings

import pytest
import uvicorn

from app.access.callers import Caller
from app.observing.logs import RequestLog, configure_logging
from app.observing.requests import ObservedRequest
from tests.conftest import ServerProcess, assert_error, make_picture

SECRETS = ["zanzibar", "holiday.png", "caption-of-mine", "hunter2", "kangaroo"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def logging_to():
    """Configures logging to a stream, and puts it back."""
    root = logging.getLogger()
    before = root.handlers, root.level

    def configure(stream, level="info"):
        configure_logging(level, stream)
        return stream

    yield configure
    root.handlers, root.level = before
    logging.captureWarnings(capture=False)


@pytest.fixture
def lines(environment, tmp_path):
    """Runs requests against a real process; returns all lines of its log."""
    process = ServerProcess(environment, tmp_path / "server.log")

    def run(requests):
        requests(process.http)
        assert process.stop() == 0
        return [json.loads(line) for line in process.log.read_text().splitlines()]

    yield run
    if process.process.poll() is None:
        process.stop()


def test_every_line_is_json_with_one_a_request_and_nothing_that_was_sent(lines):
    def requests(http):
        http.headers["Authorization"] = "Bearer hunter2"
        files = {"pictures": ("holiday.png", make_picture("red"))}
        items = json.dumps({"items": [{"picture": "holiday.png", "captions": ["caption-of-mine"]}]})
        http.post("/v1/items", files=files, data={"items": items}).raise_for_status()
        query = {"q": "zanzibar - kangaroo"}
        http.get("/v1/search", params=query, headers={"X-Request-ID": "mine-1"}).raise_for_status()
        http.get("/v1/items/77", headers={"X-Request-ID": "mine-2"})
        http.get("/zanzibar/kangaroo")

    every = lines(requests)
    assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in every)
    asked = [line for line in every if line["event"] == "request"]
    told = [(line["method"], line["route"], line["status"]) for line in asked]
    assert told == [
        ("POST", "/v1/items", 200),
        ("GET", "/v1/search", 200),
        ("GET", "/v1/items/{item_id}", 404),
        ("GET", "unmatched", 404),
    ]
    assert [line["request_id"] for line in asked[1:3]] == ["mine-1", "mine-2"]
    assert asked[0]["bytes_in"] > len(make_picture("red"))
    assert asked[1]["bytes_in"] == 0
    assert asked[1]["bytes_out"] > 200
    assert asked[1]["client"] == "127.0.0.1"
    assert set(asked[1]["stages_ms"]) == {"encode_text", "search", "metadata", "render"}
    assert 0 < sum(asked[1]["stages_ms"].values()) <= asked[1]["duration_ms"]
    text = json.dumps(every)
    assert [secret for secret in SECRETS if secret in text] == []
    assert any("running on http://127.0.0.1" in line["event"] for line in every)
    assert any("shutdown complete" in line["event"] for line in every)


def test_a_failure_is_logged_once_with_its_traceback_and_told_without(server, caplog, monkeypatch):
    def fail(*_):
        raise RuntimeError("secret of /etc/passwd")

    monkeypatch.setattr("app.words.service.similarity", fail)
    answer = server.http.get("/v1/words/similarity", params={"first": "a", "second": "b"})
    detail = assert_error(answer, 500, "InternalError")
    assert "passwd" not in detail
    [failure] = [record for record in caplog.records if record.exc_info]
    assert failure.name == "pixword"
    assert isinstance(failure.exc_info[1], RuntimeError)


def test_a_known_failure_inside_is_told_without_internals(server, caplog, tmp_path):
    kite = {"items": [{"captions": ["a kite"]}]}
    server.http.post("/v1/items", json=kite).raise_for_status()
    (tmp_path / "data" / "catalogue.sqlite").unlink()
    changed = server.http.patch("/v1/items/1", json={"captions": ["a red kite"]})
    told = assert_error(changed, 503, "StorageFailed")
    assert "log says more" in told
    another = {"items": [{"captions": ["a sail"]}]}
    [outcome] = server.http.post("/v1/items", json=another).json()["outcomes"]
    assert outcome["detail"] == told
    assert str(tmp_path) not in told
    written = [record.getMessage() for record in caplog.records if record.name == "pixword"]
    assert len(written) == 2
    assert all(str(tmp_path) in line for line in written)


def test_a_terminal_gets_colours_and_pairs(logging_to):
    stream = logging_to(Terminal())
    logging.getLogger("index").info("started", extra={"color_message": "\x1b[1mstarted"})
    logging.getLogger("pixword.requests").info(
        "request", extra={"route": "/v1/search", "status": 200}
    )
    started, request = stream.getvalue().splitlines()
    assert "color_message" not in started
    assert "\x1b[" in request
    assert "/v1/search" in request
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(request)


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()], ids=["JSON", "terminal"])
def test_tracebacks_show_no_values_of_variables(logging_to, stream):
    logging_to(stream)
    password = "hunter" + "2"
    try:
        int(password.strip("2"), base=len(password) + 1)
    except ValueError:
        logging.getLogger("pixword").exception("failed")
    assert "Traceback (most recent call last)" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_warnings_and_levels_go_through_the_same_formatter(logging_to):
    stream = logging_to(io.StringIO(), "warning")
    logging.getLogger("index").info("not wanted")
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn("something odd", UserWarning, stacklevel=1)
    line = json.loads(stream.getvalue())
    assert line["logger"] == "py.warnings"
    assert "something odd" in line["event"]


@pytest.mark.parametrize(("duration_s", "slow"), [(0.1, None), (2.5, True)])
def test_slow_requests_are_marked(caplog, duration_s, slow):
    caplog.set_level("INFO")
    scope = {"method": "GET", "path": "/x", "app": uvicorn, "type": "http", "client": ("::1", 1)}
    scope["state"] = {"caller": Caller("reader", None)}
    scope["route"] = type("Route", (), {"path": "/v1/search"})
    request = ObservedRequest(scope, status=200, duration_s=duration_s)
    RequestLog(slow_request_seconds=1).end(request)
    [record] = caplog.records
    assert getattr(record, "slow", None) is slow
    assert record.levelname == ("WARNING" if slow else "INFO")
    assert record.key == "reader"
    assert record.duration_ms == duration_s * 1000
