"""Connections to addresses that were looked up and checked just before."""

import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence

import anyio
from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream, ConnectError

from app.remote.public import is_public

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Looks up the IP addresses of a host for a port."""
Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_MOST_TRIED = 3  # addresses of a host


class NotPublic(Exception):
    """A host is not on the public internet."""


async def resolve(host: str, port: int) -> list[str]:
    """Asks the system for the IP addresses of a host.

    Raises:
        OSError: There are none.
    """
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedNetwork(AsyncNetworkBackend):
    """Looks up a host, checks every address that it has, and dials one of these.

    Nothing looks the name up a second time, so that a name server cannot answer with something
    else then. TLS still verifies the name.
    """

    def __init__(
        self,
        *,
        public_only: bool,
        resolver: Resolver = resolve,
        network: AsyncNetworkBackend | None = None,
    ) -> None:
        """Takes what it is made of.

        Args:
            public_only: Refuse hosts with an address that is not public.
            resolver: Looks up names.
            network: Connects to IP addresses.
        """
        self._public_only = public_only
        self._resolve = resolver
        self._network = network or AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature of the library
        local_address: str | None = None,
        socket_options: Iterable[Option] | None = None,
    ) -> AsyncNetworkStream:
        """Connects to a host.

        Raises:
            NotPublic: One of its addresses is not public, and all must be.
            OSError: It has no address.
            ConnectError: None of its addresses answers.
        """
        addresses = await self._resolve(host, port)
        if self._public_only and not all(map(is_public, addresses)):
            raise NotPublic("it has an address that is not public")
        for address in addresses[:_MOST_TRIED]:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except ConnectError:
                continue
        raise ConnectError("no address of the host answers")
