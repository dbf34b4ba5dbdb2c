"""Whether the server is alive and ready, and what it is."""

import json
from typing import Any

from app.client.transport import Transport


class Health:
    """`pixword.health`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def alive(self) -> dict[str, Any]:
        """Answers if the process does."""
        return self._read("/livez")

    def ready(self) -> dict[str, Any]:
        """Says how every part is.

        Raises:
            Unavailable: One is not ready.
        """
        return self._read("/readyz")

    def version(self) -> dict[str, Any]:
        """Says what is running."""
        return self._read("/version")

    def metrics(self) -> str:
        """Returns what Prometheus reads."""
        return self._transport.fetch("GET", "/metrics").decode()

    def _read(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._transport.fetch("GET", path))
        return answer
