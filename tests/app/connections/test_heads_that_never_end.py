"""Connections on which no request arrives are ended, and there are only so many of them."""

import json
import time

import httpx2
import pytest

from tests.app.connections.conftest import connect, seconds_until_closed
from tests.app.load.waiting import admitted, wait_until

pytestmark = pytest.mark.alone
HEAD = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
WAITS = 8  # seconds; the server waits for one, on an idle machine


@pytest.mark.parametrize("begun", [b"", b"G", HEAD, b"\r\n"], ids=["none", "G", "half", "line"])
def test_a_head_has_to_come_in_time(impatient, begun):
    with connect(impatient) as connection:
        connection.sendall(begun)
        assert seconds_until_closed(connection) < WAITS


def test_a_head_that_drips_has_no_more_time(impatient):
    with connect(impatient) as connection:
        connection.sendall(HEAD)
        begun = time.monotonic()
        with pytest.raises(ConnectionError):
            while time.monotonic() - begun < WAITS:
                connection.sendall(b"X: y\r\n")
                time.sleep(0.1)


@pytest.mark.parametrize("begun", [HEAD, b"\r\n"], ids=["half", "line"])
def test_so_has_the_head_of_the_next_request(impatient, begun):
    with connect(impatient) as connection:
        connection.sendall(HEAD + b"\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(begun)
        assert seconds_until_closed(connection) < 4  # an idle connection may stay for 5 seconds


def test_a_body_may_take_longer_than_a_head(impatient):
    key = impatient.http.headers["x-api-key"].encode()
    with connect(impatient) as connection:
        connection.sendall(
            b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"X-API-Key: " + key + b"\r\nContent-Length: 12\r\n\r\n"
        )
        for letter in b'{"q": "red"}':
            time.sleep(0.15)
            connection.sendall(bytes([letter]))
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def is_closed(connection):
    connection.settimeout(0.05)
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


def test_whoever_asks_nothing_goes_for_those_who_ask(impatient):
    held = [connect(impatient) for _ in range(30)]
    with httpx2.Client(base_url=impatient.http.base_url) as fresh:
        assert fresh.get("/livez").status_code == 200
    held[-1].sendall(HEAD + b"\r\n")
    assert held[-1].recv(65536).startswith(b"HTTP/1.1 200")
    gone = [place for place, connection in enumerate(held) if is_closed(connection)]
    assert 10 <= len(gone) <= 13
    assert max(gone) < 25  # they are taken in bursts, nearly in their order
    for connection in held:
        connection.close()


def test_where_all_are_being_answered_one_too_many_is_refused(impatient):
    impatient.http.get("/livez")
    key = impatient.http.headers["X-API-Key"]
    half_sent = (
        f"POST /v1/items HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    ).encode()
    held = [connect(impatient) for _ in range(19)]
    for connection in held:
        connection.sendall(half_sent)
    wait_until(lambda: admitted(impatient.http) == 19)
    held.append(connect(impatient))  # for which the idle one of `impatient.http` goes
    held[-1].sendall(half_sent)
    time.sleep(0.3)
    late = connect(impatient)
    head, _, body = late.recv(65536).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503")
    assert b"Retry-After: 1" in head
    assert json.loads(body)["error"] == "Overloaded"
    for connection in [*held, late]:
        connection.close()
