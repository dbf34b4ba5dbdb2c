"""Connections on which no request arrives are ended, and there are only so many of them."""

import json
import time

import httpx2
import pytest

from tests.app.connections.conftest import connect, seconds_until_closed

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


def test_connections_beyond_the_limit_are_refused_and_the_others_stay(impatient):
    impatient.http.get("/livez")  # before the others come
    held = [connect(impatient) for _ in range(30)]
    answers = []
    for connection in held:
        with connection:
            try:
                answers.append(connection.recv(65536))
            except ConnectionError:
                answers.append(b"")
    refused = [answer for answer in answers if answer.startswith(b"HTTP/1.1 503")]
    assert 10 <= len(refused) <= 12
    head, _, body = refused[0].partition(b"\r\n\r\n")
    assert b"Retry-After: 1" in head
    assert json.loads(body)["error"] == "Overloaded"
    with httpx2.Client(base_url=impatient.http.base_url) as fresh:
        assert fresh.get("/livez").status_code == 200
