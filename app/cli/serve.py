"""`pixword serve`: the HTTP service."""

import logging
import math
import os
from typing import Annotated

import typer

from app.access.exposure import require_keys_if_exposed
from app.config import Settings
from app.connections.serving import uvicorn_config
from app.load.gate import Gate
from app.load.stopping import DrainingServer, serve_until_stopped
from app.observing.logs import configure_logging
from app.server import create_server
from app.setting_names import misspelt_settings

_log = logging.getLogger("pixword.settings")
_LAST_WORDS = 1.0  # seconds in which those whose time is over are told so


def serve(
    host: Annotated[str | None, typer.Option(help="Address; PIXWORD_HOST if left out.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; PIXWORD_PORT if left out.")
    ] = None,
    is_open: Annotated[
        bool,
        typer.Option("--open", help="Let everybody do everything; PIXWORD_OPEN if left out."),
    ] = False,
) -> None:
    """Serve the collection over HTTP."""
    settings = _chosen(Settings(), host, port, is_open=is_open)
    require_keys_if_exposed(settings)
    gate = Gate(settings.max_requests)
    config = uvicorn_config(
        create_server(settings, gate),
        settings,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=math.ceil(settings.goodbye_seconds + _LAST_WORDS),
    )
    configure_logging(settings.log_level)
    for sentence in misspelt_settings(os.environ):
        _log.warning(sentence)
    serve_until_stopped(
        DrainingServer(config, gate, settings.drain_seconds, settings.goodbye_seconds)
    )


def _chosen(settings: Settings, host: str | None, port: int | None, *, is_open: bool) -> Settings:
    given = {"host": host, "port": port, "open": is_open or None}
    return settings.model_copy(update={k: v for k, v in given.items() if v is not None})
