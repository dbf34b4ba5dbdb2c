"""Fetching what lies at an address, within limits."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass

from httpcore2 import URL, AsyncConnectionPool, AsyncNetworkBackend, Response

from app.remote.addresses import Address, BadAddress

_MOST_REDIRECTIONS = 3
_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_OK = 200
_HEADERS = {
    "Accept": "image/*",
    "Accept-Encoding": "identity",  # what is compressed could become a thousand times as much
    "Connection": "close",
    "User-Agent": "pixword",
}


class BadAnswer(Exception):
    """What a server answered is not to be used."""


@dataclass(frozen=True)
class Fetcher:
    """Fetches from one address after the other.

    Attributes:
        network: Connects to hosts.
        may_ask: Says whether a host and port may be asked at all.
        max_bytes: Most bytes of an answer.
        take: Told of bytes as they come; may raise.
        tls: Verifies servers.
    """

    network: AsyncNetworkBackend
    may_ask: Callable[[Address], bool]
    max_bytes: int
    take: Callable[[int], None]
    tls: ssl.SSLContext

    async def fetch(self, text: str) -> bytes:
        """Returns what lies at an address.

        Raises:
            BadAddress: The address, or one that it redirects to, may not be asked.
            BadAnswer: The answer is no success, too large or compressed.
            Exception: What the network and its library raise.
        """
        address = Address.read(text)
        for _ in range(_MOST_REDIRECTIONS + 1):
            found = await self._ask(address)
            if isinstance(found, bytes):
                return found
            address = address.follow(found)
        raise BadAddress("it redirects too often")

    async def _ask(self, address: Address) -> bytes | str:
        """Returns what lies at an address, or where it redirects to."""
        if not self.may_ask(address):
            raise BadAddress("its host or port is not allowed")
        url = URL(
            scheme=address.scheme, host=address.host, port=address.port, target=address.target
        )
        headers = _HEADERS | {"Host": address.authority}
        # A connection of its own each time: nothing is shared between hosts or requests.
        async with (
            AsyncConnectionPool(self.tls, max_connections=1, network_backend=self.network) as pool,
            pool.stream("GET", url, headers=list(headers.items())) as response,
        ):
            return await self._read(response)

    async def _read(self, response: Response) -> bytes | str:
        headers = {name.lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in _REDIRECTIONS:
            return headers.get(b"location", "")
        if response.status != _OK:
            raise BadAnswer(f"it answers with {response.status}")
        if headers.get(b"content-encoding", "identity").strip().lower() != "identity":
            raise BadAnswer("it answers with something compressed")
        return await self._read_body(response)

    async def _read_body(self, response: Response) -> bytes:
        content = bytearray()
        async for chunk in response.aiter_stream():
            self.take(len(chunk))
            content += chunk
            if len(content) > self.max_bytes:
                raise BadAnswer(f"it answers with more than {self.max_bytes:,} bytes")
        return bytes(content)
