"""An answer waits for its reader, but not for ever."""

import hashlib
import random
import time

import pytest

from tests.app.connections.conftest import connect, seconds_until_closed
from tests.conftest import make_picture

pytestmark = pytest.mark.alone
SIZE = 8 * 2**20


@pytest.fixture(scope="module")
def large(impatient):
    """The address of a large picture, and its bytes."""
    content = make_picture("red", kind="BMP") + random.Random(7).randbytes(SIZE)
    added = impatient.http.post("/v1/items", files=[("pictures", ("large.bmp", content))])
    [outcome] = added.json()["outcomes"]
    assert outcome["outcome"] == "added", outcome
    return f"/v1/items/{outcome['item']['id']}/image", content


def asking(server, path: str) -> bytes:
    key = server.http.headers["x-api-key"]
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\n\r\n".encode()


def running_requests(server) -> int:
    lines = server.http.get("/metrics").text.splitlines()
    [line] = [line for line in lines if line.startswith("pixword_admitted_requests ")]
    return int(float(line.split()[-1]))


def test_a_large_picture_arrives_whole(impatient, large):
    path, content = large
    answer = impatient.http.get(path)
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(content).digest()
    assert answer.headers["content-length"] == str(len(content))
    assert "transfer-encoding" not in answer.headers
    again = impatient.http.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_who_reads_slowly_gets_everything(impatient, large):
    path, content = large
    begun = time.monotonic()
    with connect(impatient, 2**17) as connection, connection.makefile("rb") as answer:
        connection.sendall(asking(impatient, path))
        while answer.readline() != b"\r\n":
            pass
        received = b""
        while len(received) < len(content):
            received += answer.read(min(2**17, len(content) - len(received)))
            time.sleep(0.03)
    assert received == content
    assert time.monotonic() - begun > 1.5  # longer than the server waits for those who do not read


def test_an_answer_that_is_not_read_is_in_flight_and_then_given_up(impatient, large):
    path, _ = large
    before = running_requests(impatient)
    held = [connect(impatient, 4096) for _ in range(10)]
    for connection in held:
        connection.sendall(asking(impatient, path))
    deadline = time.monotonic() + 10
    seen = 0
    while running_requests(impatient) > before or not seen:
        seen = max(seen, running_requests(impatient) - before)
        assert time.monotonic() < deadline
    assert seen == 10
    for connection in held:
        with connection:
            assert seconds_until_closed(connection) < 2


def test_the_end_of_an_answer_that_nobody_reads_is_given_up_as_well(impatient):
    open_ones = impatient._server.server_state.connections
    with connect(impatient, 2048) as connection:
        connection.sendall(asking(impatient, "/openapi.json") * 100)
        own = connection.getsockname()
        deadline = time.monotonic() + 10
        seen = False
        while not seen or any(each.client == own for each in list(open_ones)):
            seen = seen or any(each.client == own for each in list(open_ones))
            time.sleep(0.05)
            assert time.monotonic() < deadline
