"""Pictures by address: whether they may be fetched, how many at once, and one error for all."""

import logging
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import anyio
from httpcore2 import AsyncNetworkBackend
from starlette.concurrency import run_in_threadpool

from app.config import Settings
from app.exceptions import RemoteOff, RemotePictureUnusable
from app.observing.stages import Stage
from app.remote.addresses import Address
from app.remote.fetching import Fetcher
from app.remote.network import CheckedNetwork, Resolver, resolve

_log = logging.getLogger("pixword.remote")


class Decoder(Protocol):
    """Tells pictures from other bytes."""

    def decode(self, content: bytes, enough: int | None = None) -> object:
        """Decodes a picture, or raises why it cannot be used."""
        ...


@dataclass(frozen=True)
class Fetched:
    """What came of some addresses.

    Attributes:
        files: Bytes of pictures by address.
        refused: Addresses that nothing usable came from.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    refused: Mapping[str, RemotePictureUnusable] = field(default_factory=dict)

    def all_files(self) -> Mapping[str, bytes]:
        """Returns the pictures.

        Raises:
            RemotePictureUnusable: One is missing.
        """
        for error in self.refused.values():
            raise error
        return self.files


NOTHING_FETCHED = Fetched()
"""Of a request without addresses."""


class RemotePictures:
    """Fetches pictures for requests."""

    def __init__(
        self,
        settings: Settings,
        resolver: Resolver = resolve,
        network: AsyncNetworkBackend | None = None,
    ) -> None:
        """Takes the settings; nothing is looked up yet.

        Args:
            settings: Of the service.
            resolver: Looks up names.
            network: Connects to IP addresses.
        """
        self._settings = settings
        self._hosts = frozenset(settings.remote_hosts)
        self._at_once = anyio.Semaphore(settings.remote_at_once)
        checked = CheckedNetwork(
            public_only=settings.image_url == "public", resolver=resolver, network=network
        )
        self._fetcher = Fetcher(
            checked, self._may_ask, settings.max_picture_bytes, ssl.create_default_context()
        )

    async def fetch(self, addresses: Iterable[str | None], decoder: Decoder) -> Fetched:
        """Fetches pictures, several at once, each address once.

        Args:
            addresses: Where they lie; None stands for no picture.
            decoder: Tells whether it is one.

        Raises:
            RemoteOff: The service takes no addresses.
        """
        wanted = dict.fromkeys(address for address in addresses if address is not None)
        if wanted and self._settings.image_url == "off":
            raise RemoteOff(
                "this service fetches no pictures: send the file itself, or have PIXWORD_IMAGE_URL "
                "set to hosts or public"
            )
        files: dict[str, bytes] = {}
        refused: dict[str, RemotePictureUnusable] = {}

        async def fetch_one(address: str) -> None:
            try:
                files[address] = await self._fetch(address, decoder)
            except RemotePictureUnusable as error:
                refused[address] = error

        async with anyio.create_task_group() as tasks:
            for address in wanted:
                tasks.start_soon(fetch_one, address)
        return Fetched(files, refused)

    async def _fetch(self, address: str, decoder: Decoder) -> bytes:
        try:
            async with self._at_once:
                with Stage("fetch"), anyio.fail_after(self._settings.max_remote_seconds):
                    content = await self._fetcher.fetch(address)
            await run_in_threadpool(decoder.decode, content, 1)
        except Exception as error:  # noqa: BLE001 - what went wrong would tell of a network inside
            _log.debug("a picture by address is refused: %r", error)  # may name hosts
            raise RemotePictureUnusable("no picture can be taken from this address") from None
        return content

    def _may_ask(self, address: Address) -> bool:
        if address.port not in self._settings.remote_ports:
            return False
        return self._settings.image_url == "public" or address.host in self._hosts
