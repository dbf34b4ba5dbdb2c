"""SIGTERM: not ready any more, what is in flight is answered, all is kept, exit code 0."""

import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.app.load.waiting import admitted, large_picture, wait_until
from tests.conftest import ServerProcess, assert_error, make_picture, running

pytestmark = pytest.mark.alone

HALF_SENT, DECODING = 12, 8
IN_FLIGHT = HALF_SENT + DECODING


class HalfSent:
    """A new picture whose last bytes have not been sent yet."""

    def __init__(self, address: httpx2.URL, number: int):
        name = f"{number}.png"
        request = httpx2.Client(base_url=address).build_request(
            "POST",
            "/v1/items",
            files=[("pictures", (name, make_picture((number % 256, number // 256, 9))))],
        )
        body = request.read()
        head = "".join(f"{key}: {value}\r\n" for key, value in request.headers.items())
        self.rest = body[-20:]
        self.socket = socket.create_connection((address.host, address.port), timeout=20)
        self.socket.sendall(f"POST /v1/items HTTP/1.1\r\n{head}\r\n".encode() + body[:-20])

    def finish(self) -> tuple[int, dict]:
        self.socket.sendall(self.rest)
        return self._read()

    def answer(self) -> tuple[int, str]:
        """Waits for the answer, and sends no more."""
        status, body = self._read()
        return status, body["error"]

    def _read(self) -> tuple[int, dict]:
        with self.socket, self.socket.makefile("rb") as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(body)


@pytest.fixture
def start(environment, tmp_path):
    """Starts a server, which does not outlive the test."""
    started = []

    def start(**settings: str) -> ServerProcess:
        started.append(ServerProcess(environment | settings, tmp_path / "log"))
        return started[-1]

    yield start
    for server in started:
        server.http.close()
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait(10)


@pytest.mark.timeout(7200)
def test_what_is_in_flight_is_answered(start, environment, long):
    rounds = 100 if long else 5
    for turn in range(rounds):
        server = start(PIXWORD_DRAIN_SECONDS="0.5", PIXWORD_GOODBYE_SECONDS="7")
        address = server.http.base_url
        with ThreadPoolExecutor(DECODING) as pool:
            numbers = range(turn * HALF_SENT, (turn + 1) * HALF_SENT)
            sent = [HalfSent(address, number) for number in numbers]
            decoding = [
                pool.submit(tag, address, large_picture(number)) for number in range(DECODING)
            ]
            wait_until(lambda http=server.http: admitted(http) == IN_FLIGHT)
            server.process.send_signal(signal.SIGTERM)
            signalled = time.monotonic()
            await_not_ready(server.http)
            outcomes = [half.finish() for half in sent[: HALF_SENT // 2]]
            await_closed(address)
            outcomes += [half.finish() for half in sent[HALF_SENT // 2 :]]
            assert [future.result(20).status_code for future in decoding] == [200] * DECODING
        assert [status for status, _ in outcomes] == [200] * HALF_SENT
        assert {o["outcome"] for _, body in outcomes for o in body["outcomes"]} == {"added"}
        assert ended_well(server, signalled)
    with running(environment) as again:
        ready = again.http.get("/readyz").json()
        assert ready["items"] == rounds * HALF_SENT
        assert ready["index"]["images"]["vectors"] == rounds * HALF_SENT


def test_what_takes_too_long_is_told_so(start):
    server = start(PIXWORD_GOODBYE_SECONDS="1")
    address = server.http.base_url
    files = [("pictures", (f"{number}.png", large_picture(number))) for number in range(60)]
    never = HalfSent(address, 0)
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(httpx2.post, f"{address}/v1/search", files=files, timeout=30)
        wait_until(lambda: admitted(server.http) == 2)
        time.sleep(0.5)  # some of them are being decoded
        server.process.send_signal(signal.SIGTERM)
        signalled = time.monotonic()
        assert_error(long.result(20), 503, "Interrupted")
    assert never.answer() == (503, "Interrupted")
    assert ended_well(server, signalled)


def tag(address: httpx2.URL, content: bytes) -> httpx2.Response:
    return httpx2.post(f"{address}/v1/tags", files={"picture": ("large.png", content)}, timeout=30)


def ended_well(server: ServerProcess, signalled: float) -> bool:
    server.http.close()
    assert server.process.wait(20) == 0
    assert time.monotonic() - signalled < 10
    assert "Traceback" not in server.log.read_text()
    return True


def await_not_ready(http: httpx2.Client) -> None:
    def not_ready() -> bool:
        answer = http.get("/readyz")
        return answer.status_code == 503 and answer.json()["status"] == "stopping"

    wait_until(not_ready)
    assert http.get("/v1/search", params={"q": "red"}).status_code == 200


def await_closed(address: httpx2.URL) -> None:
    def closed() -> bool:
        try:
            socket.create_connection((address.host, address.port), timeout=5).close()
        except ConnectionRefusedError:
            return True
        return False

    wait_until(closed)
