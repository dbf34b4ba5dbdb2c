"""Messages between the service and a decoder: a JSON header, and bytes behind it."""

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

_LENGTHS = struct.Struct("!IQ")  # of the header and of the content


def send(channel: socket.socket, header: Mapping[str, Any], content: bytes = b"") -> None:
    """Sends one message.

    Raises:
        OSError: The other side is gone.
    """
    encoded = json.dumps(header).encode()
    channel.sendall(_LENGTHS.pack(len(encoded), len(content)) + encoded)
    channel.sendall(content)


def receive(channel: socket.socket) -> tuple[dict[str, Any], bytearray]:
    """Receives one message.

    Raises:
        OSError: The other side is gone.
    """
    header_length, length = _LENGTHS.unpack(_exactly(channel, _LENGTHS.size))
    header: dict[str, Any] = json.loads(_exactly(channel, header_length))
    return header, _exactly(channel, length)


def _exactly(channel: socket.socket, length: int) -> bytearray:
    content = bytearray(length)
    rest = memoryview(content)
    while rest:
        received = channel.recv_into(rest)
        if not received:
            raise ConnectionResetError("the other side has closed the channel")
        rest = rest[received:]
    return content
