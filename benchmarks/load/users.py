"""Users that ask one request after the other, all of them at the same time."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import httpx2

from benchmarks.load.asking import Asker, Request

_PATIENT = 120.0  # seconds
_LOOK_AGAIN = 15.0  # seconds


@dataclass(frozen=True)
class Answered:
    """What came back.

    Attributes:
        statuses: How many answers had each status; 0 stands for a broken connection.
        seconds: How long each answer took.
        wall: How long all took together, in seconds.
        wrong: The first bodies that were no success.
        lag_ms: How late the server's event loop was at most meanwhile, as `/readyz` tells it.
    """

    statuses: Counter[int]
    seconds: Sequence[float]
    wall: float
    wrong: Sequence[str]
    lag_ms: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall

    def quantile_ms(self, share: float) -> float:
        """Returns the time that this share of the answers took at most."""
        ranks = statistics.quantiles(self.seconds, n=100, method="inclusive")
        return ranks[round(share * 100) - 1] * 1000


def ask_at_once(address: str, requests: Sequence[Request]) -> Answered:
    """Sends all requests at the same moment, each on a connection of its own."""
    return asyncio.run(_run(address, [[request] for request in requests]))


def ask_as_users(address: str, users: int, requests: int, seed: int = 0) -> Answered:
    """Lets users ask all kinds of things, each one request after the other.

    Args:
        address: Of the server.
        users: How many.
        requests: How many in all.
        seed: Of what they ask.
    """
    asker = Asker(seed)
    drawn = [asker.draw() for _ in range(requests)]
    return asyncio.run(_run(address, [drawn[user::users] for user in range(users)]))


async def _run(address: str, shares: Sequence[Sequence[Request]]) -> Answered:
    user, lags = _User(address), [await _lag(address)]
    watching = asyncio.create_task(_watch_lag(address, lags))
    started = time.perf_counter()
    await asyncio.gather(*(user.ask(share) for share in shares))
    wall = time.perf_counter() - started
    watching.cancel()
    lags.append(await _lag(address))
    return Answered(user.statuses, user.seconds, wall, user.wrong, max(lags[1:]))


async def _watch_lag(address: str, lags: list[float]) -> None:
    """Asks again before what `/readyz` remembers is forgotten."""
    while True:
        await asyncio.sleep(_LOOK_AGAIN)
        lags.append(await _lag(address))


async def _lag(address: str) -> float:
    async with httpx2.AsyncClient(base_url=address, timeout=_PATIENT) as http:
        answer = await http.get("/readyz")
        return float(answer.raise_for_status().json()["lag_ms"])


class _User:
    def __init__(self, address: str) -> None:
        self._address = address
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []
        self.wrong: list[str] = []

    async def ask(self, requests: Sequence[Request]) -> None:
        async with httpx2.AsyncClient(base_url=self._address, timeout=_PATIENT) as http:
            for request in requests:
                started = time.perf_counter()
                self._note(*await self._send(http, request))
                self.seconds.append(time.perf_counter() - started)

    async def _send(self, http: httpx2.AsyncClient, request: Request) -> tuple[int, str]:
        try:
            answer = await http.request(**request)
        except httpx2.TransportError as error:
            return 0, f"{request['url']}: {error!r}"
        return (
            answer.status_code,
            f"{request['url']}: {answer.text[:300] if answer.is_error else ''}",
        )

    def _note(self, status: int, said: str) -> None:
        self.statuses[status] += 1
        if status != httpx2.codes.OK and len(self.wrong) < 10:  # noqa: PLR2004
            self.wrong.append(said)
