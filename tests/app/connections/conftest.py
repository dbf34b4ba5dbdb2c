"""Servers with little patience, and clients that wear it out."""

import socket
import time
from collections.abc import Iterator

import pytest

from app.access import Scope
from app.access.key_file import KeyFile
from tests.conftest import ServerThread, running, weightless

IMPATIENT = {
    "PIXWORD_MAX_HEAD_SECONDS": "1",
    "PIXWORD_MAX_ANSWER_SECONDS": "1",
    "PIXWORD_MAX_CONNECTIONS": "20",
    "PIXWORD_RATE_PER_MINUTE": "0",
    "PIXWORD_FAILURES_PER_MINUTE": "0",
}


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    """A server that waits a second, and asks for a key."""
    folder = tmp_path_factory.mktemp("impatient")
    key = KeyFile(folder / "data" / "keys.json").add("writer", Scope.WRITE, None)
    with running(weightless(folder) | IMPATIENT) as server:
        server.http.headers["X-API-Key"] = key
        yield server


def connect(server: ServerThread, receive_buffer: int | None = None) -> socket.socket:
    """Opens a connection of its own."""
    connection = socket.socket()
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(20)
    connection.connect((server.http.base_url.host, server.http.base_url.port))
    return connection


def seconds_until_closed(connection: socket.socket) -> float:
    """Reads until the server closes the connection."""
    begun = time.monotonic()
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - begun
