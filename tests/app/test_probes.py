"""Whoever watches a server is answered however busy it is, and costs little."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.health import endpoints
from app.health.probes import Probes
from models import Space
from tests.conftest import running

PATHS = ["/livez", "/readyz", "/version", "/metrics"]


@pytest.fixture
def held(monkeypatch):
    """Holds every text that is encoded until it is released."""
    entered, release = threading.Event(), threading.Event()
    encode = Space.encode_texts

    def encode_texts(space, texts):
        entered.set()
        assert release.wait(30)
        return encode(space, texts)

    def start():
        monkeypatch.setattr(Space, "encode_texts", encode_texts)
        return entered, release

    yield start
    release.set()


def test_probes_are_answered_while_every_thread_waits(environment, held):
    with running(environment | {"PIXWORD_WORKERS": "1"}) as server, ThreadPoolExecutor(2) as pool:
        entered, release = held()
        asked = [
            pool.submit(server.http.get, "/v1/search", params={"q": q}) for q in ("red", "blue")
        ]
        assert entered.wait(10)
        for path in PATHS:
            assert server.http.get(path, timeout=10).status_code == 200, path
        assert not any(future.done() for future in asked)
        await_line(server, "pixword_queue_depth 1.0")
        release.set()
        assert [future.result(30).status_code for future in asked] == [200, 200]


def await_line(server, line):
    """The other request may be on its way still."""
    deadline = time.monotonic() + 10
    while line not in server.http.get("/metrics").text.splitlines():
        assert time.monotonic() < deadline, line
        time.sleep(0.05)


def test_those_who_ask_at_once_share_one_look(environment, monkeypatch):
    looks, examine = [], endpoints._examine
    entered, release = threading.Event(), threading.Event()

    def count(*arguments):
        looks.append(threading.current_thread())
        entered.set()
        assert release.wait(30)
        return examine(*arguments)

    with running(environment) as server, ThreadPoolExecutor(20) as pool:
        monkeypatch.setattr(endpoints, "_examine", count)
        asked = [pool.submit(server.http.get, "/readyz") for _ in range(20)]
        assert entered.wait(10)
        assert server.http.get("/livez").status_code == 200
        release.set()
        assert {future.result(30).status_code for future in asked} == {200}
        assert len(looks) < 20


def test_a_look_is_shared_while_it_goes_on_and_for_as_long_as_it_may_be_old():
    looks = []

    async def look():
        looks.append(len(looks))
        await asyncio.sleep(0)
        return looks[-1]

    async def ask():
        probes = Probes()
        together = await asyncio.gather(*(probes.share("x", look) for _ in range(5)))
        anew = await probes.share("x", look)
        kept = [await probes.share("y", look, 60.0) for _ in range(5)]
        return together, anew, kept

    assert asyncio.run(ask()) == ([0] * 5, 1, [2] * 5)


def test_one_who_goes_does_not_take_the_look_from_the_others():
    async def ask():
        probes, release = Probes(), asyncio.Event()

        async def look():
            await release.wait()
            return "seen"

        first = asyncio.create_task(probes.share("x", look))
        second = asyncio.create_task(probes.share("x", look))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        release.set()
        return await second, first.cancelled()

    assert asyncio.run(ask()) == ("seen", True)


def test_a_look_that_fails_is_not_kept():
    async def fail():
        raise ValueError

    async def look():
        return "seen"

    async def ask():
        probes = Probes()
        with pytest.raises(ValueError):
            await probes.share("x", fail)
        return await probes.share("x", look)

    assert asyncio.run(ask()) == "seen"
