"""Traces of requests, for whoever has a collector and installed the extra."""

from typing import Protocol

from app.exceptions import PixwordError
from app.observing.requests import ObservedRequest


class TracingUnavailable(PixwordError):
    """Traces are wanted, and what makes them is not installed."""


class Tracing(Protocol):
    """A watcher of requests that sends their traces away."""

    def begin(self, request: ObservedRequest) -> None:
        """Told of a request when it comes."""
        ...

    def end(self, request: ObservedRequest) -> None:
        """Told of it again when it is answered."""
        ...

    def close(self) -> None:
        """Sends what is left."""
        ...


def open_tracing(endpoint: str) -> Tracing:
    """Returns what sends traces to a collector.

    Args:
        endpoint: Address of the collector, OTLP over HTTP.

    Raises:
        TracingUnavailable: OpenTelemetry is not installed.
    """
    try:
        from app.observing.spans import SpanWatcher  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise TracingUnavailable(
            f"PIXWORD_OTLP_ENDPOINT asks for traces, and {error.name} is not installed: "
            "`pip install pixword[otel]`, or leave the setting out"
        ) from error
    return SpanWatcher(endpoint)
