"""The HTTP service as an application factory."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import version
from typing import Any, TypedDict

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.routing import BaseRoute

from app.access.installing import install_access, trust_proxies
from app.bodies.middleware import BodyShapeMiddleware
from app.collections.endpoints import router as collections
from app.collections.schemas import MoveOrder, NewCollection
from app.config import Settings
from app.connections.pieces import PiecesMiddleware
from app.documentation.endpoints import router as documentation
from app.embeddings.endpoints import router as embeddings
from app.embeddings.schemas import EmbeddingRequest
from app.health.endpoints import router as health
from app.health.heads import HeadMiddleware
from app.health.probes import Probes
from app.items.endpoints import router as items
from app.items.schemas import ItemChanges, NewItems
from app.library.library import Library
from app.load.admission import AdmissionMiddleware
from app.load.gate import Gate
from app.load.lag import LoopLag
from app.map.endpoints import router as collection_map
from app.mcp.mounting import mount_assistants
from app.middlewares import (
    BodyLimitMiddleware,
    FailureMiddleware,
    RequestIdMiddleware,
    install_error_handlers,
)
from app.observing.endpoints import router as observing
from app.observing.logs import RequestLog
from app.observing.meters import CollectionMeter, LoadMeter, QueueMeter, read_build, read_process
from app.observing.metrics import Metrics
from app.observing.requests import ObservingMiddleware, Watcher
from app.observing.tracing import Tracing, open_tracing
from app.page.assets import router as page_assets
from app.page.endpoints import router as page
from app.page.signing_in import router as signing_in
from app.recipes.additions import NewRecipes
from app.recipes.endpoints import router as recipes
from app.recipes.schemas import RecipeSearchBody
from app.remote.pictures import RemotePictures
from app.search.endpoints import router as search
from app.search.schemas import SearchBody
from app.tags.endpoints import router as tags
from app.tags.schemas import NewWords
from app.tags.sent import PictureForm
from app.words.endpoints import router as words
from index.upkeep.service import searches_first
from models.runtime.serving import leave_cores_to_encoders

_DESCRIPTION = "One space for pictures and words: search, tag, and do arithmetic on both."
_ASKED_WITH_HEAD = ("/livez", "/readyz", "/")  # by those who balance load, and by link checkers
_ROUTERS = (
    search,
    tags,
    items,
    collection_map,
    words,
    recipes,
    collections,
    embeddings,
    health,
    observing,
    documentation,
    page,
    page_assets,
    signing_in,
)
_MANUAL_BODIES = (
    SearchBody,
    NewItems,
    ItemChanges,
    NewWords,
    PictureForm,
    RecipeSearchBody,
    NewRecipes,
    NewCollection,
    MoveOrder,
    EmbeddingRequest,
)


class State(TypedDict):
    """What every request finds in `request.state`."""

    library: Library
    gate: Gate
    remote: RemotePictures
    lag: LoopLag
    metrics: Metrics
    probes: Probes


@dataclass(frozen=True)
class _Parts:
    """What lives as long as the server, whether its library is open or not."""

    settings: Settings
    gate: Gate
    tracing: Tracing | None
    lag: LoopLag = field(default_factory=LoopLag)
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def watchers(self) -> list[Watcher]:
        """Those who are told of every request; tracing first: its number is to be in the log."""
        told: list[Watcher] = [self.metrics, RequestLog(self.settings.slow_request_seconds)]
        return [self.tracing, *told] if self.tracing else told


def create_server(settings: Settings, gate: Gate | None = None) -> FastAPI:
    """Makes the service over one data folder.

    The library is opened when the server starts and closed when it stops; a request finds it in its
    state.

    Args:
        settings: Of the service.
        gate: Lets requests in; whoever stops the server closes it. None makes one.
    """
    tracing = open_tracing(settings.otlp_endpoint) if settings.otlp_endpoint else None
    parts = _Parts(settings, gate or Gate(settings.max_requests), tracing)
    for meter in (read_build, read_process, LoadMeter(parts.gate, parts.lag)):
        parts.metrics.watch(meter)
    server = FastAPIOffline(
        docs_url=None,
        redoc_url=None,
        title="Pixword",
        version=version("pixword"),
        description=_DESCRIPTION,
        lifespan=partial(_living, parts),
        generate_unique_id_function=_operation_id,
        swagger_ui_parameters={"tryItOutEnabled": True, "defaultModelsExpandDepth": 0},
    )
    server.router.routes.extend(_operations())
    server.state.assistants = mount_assistants(server, settings)
    install_error_handlers(server)
    _add_middlewares(server, parts)
    _describe_manual_bodies(server)
    return server


@asynccontextmanager
async def _living(parts: _Parts, server: FastAPI) -> AsyncIterator[State]:
    """Opens the library and all that works on it, and closes them in the end."""
    threads = current_default_thread_limiter()
    threads.total_tokens = parts.settings.workers
    parts.metrics.watch(QueueMeter(threads))
    leave_cores_to_encoders(parts.settings.compute)
    library = await run_in_threadpool(Library.open, parts.settings)
    parts.metrics.watch(CollectionMeter(library))
    try:
        async with parts.lag.watching(), server.state.assistants(library):
            with searches_first():
                yield {
                    "library": library,
                    "gate": parts.gate,
                    "lag": parts.lag,
                    "metrics": parts.metrics,
                    "probes": Probes(),
                    "remote": RemotePictures(parts.settings),
                }
    finally:
        library.close()
        if parts.tracing:
            await run_in_threadpool(parts.tracing.close)


def _add_middlewares(server: FastAPI, parts: _Parts) -> None:
    """Puts them around the routes, the innermost first."""
    settings = parts.settings
    server.add_middleware(PiecesMiddleware)
    server.add_middleware(FailureMiddleware)
    server.add_middleware(BodyShapeMiddleware, limits=settings)
    server.add_middleware(BodyLimitMiddleware, limit=settings.max_request_bytes)
    server.add_middleware(
        AdmissionMiddleware, gate=parts.gate, seconds=settings.max_request_seconds
    )
    install_access(server, settings)
    server.add_middleware(HeadMiddleware, paths=_ASKED_WITH_HEAD)
    server.add_middleware(
        ObservingMiddleware, watchers=parts.watchers, running=parts.metrics.count_running
    )
    server.add_middleware(RequestIdMiddleware)
    trust_proxies(server, settings)


@cache
def _operations() -> Sequence[BaseRoute]:
    """Returns the routes of every server: to work them out takes FastAPI a quarter of a second."""
    included = APIRouter(generate_unique_id_function=_operation_id)
    for router in _ROUTERS:
        included.include_router(router)
    return included.routes


def _operation_id(route: APIRoute) -> str:
    """Names an operation for those who generate clients: `items_add`."""
    return "_".join([*map(str, route.tags), route.name])


def _describe_manual_bodies(server: FastAPI) -> None:
    """Adds to the document the schemas of bodies that endpoints read themselves."""
    generate = server.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        schemas = document["components"]["schemas"]
        for model in _MANUAL_BODIES:
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(schema.pop("$defs", {}))
            schemas[model.__name__] = schema
        return document

    server.openapi = openapi  # type: ignore[method-assign]
