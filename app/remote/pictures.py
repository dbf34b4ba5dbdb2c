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
from app.exceptions import InvalidRequest, RemoteOff, RemotePictureUnusable, RequestTooLarge
from app.observing.stages import Stage
from app.remote.addresses import Address
from app.remote.allowance import Allowance
from app.remote.fetching import Fetcher
from app.remote.network import CheckedNetwork, Resolver, resolve
from models.runtime.patience import current_patience

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
        self._network = CheckedNetwork(
            public_only=settings.image_url == "public", resolver=resolver, network=network
        )
        self._tls = ssl.create_default_context()

    async def fetch(self, addresses: Iterable[str | None], decoder: Decoder) -> Fetched:
        """Fetches the pictures of one request, several at once, each address once.

        Args:
            addresses: Where they lie; None stands for no picture.
            decoder: Tells whether it is one.

        Raises:
            InvalidRequest: There are too many.
            RemoteOff: The service takes no addresses.
            RequestTooLarge: They have too many bytes together.
            TooSlow: The time of the request is over.
        """
        wanted = dict.fromkeys(address for address in addresses if address is not None)
        if not wanted:
            return NOTHING_FETCHED
        self._check(len(wanted))
        share = max(1, self._settings.remote_at_once // 2)  # the rest is for other requests
        allowance = Allowance(self._settings.max_request_bytes, share)
        patience = current_patience()
        with anyio.move_on_after(patience.remaining):
            fetched = await self._fetch_all(wanted, decoder, allowance)
        patience.check()
        allowance.check()
        return fetched

    def _check(self, count: int) -> None:
        if count > self._settings.max_pictures:
            raise InvalidRequest(
                f"a request names at most {self._settings.max_pictures} pictures, not {count}"
            )
        if self._settings.image_url == "off":
            raise RemoteOff(
                "this service fetches no pictures: send the file itself, or have PIXWORD_IMAGE_URL "
                "set to hosts or public"
            )

    async def _fetch_all(
        self, addresses: Iterable[str], decoder: Decoder, allowance: Allowance
    ) -> Fetched:
        files: dict[str, bytes] = {}
        refused: dict[str, RemotePictureUnusable] = {}

        async def fetch_one(address: str) -> None:
            try:
                async with allowance.turns:
                    files[address] = await self._fetch(address, decoder, allowance)
            except RemotePictureUnusable as error:
                refused[address] = error
            except RequestTooLarge:
                tasks.cancel_scope.cancel()

        async with anyio.create_task_group() as tasks:
            for address in addresses:
                tasks.start_soon(fetch_one, address)
        return Fetched(files, refused)

    async def _fetch(self, address: str, decoder: Decoder, allowance: Allowance) -> bytes:
        limit = self._settings.max_picture_bytes
        fetcher = Fetcher(self._network, self._may_ask, limit, allowance.take, self._tls)
        try:
            with anyio.fail_after(self._settings.max_remote_seconds):
                async with self._at_once:
                    with Stage("fetch"):
                        content = await fetcher.fetch(address)
            await run_in_threadpool(decoder.decode, content, 1)
        except RequestTooLarge:
            raise
        except Exception as error:  # noqa: BLE001 - what went wrong would tell of a network inside
            _log.debug("a picture by address is refused: %r", error)  # may name hosts
            raise RemotePictureUnusable("no picture can be taken from this address") from None
        return content

    def _may_ask(self, address: Address) -> bool:
        if address.port not in self._settings.remote_ports:
            return False
        return self._settings.image_url == "public" or address.host in self._hosts
