"""Bodies that are not what they say, or more than they look."""

import gzip
import json
import socket
import tempfile

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


@pytest.mark.parametrize("charset", ["undefined", "punycode", "utf-7", "utf-16", "latin-1", "x"])
@pytest.mark.parametrize(
    "path", ["/v1/search", "/v1/items", "/v1/recipes", "/v1/recipes/search", "/v1/tags"]
)
def test_no_charset_but_utf_8(shared_server, path, charset):
    sent = part(disposition("image_url"), b"-" + b"a" * 60_000) + b"--B--\r\n"
    for kind in (f"charset={charset}", f'CHARSET="{charset}"'):
        headers = {"content-type": f"multipart/form-data; boundary=B; {kind}"}
        response = shared_server.http.post(path, content=sent, headers=headers)
        assert "UTF-8" in assert_error(response, 415, "UnsupportedContent")


def test_utf_8_may_be_named(shared_server):
    sent = part(disposition("query"), b'{"q": "red", "k": 1}') + b"--B--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=B; charset=UTF-8"}
    response = shared_server.http.post("/v1/search", content=sent, headers=headers)
    assert len(response.json()["hits"]) == 1


def test_two_content_types_are_refused(shared_server):
    kinds = [("content-type", "multipart/form-data; boundary=B; charset=punycode"), *JSON.items()]
    response = shared_server.http.post("/v1/tags", content=b"{}", headers=kinds)
    assert "one Content-Type" in assert_error(response, 415, "UnsupportedContent")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/embeddings", '{"input": "red", "input": "blue"}'),
        ("POST", "/v1/tags/vocabulary", '{"words": ["red"], "words": ["blue"]}'),
        ("PATCH", "/v1/items/1", '{"tags": ["a"], "tags": ["b"]}'),
        ("POST", "/v1/collections", '{"name": "a", "name": "b", "space": "colour-names"}'),
        ("POST", "/v1/collections/default/move", '{"space": "default", "space": "a"}'),
        ("POST", "/v1/items", '{"items": [{"captions": ["a"], "captions": ["b"]}]}'),
        ("POST", "/v1/recipes", '{"recipes": [{"title": "a", "title": "b"}]}'),
        ("POST", "/v1/recipes/search", '{"q": "rice", "q": "tofu"}'),
    ],
)
def test_a_name_that_stands_twice_is_refused_everywhere(shared_server, method, path, body):
    response = shared_server.http.request(method, path, content=body, headers=JSON)
    assert "twice" in assert_error(response, 422, "InvalidRequest")


@pytest.mark.parametrize("path", ["/v1/search", "/v1/items/1/similar", "/v1/items"])
def test_a_filter_that_says_a_name_twice_is_refused(shared_server, path):
    params = {"q": "red", "filter": '{"tag": "a", "tag": "b"}'}
    response = shared_server.http.get(path, params=params)
    assert "filter: this says" in assert_error(response, 422, "InvalidRequest")


@pytest.mark.parametrize("path", ["/v1/embeddings", "/v1/tags/vocabulary", "/v1/search"])
def test_json_that_is_not_in_utf_8_or_not_called_json(shared_server, path):
    content = '{"input": "red"}'.encode("utf-16")
    response = shared_server.http.post(path, content=content, headers=JSON)
    assert "not JSON" in assert_error(response, 422, "InvalidRequest")
    response = shared_server.http.post(path, content=b"{}", headers={"content-type": "text/plain"})
    assert "application/json" in assert_error(response, 415, "UnsupportedContent")


def test_json_that_is_too_long(environment):
    with running(environment | {"PIXWORD_MAX_JSON_BYTES": "2000"}) as server:
        body = json.dumps({"q": "red" * 1000})
        response = server.http.post("/v1/search", content=body, headers=JSON)
        assert "2,000 bytes" in assert_error(response, 413, "RequestTooLarge")
        files = {"query": ("query.json", body.encode())}
        response = server.http.post("/v1/search", files=files)
        assert "2,000 bytes" in assert_error(response, 413, "RequestTooLarge")
        tagged = server.http.post("/v1/tags", files={"picture": ("a.png", RED + bytes(5000))})
        assert tagged.status_code == 200


def test_parts_of_a_picture_to_be_tagged(shared_server):
    red = part(disposition("picture", '; filename="a.png"'))
    for body, says in (
        (red * 2, "twice"),
        (red + part(disposition("other"), b"x"), "image_url"),
        (part(disposition("picture"), b"x"), "as a file"),
        (part(disposition("image_url", '; filename="a.png"')), "as a file"),
        (b"", "image_url"),
    ):
        response = shared_server.http.post(
            "/v1/tags", content=body + b"--B--\r\n", headers=MULTIPART
        )
        assert says in assert_error(response, 422, "InvalidRequest")
    for many in (red * 65, part(disposition("image_url"), b"x") * 65):
        response = shared_server.http.post(
            "/v1/tags", content=many + b"--B--\r\n", headers=MULTIPART
        )
        assert "65" not in assert_error(response, 400, "InvalidRequest")
    response = shared_server.http.post("/v1/tags", content=b"{}", headers=JSON)
    assert "multipart" in assert_error(response, 415, "UnsupportedContent")


@pytest.mark.parametrize(
    ("path", "name"),
    [("/v1/tags", "picture"), ("/v1/items", "pictures"), ("/v1/recipes/search", "pictures")],
)
def test_a_temporary_folder_without_room(shared_server, path, name, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    files = {name: ("large.png", RED + bytes(2_000_000))}
    response = shared_server.http.post(path, files=files)
    assert "no room" in assert_error(response, 503, "TemporaryFolderFailed")
    monkeypatch.undo()
    assert shared_server.http.post(path, files=files).status_code != 503
