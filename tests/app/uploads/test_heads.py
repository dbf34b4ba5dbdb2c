"""Heads, trailers and chunks that never end are cut off before they fill the memory."""

import contextlib
import socket

import psutil
import pytest

HEAD = "POST /v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + "Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("begin", "again"),
    [
        (HEAD, "X: " + "y" * 1000 + "\r\n"),
        (HEAD + "X: ", "y" * 1000),
        ("GET /", "y" * 1000),
        (CHUNKED + "2\r\n{}\r\n0\r\n", "X: " + "y" * 1000 + "\r\n"),
        (CHUNKED + "2;", "y" * 1000),
    ],
    ids=["many headers", "endless header", "endless address", "trailers", "extension of a chunk"],
)
def test_what_never_ends_is_cut_off(guarded, begin, again):
    memory = psutil.Process(guarded.process.pid).memory_info
    before, sent = memory().rss, 0
    address = guarded.http.base_url
    with socket.create_connection((address.host, address.port), timeout=20) as connection:
        connection.sendall(begin.encode())
        with contextlib.suppress(ConnectionError):
            for _ in range(1000):
                connection.sendall(again.encode() * 64)
                sent += 1
    assert sent < 900
    assert memory().rss - before < 32 * 2**20
    assert guarded.http.get("/livez").json() == {"status": "alive"}


def test_a_large_head_is_still_served(guarded):
    found = guarded.http.get("/livez", headers={f"X-{i}": "y" * 1000 for i in range(30)})
    assert found.status_code == 200


def test_a_body_in_small_chunks_is_read(guarded):
    def pieces():
        for letter in '{"q": "red"}' + " " * 2000:
            yield letter.encode()

    found = guarded.http.post(
        "/v1/search", content=pieces(), headers={"content-type": "application/json"}
    )
    assert found.status_code == 200
