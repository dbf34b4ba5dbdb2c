"""Requests that are sent in a row, without waiting for answers, and a client that goes."""

import time

import pytest

from tests.app.connections.conftest import connect
from tests.app.load.waiting import admitted, wait_until

pytestmark = pytest.mark.alone
LARGE = "/static-offline-docs/swagger-ui-bundle.js"


def failures(server):
    lines = server.http.get("/metrics").text.splitlines()
    return [line for line in lines if 'status="5' in line]


def test_they_are_answered_in_their_order(impatient):
    with connect(impatient) as connection:
        paths = ["/livez", "/nothing", "/livez"]
        heads = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" for path in paths]
        connection.sendall("".join(heads).encode())
        answer = b""
        while answer.count(b"HTTP/1.1 ") < 3:
            answer += connection.recv(65536)
    statuses = [part.split()[0] for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"404", b"200"]


def test_none_is_begun_and_none_fails_when_the_client_is_gone(impatient):
    before = failures(impatient)
    for _ in range(5):
        with connect(impatient, receive_buffer=4096) as connection:
            connection.sendall(f"GET {LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 8)
            connection.recv(4096)
    time.sleep(0.2)
    wait_until(lambda: admitted(impatient.http) == 0)
    assert failures(impatient) == before
