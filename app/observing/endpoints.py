"""Metrics over HTTP."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.access import Scope, needs
from app.health.probes import Probes
from app.http import REFUSALS
from app.observing.metrics import Metrics

router = APIRouter(tags=["health"], responses=REFUSALS)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
@needs(Scope.READ)
async def read_metrics(request: Request) -> Response:
    """Returns counts and times in Prometheus' text format."""
    metrics: Metrics = request.state.metrics
    probes: Probes = request.state.probes
    return Response(await probes.run(metrics.exposition), media_type=CONTENT_TYPE_LATEST)
