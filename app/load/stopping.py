"""Ending in good order."""

import asyncio
import logging
import os
import signal
import socket
import sys
from types import FrameType
from typing import NoReturn

import uvicorn

from app.load.gate import Gate

_log = logging.getLogger("pixword")


class DrainingServer(uvicorn.Server):
    """On SIGTERM says first that it is not ready, and ends a little later.

    Whoever balances the load reads `/readyz` and sends nothing more; what comes in the meantime is
    served, and so is what is in flight at the end. Ctrl+C, or a second signal, does not wait for
    more to come.
    """

    def __init__(
        self, config: uvicorn.Config, gate: Gate, drain_seconds: float, goodbye_seconds: float
    ) -> None:
        """Takes what it serves.

        Args:
            config: Of uvicorn.
            gate: Told that the end is near, and closed then.
            drain_seconds: Time between both.
            goodbye_seconds: Time that those inside still have then; they are told so at its end.
        """
        super().__init__(config)
        self._gate = gate
        self._drain_seconds = drain_seconds
        self._goodbye_seconds = goodbye_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begins to stop; called by a signal."""
        if self._gate.is_stopping or sig == signal.SIGINT:
            self._gate.close()
            super().handle_exit(sig, frame)
            return
        self._gate.announce_stop()
        loop = asyncio.get_running_loop()
        loop.call_soon_threadsafe(loop.call_later, self._drain_seconds, self._end)

    def _end(self) -> None:
        self._gate.close()
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers what is in flight, closes the application, and leaves nothing behind."""
        last_call = asyncio.get_running_loop().call_later(
            self._goodbye_seconds, self._gate.interrupt
        )
        await super().shutdown(sockets)
        last_call.cancel()
        if self.server_state.tasks:
            # A thread that nothing stops works for them; everything is closed, and it cannot be
            # waited for.
            _log.warning("the server ends before %d requests do", len(self.server_state.tasks))
            logging.shutdown()
            os._exit(0)


def serve_until_stopped(server: uvicorn.Server) -> NoReturn:
    """Runs a server until a signal ends it, which is no failure; ends the process then.

    uvicorn raises the signal again that ended it, and the process would end with an error.
    """
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: None)
    server.run()
    # Everything is closed. The interpreter would take apart what it loaded for another 1 to 6 s,
    # while whoever stops the service counts its seconds.
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
