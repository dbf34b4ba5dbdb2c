"""Once a request is refused, the rest of its body is not read for ever."""

import contextlib
import time

import pytest

from tests.app.connections.conftest import connect, seconds_until_closed

pytestmark = pytest.mark.alone
CHUNKED = (
    b"POST /v1/items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
CHUNK = b"10000\r\n" + b" " * 65536 + b"\r\n"


def test_an_endless_body_ends_with_its_refusal(impatient):
    sent = 0
    with connect(impatient) as connection:
        connection.sendall(CHUNKED + CHUNK)
        assert connection.recv(65536).startswith(b"HTTP/1.1 401")
        with contextlib.suppress(ConnectionError):
            while sent < 600 * 2**20:
                connection.sendall(CHUNK)
                sent += len(CHUNK)
    assert sent < 64 * 2**20  # the kernels keep some of it


def test_so_does_one_that_drips(impatient):
    begun = time.monotonic()
    with connect(impatient) as connection:
        connection.sendall(CHUNKED)
        with pytest.raises(ConnectionError):
            while time.monotonic() - begun < 10:
                connection.sendall(b"1\r\n \r\n")
                time.sleep(0.1)


def test_and_one_of_which_nothing_more_comes(impatient):
    with connect(impatient) as connection:
        connection.sendall(CHUNKED)
        assert seconds_until_closed(connection) < 4


def test_a_client_that_sends_all_before_it_reads_has_its_answer_and_its_connection(impatient):
    body = b" " * 2 * 2**20
    with connect(impatient) as connection:
        for _ in range(2):
            connection.sendall(
                b"POST /v1/items HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Length: %d\r\n\r\n" % len(body) + body
            )
            assert connection.recv(65536).startswith(b"HTTP/1.1 401")
