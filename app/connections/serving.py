"""Settings of uvicorn, the same in `pixword serve` and in tests."""

from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI

from app.config import Settings
from app.connections.limited import ConnectionLimits
from app.connections.protocol import GuardedProtocol


def uvicorn_config(server: FastAPI, settings: Settings, **more: Any) -> uvicorn.Config:
    """Makes the configuration.

    Args:
        server: What is served.
        settings: Of the service.
        more: Arguments of `uvicorn.Config` beside these.
    """
    return uvicorn.Config(
        server,
        http=partial(GuardedProtocol, limits=ConnectionLimits.of(settings)),  # type: ignore[arg-type]
        server_header=False,
        proxy_headers=False,  # it would believe everybody on this machine
        **more,
    )
