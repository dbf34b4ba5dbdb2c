"""How the server speaks HTTP with whoever connects."""

import asyncio
import json
import uuid

from app.connections.abandoned import ToldOfEnds
from app.connections.heads import BoundedHeads
from app.connections.readers import BoundedAnswers
from app.connections.rests import BoundedRests
from app.exceptions import Overloaded


class GuardedProtocol(BoundedHeads, BoundedRests, BoundedAnswers, ToldOfEnds):
    """uvicorn's protocol for clients that nobody knows."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes a connection; where there are too many, the idlest one goes for it."""
        super().connection_made(transport)
        alive = self._alive()  # one that is closed is among the connections a little longer
        if len(alive) > self.limits.connections:
            self.limits.full.tell(self.loop.time(), self.limits.connections)
            self._make_room(alive)

    def _alive(self) -> list["GuardedProtocol"]:
        protocols = (own for own in self.connections if isinstance(own, GuardedProtocol))
        return [own for own in protocols if not own.transport.is_closing()]

    def _make_room(self, alive: list["GuardedProtocol"]) -> None:
        """Closes the connection that has asked nothing for the longest time.

        Who opens hundreds and says nothing so keeps nobody out. If all are being answered, this one
        is refused.
        """
        idle = [own for own in alive if own is not self and own.idle_since is not None]
        if idle:
            min(idle, key=lambda other: other.idle_since or 0.0).transport.abort()
        else:
            self.transport.write(_refusal())
            self.transport.close()


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
