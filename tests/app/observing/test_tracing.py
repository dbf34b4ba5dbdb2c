"""Traces reach a collector as OTLP, and belong to the trace of who asks."""

import http.server
import sys
import threading
import time

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.observing.tracing import TracingUnavailable, open_tracing
from tests.conftest import assert_error, make_picture, running

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"
SERVER, ERROR = 2, 2


class Collector(http.server.ThreadingHTTPServer):
    """Takes traces on the loopback address."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.spans = []
        self.services = set()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            assert self.headers["content-type"] == "application/x-protobuf"
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                self.server.services |= {values(resource.resource)["service.name"]}
                for scope in resource.scope_spans:
                    self.server.spans += scope.spans
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass


def values(holder):
    """Attributes by name."""
    return {
        pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in holder.attributes
    }


@pytest.fixture
def collector():
    listening = Collector()
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield listening
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture
def traced(environment, collector):
    return environment | {
        "PIXWORD_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}/v1/traces"
    }


def test_without_the_package_the_start_says_what_to_install(environment, monkeypatch, pixword):
    monkeypatch.delitem(sys.modules, "app.observing.spans", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(TracingUnavailable, match=r"pip install pixword\[otel\]"):
        open_tracing("http://127.0.0.1:1")
    failed = pixword("serve", PIXWORD_OTLP_ENDPOINT="http://127.0.0.1:1/v1/traces")
    assert failed.returncode == 1
    assert "pixword[otel]" in failed.stderr


def test_an_endpoint_that_is_no_address_is_refused(pixword):
    assert "otlp_endpoint" in pixword("serve", PIXWORD_OTLP_ENDPOINT="collector:4318").stderr


def test_a_collector_that_does_not_answer_holds_nobody_up(environment):
    with running(environment | {"PIXWORD_OTLP_ENDPOINT": "http://127.0.0.1:9/v1/traces"}) as server:
        assert server.http.get("/v1/search", params={"q": "red"}).status_code == 200
        started = time.monotonic()
    assert time.monotonic() - started < 8


def test_a_request_is_a_span_with_its_stages_in_the_clients_trace(traced, collector):
    with running(traced) as server:
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "mine"}
        files = {"pictures": ("red.png", make_picture("red"))}
        server.http.post("/v1/items", files=files).raise_for_status()
        answer = server.http.get("/v1/search", params={"q": "kangaroo"}, headers=headers)
        alone = server.http.get("/livez")
    spans = {span.span_id.hex(): span for span in collector.spans}
    version, trace, span_id, sampled = answer.headers["traceparent"].split("-")
    assert (version, trace, sampled) == ("00", TRACE, "01")
    own = spans[span_id]
    assert (own.name, own.kind) == ("GET /v1/search", SERVER)
    assert own.parent_span_id.hex() == PARENT
    told = values(own)
    assert told["http.route"] == "/v1/search"
    assert told["http.response.status_code"] == 200
    assert told["pixword.request_id"] == "mine"
    stages = [span for span in collector.spans if span.parent_span_id == own.span_id]
    assert {span.name for span in stages} == {"encode_text", "search", "metadata", "render"}
    for span in stages:
        assert own.start_time_unix_nano <= span.start_time_unix_nano
        assert span.start_time_unix_nano <= span.end_time_unix_nano
        assert span.trace_id.hex() == TRACE
    assert alone.headers["traceparent"].split("-")[1] != TRACE
    assert collector.services == {"pixword"}
    assert "kangaroo" not in str(collector.spans)
    names = {span.name for span in collector.spans}
    assert {"POST /v1/items", "GET /livez", "decode", "encode_picture"} <= names


@pytest.mark.parametrize("sent", ["", "00-zz-1-01", f"00-{'0' * 32}-{PARENT}-01", "x" * 5000])
def test_a_traceparent_that_is_none_begins_a_trace_of_its_own(traced, sent):
    with running(traced) as server:
        answer = server.http.get("/livez", headers={"traceparent": sent})
    assert answer.status_code == 200
    assert len(answer.headers["traceparent"]) == 55


def test_a_failure_marks_its_span(traced, collector, monkeypatch):
    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr("app.words.service.similarity", fail)
    with running(traced) as server:
        answer = server.http.get("/v1/words/similarity", params={"first": "a", "second": "b"})
        assert_error(answer, 500, "InternalError")
    [span] = [span for span in collector.spans if span.name == "GET /v1/words/similarity"]
    assert span.status.code == ERROR


def test_nothing_is_traced_unless_asked_for(server):
    assert "traceparent" not in server.http.get("/livez").headers
