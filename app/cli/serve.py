"""`pixword serve`: the HTTP service."""

import signal
from typing import Annotated

import typer
import uvicorn

from app.config import Settings
from app.server import create_server


def serve(
    host: Annotated[str | None, typer.Option(help="Address; PIXWORD_HOST if left out.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; PIXWORD_PORT if left out.")
    ] = None,
) -> None:
    """Serve the collection over HTTP."""
    settings = Settings()
    chosen_host = host or settings.host
    chosen_port = settings.port if port is None else port
    # uvicorn shuts down cleanly on SIGTERM and then raises it again, which would end the process
    # with an error; whoever stopped a service in good order is told that it went well.
    signal.signal(signal.SIGTERM, lambda *_: None)
    uvicorn.run(create_server(settings), host=chosen_host, port=chosen_port, log_level="info")
