"""SIGTERM: not ready any more, what is in flight is answered, all is kept, exit code 0."""

import json
import signal
import socket
import time

import httpx2
import pytest

from tests.conftest import ServerProcess, make_picture, running

pytestmark = pytest.mark.alone

IN_FLIGHT = 20


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
        with self.socket, self.socket.makefile("rb") as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(body)


def in_flight(http: httpx2.Client) -> int:
    found = [line for line in http.get("/metrics").text.splitlines() if line.startswith(RUNNING)]
    return int(float(found[0].split()[-1]))


RUNNING = "pixword_admitted_requests "


@pytest.mark.timeout(7200)
def test_what_is_in_flight_is_answered(environment, tmp_path, long):
    rounds = 100 if long else 5
    for turn in range(rounds):
        server = ServerProcess(environment | {"PIXWORD_DRAIN_SECONDS": "0.5"}, tmp_path / "log")
        address = server.http.base_url
        sent = [HalfSent(address, turn * IN_FLIGHT + number) for number in range(IN_FLIGHT)]
        await_inside(server.http)
        server.process.send_signal(signal.SIGTERM)
        signalled = time.monotonic()
        await_not_ready(server.http)
        outcomes = [half.finish() for half in sent[: IN_FLIGHT // 2]]
        await_closed(address)
        outcomes += [half.finish() for half in sent[IN_FLIGHT // 2 :]]
        assert [status for status, _ in outcomes] == [200] * IN_FLIGHT
        assert {o["outcome"] for _, body in outcomes for o in body["outcomes"]} == {"added"}
        server.http.close()
        assert server.process.wait(20) == 0
        assert time.monotonic() - signalled < 10
        assert "Traceback" not in server.log.read_text()
    with running(environment) as again:
        ready = again.http.get("/readyz").json()
        assert ready["items"] == rounds * IN_FLIGHT
        assert ready["index"]["images"]["vectors"] == rounds * IN_FLIGHT


def await_inside(http: httpx2.Client) -> None:
    wait_until(lambda: in_flight(http) == IN_FLIGHT)


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


def wait_until(condition, seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
