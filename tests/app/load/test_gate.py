"""Who comes when there is no room is told when to come again; those inside are served."""

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx2
import pytest

from app.access import Scope
from app.access.key_file import KeyFile
from app.exceptions import Overloaded, Stopping
from app.load.gate import Gate, Visit
from app.load.lag import LoopLag
from models import Space
from models.exceptions import GaveUp
from models.runtime.patience import current_patience
from tests.app.load.waiting import admitted, large_picture, wait_until
from tests.conftest import assert_error, running

pytestmark = pytest.mark.alone


class SlowTexts:
    """Holds every text that is encoded until it is released, or its request is over."""

    def __init__(self):
        self.encode = Space.encode_texts
        self.release = threading.Event()
        self.entered = threading.Semaphore(0)
        self.over = threading.Semaphore(0)

    def encode_texts(self, space, texts):
        self.entered.release()
        while not self.release.wait(0.01):
            try:
                current_patience().check()
            except GaveUp:
                self.over.release()
                raise
        return self.encode(space, texts)


@pytest.fixture
def slow(monkeypatch):
    slow = SlowTexts()

    def encode_texts(space, texts):
        return slow.encode_texts(space, texts)

    slow.start = lambda: monkeypatch.setattr(Space, "encode_texts", encode_texts)
    yield slow
    slow.release.set()


def ask(server, text="red"):
    return server.http.get("/v1/search", params={"q": text, "k": 1})


def test_one_too_many_is_refused_and_probes_are_not(environment, slow):
    small = environment | {"PIXWORD_MAX_REQUESTS": "2"}
    with running(small) as server, ThreadPoolExecutor(2) as pool:
        slow.start()
        inside = [pool.submit(ask, server) for _ in range(2)]
        for _ in inside:
            assert slow.entered.acquire(timeout=10)
        refused = ask(server)
        assert "2 requests" in assert_error(refused, 503, "Overloaded")
        assert refused.headers["retry-after"] == "1"
        assert server.http.get("/livez").status_code == 200
        assert server.http.get("/readyz").status_code == 200
        slow.release.set()
        assert [future.result(10).status_code for future in inside] == [200, 200]
        assert ask(server).status_code == 200


def test_what_takes_too_long_is_given_up(environment, slow):
    with running(environment | {"PIXWORD_MAX_REQUEST_SECONDS": "0.3"}) as server:
        slow.start()
        late = ask(server)
        assert "0.3 s" in assert_error(late, 503, "TooSlow")
        assert late.headers["retry-after"] == "5"
        slow.release.set()
        assert ask(server).status_code == 200


def test_a_client_that_goes_ends_the_work_for_it(environment, slow):
    with running(environment | {"PIXWORD_MAX_REQUESTS": "1"}) as server:
        slow.start()
        with pytest.raises(httpx2.TimeoutException):
            server.http.get("/v1/search", params={"q": "red"}, timeout=0.3)
        assert slow.over.acquire(timeout=5)
        slow.release.set()
        deadline = time.monotonic() + 5
        while (answer := ask(server)).status_code == 503 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert answer.status_code == 200


def test_a_body_that_never_ends_is_refused_in_time(environment):
    with running(environment | {"PIXWORD_MAX_REQUEST_SECONDS": "0.3"}) as server:
        address = server.http.base_url
        head = (
            b"POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
            b"Content-Type: application/json\r\n\r\n{"
        )
        with socket.create_connection((address.host, address.port), timeout=10) as client:
            client.sendall(head)
            with client.makefile("rb") as answer:
                told = answer.read()  # to its end: the server closes
        assert told.startswith(b"HTTP/1.1 408 ")
        assert b'"error":"RequestTimeout"' in told
        assert ask(server).status_code == 200


def test_a_closed_gate_lets_nobody_in():
    asyncio.run(close_a_gate())


async def close_a_gate():
    gate = Gate(2)
    gate.announce_stop()
    with gate.entered(Visit(60)):
        gate.close()
        assert gate.inside == 1
        with pytest.raises(Stopping), gate.entered(Visit(60)):
            pass
    assert (gate.inside, gate.refused) == (0, 1)


def test_pictures_are_not_decoded_when_the_time_is_over(environment):
    files = [("pictures", (f"{at}.png", large_picture(at))) for at in range(40)]
    with running(environment | {"PIXWORD_MAX_REQUEST_SECONDS": "0.5"}) as server:
        for path in ("/v1/search", "/v1/items"):
            before = time.monotonic()
            late = server.http.post(path, files=files)
            assert_error(late, 503, "TooSlow")
            assert time.monotonic() - before < 6
        assert ask(server).status_code == 200


def test_a_flood_of_large_pictures_whose_clients_go_leaves_nothing_to_do(environment):
    files = [("pictures", (f"{at}.png", large_picture(at))) for at in range(40)]
    with running(environment) as server:
        with pytest.raises(httpx2.TimeoutException):
            server.http.post("/v1/search", files=files, timeout=0.7)
        wait_until(lambda: admitted(server.http) == 0, seconds=3)


def test_the_lag_of_the_loop_is_that_of_what_holds_it_up():
    async def held() -> float:
        lag = LoopLag()
        async with lag.watching():
            await asyncio.sleep(0.05)
            assert lag.worst < 0.1
            time.sleep(0.2)  # noqa: ASYNC251 - that is what is measured
            await asyncio.sleep(0.05)
        return lag.worst

    assert 0.15 < asyncio.run(held()) < 1


def test_strangers_have_a_quarter_of_the_room_and_others_all_of_it():
    asyncio.run(fill_a_gate())


async def fill_a_gate():
    gate = Gate(8)
    strangers = [Visit(60, is_strange=True) for _ in range(2)]
    others = [Visit(60) for _ in range(6)]
    with ExitStack() as inside:
        for visit in strangers:
            inside.enter_context(gate.entered(visit))
        with pytest.raises(Overloaded), gate.entered(Visit(60, is_strange=True)):
            pass
        for visit in others:
            inside.enter_context(gate.entered(visit))
        with pytest.raises(Overloaded), gate.entered(Visit(60)):
            pass
    assert (gate.inside, gate.refused) == (0, 2)


def test_who_has_no_key_does_not_keep_out_those_who_have_one(environment, tmp_path):
    key = KeyFile(tmp_path / "data" / "keys.json").add("reader", Scope.READ, None)
    limits = {"PIXWORD_MAX_REQUESTS": "8", "PIXWORD_RATE_PER_MINUTE": "0"}
    asked = b"GET /static-offline-docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with running(environment | limits) as server, ExitStack() as held:
        server.http.headers["X-API-Key"] = key
        # Connections inherit it: by itself the system takes up to 4 MB of an answer, and all of this.
        server.listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
        address = (server.http.base_url.host, server.http.base_url.port)
        for _ in range(20):  # strangers who never read
            stranger = held.enter_context(socket.socket())
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            stranger.connect(address)
            stranger.sendall(asked)
        wait_until(lambda: admitted(server.http) == 2)
        assert server.http.get("/v1/search?q=red").status_code == 200
        del server.http.headers["X-API-Key"]
        assert_error(server.http.get("/docs"), 503, "Overloaded")
