"""Bodies that are not what they say, or more than they look."""

import gzip
import json
import socket

import pytest

from tests.conftest import assert_error, make_picture, running

JSON = {"content-type": "application/json"}
MULTIPART = {"content-type": "multipart/form-data; boundary=B"}
RED = make_picture("red")


@pytest.fixture(autouse=True)
def still_serving(shared_server):
    yield
    assert shared_server.http.get("/livez").status_code == 200


def part(head: bytes, content: bytes = RED) -> bytes:
    return b"--B\r\n" + head + b"\r\n\r\n" + content + b"\r\n"


def disposition(name: str, rest: str = "") -> bytes:
    return f'Content-Disposition: form-data; name="{name}"{rest}'.encode("latin-1")


def test_a_compressed_body_is_refused(shared_server):
    bomb = gzip.compress(bytes(10_000_000))
    for path in ("/v1/search", "/v1/tags", "/v1/items", "/v1/tags/vocabulary"):
        response = shared_server.http.post(
            path, content=bomb, headers=JSON | {"content-encoding": "gzip"}
        )
        assert "Content-Encoding" in assert_error(response, 415, "UnsupportedContent")


@pytest.mark.parametrize("path", ["/v1/search", "/v1/items", "/v1/recipes", "/v1/tags/vocabulary"])
@pytest.mark.parametrize("unit", ["[],", "{},", '"",', "0,"])
def test_json_of_too_many_values(shared_server, path, unit):
    body = '{"q": [' + unit * 300_000 + "0]}"
    response = shared_server.http.post(path, content=body, headers=JSON)
    assert "250,000" in assert_error(response, 413, "RequestTooLarge")
    if path != "/v1/tags/vocabulary":
        name = {"/v1/search": "query", "/v1/items": "items", "/v1/recipes": "recipes"}[path]
        sent = part(disposition(name), body.encode()) + b"--B--\r\n"
        response = shared_server.http.post(path, content=sent, headers=MULTIPART)
        assert "250,000" in assert_error(response, 413, "RequestTooLarge")


def test_the_limit_on_values_is_a_setting(environment):
    with running(environment | {"PIXWORD_MAX_JSON_VALUES": "1000"}) as server:
        body = json.dumps({"words": ["word"] * 1100})
        response = server.http.post("/v1/tags/vocabulary", content=body, headers=JSON)
        assert "1,000" in assert_error(response, 413, "RequestTooLarge")
        body = json.dumps({"words": ["word"] * 900})
        response = server.http.post("/v1/tags/vocabulary", content=body, headers=JSON)
        assert response.json() == {"added": 1, "known": 899} or response.status_code == 200


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('{"q": "red", "q": "blue"}', "twice"),
        ('{"q": "red", "filter": {"tag": "a", "tag": "b"}}', "twice"),
        ("[" * 200_000, "not JSON"),
        ('{"a":' * 50_000, "not JSON"),
        ('{"q": ' + "9" * 5000 + "}", "not JSON"),
        ('{"k": ' + "9" * 400 + ', "q": "red"}', "k"),
        ('{"q": "\\ud800"}', "q"),
        ('{"q": "red"} {"q": "blue"}', "not JSON"),
        (b'{"q": "\xff"}', "not JSON"),
        (b"\x00" * 100, "not JSON"),
    ],
)
def test_json_of_no_or_two_meanings(shared_server, body, says):
    response = shared_server.http.post("/v1/search", content=body, headers=JSON)
    assert says in assert_error(response, 422, "InvalidRequest")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../../etc/passwd", "path"),
        ("/abs.png", "path"),
        ("..\\x.png", "path"),
        ("..", "path"),
        ("a\tb.png", "control"),
        ("\x01.png", "control"),
        ("a\x00.png", "control"),
        ("a\x7f.png", "control"),
        ("x" * 1001, "1000 characters"),
    ],
)
def test_a_name_that_is_a_path_or_cannot_be_seen(shared_server, name, says):
    sent = part(disposition("pictures", f'; filename="{name}"')) + b"--B--\r\n"
    for path in ("/v1/search", "/v1/recipes/search"):
        response = shared_server.http.post(path, content=sent, headers=MULTIPART)
        assert says in assert_error(response, 422, "InvalidRequest")


@pytest.mark.parametrize(
    "head",
    [
        b"X: y",
        b"Content-Disposition: form-data",
        b"\r\n".join(b"X%d: y" % i for i in range(9)),
        disposition("pictures", '; filename="a.png"') + b"\r\nX: " + b"y" * 100_000,
        disposition("x" * 100_000),
        b"\x00\xff: \x00",
    ],
    ids=["no disposition", "no name", "many headers", "long header", "long name", "not a header"],
)
def test_a_part_with_odd_headers(shared_server, head):
    response = shared_server.http.post(
        "/v1/search", content=part(head) + b"--B--\r\n", headers=MULTIPART
    )
    assert_error(response, 400, "InvalidRequest")


def test_too_many_parts(shared_server):
    pictures = [("pictures", (f"{i}.png", RED)) for i in range(65)]
    assert_error(shared_server.http.post("/v1/items", files=pictures), 400, "InvalidRequest")
    texts = b"".join(part(disposition("query"), b"{}") for _ in range(65)) + b"--B--\r\n"
    response = shared_server.http.post("/v1/search", content=texts, headers=MULTIPART)
    assert_error(response, 400, "InvalidRequest")
    twice = part(disposition("query"), b'{"q": "red"}') * 2 + b"--B--\r\n"
    response = shared_server.http.post("/v1/search", content=twice, headers=MULTIPART)
    assert "2 times" in assert_error(response, 422, "InvalidRequest")


HEAD = "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        (HEAD + "Content-Length: 9999999999999999\r\n\r\n{}", {413}),
        (HEAD + "Content-Length: -1\r\n\r\n{}", {400}),
        (HEAD + "Content-Length: 2\r\nContent-Length: 20\r\n\r\n{}", {400}),
        (HEAD + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n", {400}),
        (HEAD + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFFFF\r\n{}", {400, 413}),
        (HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", {400, 501}),
        (HEAD + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400, 422}),
        ("GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n", {400, 404}),
    ],
)
def test_requests_that_are_no_http(shared_server, sent, statuses):
    address = shared_server.http.base_url
    with socket.create_connection((address.host, address.port), timeout=10) as connection:
        connection.sendall(sent.encode("latin-1"))
        answer = connection.recv(1000)
    assert int(answer.split()[1]) in statuses, answer


def test_a_body_shorter_than_its_length_keeps_nobody_waiting(shared_server):
    address = shared_server.http.base_url
    with socket.create_connection((address.host, address.port), timeout=10) as connection:
        connection.sendall((HEAD + "Content-Length: 100\r\n\r\n{}").encode())
        found = shared_server.http.get("/v1/search", params={"q": "red", "k": 1})
        assert found.status_code == 200
