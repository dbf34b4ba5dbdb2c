"""Whether the server is alive and ready, and what it is."""

from app.client.answers.health import Alive, Ready, Version
from app.client.transport import Transport

_UNAVAILABLE = 503


class Health:
    """`pixword.health`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def alive(self) -> Alive:
        """Answers if the process does."""
        return self._transport.ask(Alive, "GET", "/livez")

    def ready(self) -> Ready:
        """Says how every part is, also when one fails or the server stops: see its `status`.

        Raises:
            Unavailable: The server is too busy to say, or what is in front of it is.
        """
        return self._transport.ask(Ready, "GET", "/readyz", answers_also=_UNAVAILABLE)

    def version(self) -> Version:
        """Says what is running."""
        return self._transport.ask(Version, "GET", "/version")

    def metrics(self) -> str:
        """Returns what Prometheus reads."""
        return self._transport.fetch("GET", "/metrics").decode(errors="replace")
