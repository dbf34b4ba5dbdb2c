"""`pixword serve`: the HTTP service."""

from typing import Annotated

import typer
import uvicorn

from app.config import Settings
from app.load.gate import Gate
from app.load.stopping import DrainingServer, serve_until_stopped
from app.observing.logs import configure_logging
from app.server import create_server

_LONGEST_GOODBYE = 8  # seconds for what is in flight: supervisors kill after ten


def serve(
    host: Annotated[str | None, typer.Option(help="Address; PIXWORD_HOST if left out.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; PIXWORD_PORT if left out.")
    ] = None,
) -> None:
    """Serve the collection over HTTP."""
    settings = Settings()
    configure_logging(settings.log_level)
    chosen_host = host or settings.host
    chosen_port = settings.port if port is None else port
    gate = Gate(settings.max_requests)
    config = uvicorn.Config(
        create_server(settings, gate),
        host=chosen_host,
        port=chosen_port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_LONGEST_GOODBYE,
    )
    serve_until_stopped(DrainingServer(config, gate, settings.drain_seconds))
