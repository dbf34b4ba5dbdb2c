"""Counts and times of what a server does, for Prometheus."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPMethod, HTTPStatus
from itertools import chain
from typing import NamedTuple

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.observing.requests import ObservedRequest
from app.observing.stages import STAGES, StageName

BUCKETS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_METHODS = set(HTTPMethod)
_OTHER_METHOD = "other"


class Reading(NamedTuple):
    """A number that is read when somebody asks.

    Attributes:
        name: Of the metric, with its unit; all readings of a name have the same labels.
        what: What the number says, in a sentence.
        value: The number.
        labels: What tells readings of one name apart.
    """

    name: str
    what: str
    value: float
    labels: Mapping[str, str] = {}


Meter = Callable[[], Iterable[Reading]]
"""Reads numbers now; it must be quick, and must not fail."""


class Metrics:
    """The metrics of one server."""

    def __init__(self) -> None:
        """Makes a registry of its own: two servers of one process do not mix."""
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "pixword_request_seconds",
            "Time from a request to the end of its answer.",
            ("method", "route", "status"),
            buckets=BUCKETS_S,
            registry=self._registry,
        )
        self._stages = Histogram(
            "pixword_stage_seconds",
            "Time that a stage of a request took.",
            ("stage",),
            buckets=BUCKETS_S,
            registry=self._registry,
        )
        self._refused = Counter(
            "pixword_refused_requests",
            "Requests that were refused, by status.",
            ("status",),
            registry=self._registry,
        )
        self._in_flight = Gauge(
            "pixword_requests_in_flight",
            "Requests that are being answered.",
            registry=self._registry,
        )
        self._running = Gauge(
            "pixword_stages_in_flight",
            "Requests that are in a stage, or wait for its encoder.",
            ("stage",),
            registry=self._registry,
        )
        for stage in STAGES:
            self._running.labels(stage)
            self._stages.labels(stage)  # there from the start: a rate needs a first value
        self._meters: list[Meter] = []
        self._registry.register(_Metered(self._meters))
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def watch(self, meter: Meter) -> None:
        """Adds a meter, which is read whenever the metrics are asked for."""
        self._meters.append(meter)

    def count_running(self, stage: StageName, change: int) -> None:
        """Counts a stage that begins (+1) or ends (-1)."""
        self._running.labels(stage).inc(change)

    def begin(self, _request: ObservedRequest) -> None:
        """Counts a request that came."""
        self._in_flight.inc()

    def end(self, request: ObservedRequest) -> None:
        """Counts what became of it."""
        self._in_flight.dec()
        method = request.method if request.method in _METHODS else _OTHER_METHOD
        status = f"{request.status // 100}xx"
        self._requests.labels(method, request.route, status).observe(request.duration_s)
        if request.status >= HTTPStatus.BAD_REQUEST:
            self._refused.labels(str(request.status)).inc()
        for stage in request.stages:
            self._stages.labels(stage.name).observe(stage.duration_s)

    def exposition(self) -> bytes:
        """Returns everything in Prometheus' text format."""
        return generate_latest(self._registry)


class _Metered(Collector):
    """What meters read, by the names of the metrics."""

    def __init__(self, meters: Sequence[Meter]) -> None:
        self._meters = meters

    def describe(self) -> Iterable[Metric]:
        """Names nothing beforehand, so that nothing is read when it is registered."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Reads all meters."""
        families: dict[str, GaugeMetricFamily] = {}
        for reading in chain.from_iterable(meter() for meter in self._meters):
            family = families.setdefault(
                reading.name,
                GaugeMetricFamily(reading.name, reading.what, labels=list(reading.labels)),
            )
            family.add_metric(list(reading.labels.values()), reading.value)
        return families.values()
