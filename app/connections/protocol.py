"""How the server speaks HTTP with whoever connects."""

import asyncio
import json
import uuid

from app.connections.heads import BoundedHeads
from app.connections.readers import BoundedAnswers
from app.connections.rests import BoundedRests
from app.exceptions import Overloaded


class GuardedProtocol(BoundedHeads, BoundedRests, BoundedAnswers):
    """uvicorn's protocol for clients that nobody knows."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes a connection, if there is room."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            transport.write(_refusal())
            transport.close()


def _refusal() -> bytes:
    error = Overloaded("there are as many connections as are allowed: come again", 1.0)
    said = {"error": "Overloaded", "detail": str(error), "request_id": uuid.uuid4().hex}
    body = json.dumps(said).encode()
    named = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **error.headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {error.status} Service Unavailable\r\n{head}\r\n".encode() + body
