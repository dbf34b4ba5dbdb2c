"""A span a request and one a stage of it, sent with OpenTelemetry."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, format_trace_id, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.contextvars import bind_contextvars

from app.observing.requests import FAILED, ObservedRequest
from app.observing.stages import StageTime

_SPAN = "span"
# A server has ten seconds to end, also when nobody answers at the collector's address.
_PATIENCE_S = 2
_NANOSECONDS = 1_000_000_000


class SpanWatcher:
    """Makes a span of every request, in the trace that the client says it belongs to."""

    def __init__(self, endpoint: str) -> None:
        """Takes the collector's address; nothing is sent yet."""
        exporter = OTLPSpanExporter(endpoint, timeout=_PATIENCE_S)
        resource = Resource({"service.name": "pixword", "service.version": version("pixword")})
        # A provider of its own, not the process's: two servers of one process do not mix.
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(
            BatchSpanProcessor(exporter, export_timeout_millis=_PATIENCE_S * 1000)
        )
        self._tracer = self._provider.get_tracer("pixword")
        self._propagator = TraceContextTextMapPropagator()

    def begin(self, request: ObservedRequest) -> None:
        """Begins a span, and tells its place to the client and to the log."""
        parent = self._propagator.extract(_headers_of(request))
        span = self._tracer.start_span(
            request.method, parent, SpanKind.SERVER, start_time=request.started_ns
        )
        request.scope["state"][_SPAN] = span
        sent: dict[str, str] = {}
        self._propagator.inject(sent, set_span_in_context(span))
        request.answer_headers += [(name.encode(), value.encode()) for name, value in sent.items()]
        bind_contextvars(trace_id=format_trace_id(span.get_span_context().trace_id))

    def end(self, request: ObservedRequest) -> None:
        """Ends it, with the stages below it."""
        span: Span = request.scope["state"][_SPAN]
        for stage in request.stages:
            self._add_stage(span, stage)
        span.update_name(f"{request.method} {request.route}")
        span.set_attributes(_attributes(request))
        if request.status >= FAILED:
            span.set_status(StatusCode.ERROR)
        span.end(request.started_ns + _nanoseconds(request.duration_s))

    def close(self) -> None:
        """Sends what is left."""
        self._provider.shutdown()

    def _add_stage(self, parent: Span, stage: StageTime) -> None:
        context = set_span_in_context(parent)
        span = self._tracer.start_span(stage.name, context, start_time=stage.started_ns)
        span.end(stage.started_ns + _nanoseconds(stage.duration_s))


def _headers_of(request: ObservedRequest) -> Mapping[str, str]:
    """Returns the headers that name a trace."""
    return {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in request.scope["headers"]
        if name in (b"traceparent", b"tracestate")
    }


def _attributes(request: ObservedRequest) -> dict[str, Any]:
    """Describes a request by OpenTelemetry's names (semantic conventions, HTTP)."""
    return {
        "http.request.method": request.method,
        "http.route": request.route,
        "http.response.status_code": request.status,
        "http.request.body.size": request.bytes_in,
        "http.response.body.size": request.bytes_out,
        "pixword.request_id": request.scope["state"]["request_id"],
    }


def _nanoseconds(seconds: float) -> int:
    return round(seconds * _NANOSECONDS)
