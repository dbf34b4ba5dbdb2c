"""Where the server will listen."""

import http.client
import json
import socket
from collections.abc import Iterator

from app.access.exposure import is_exposed
from app.doctor.findings import Finding, good, note, wrong
from app.doctor.setup import Setup

_PATIENCE_S = 2.0


def check_port(setup: Setup) -> Iterator[Finding]:
    """Checks that the port is free, or that it is Pixword that has it."""
    host, port = setup.settings.host, setup.settings.port
    try:
        _bind(host, port)
    except OSError as error:
        if found := _running(host, port):
            yield note("port", f"{found} is running at {host}:{port}")
        else:
            yield wrong(
                "port",
                f"{host}:{port} cannot be listened on ({error.strerror}): end what has it, or "
                "choose another one with PIXWORD_PORT and PIXWORD_HOST",
            )
    else:
        yield good("port", f"{host}:{port} is free")


def _bind(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)


def _running(host: str, port: int) -> str | None:
    """Asks whoever has the port for its version, if it is this machine's."""
    if is_exposed(host):
        return None
    connection = http.client.HTTPConnection(host, port, timeout=_PATIENCE_S)
    try:
        connection.request("GET", "/version")
        answer = json.loads(connection.getresponse().read(10_000))
        is_locked = answer.get("error") == "Unauthorised"
        return "Pixword with keys" if is_locked else f"Pixword {answer['pixword']}"
    except (OSError, http.client.HTTPException, ValueError, LookupError, AttributeError):
        return None
    finally:
        connection.close()
