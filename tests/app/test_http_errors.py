"""Every refusal has the one shape, and the next request is served."""

import io
import json
import struct
import zlib

import pytest
from PIL import Image

from tests.conftest import assert_error, make_picture, running


def bomb_header(side: int) -> bytes:
    """A PNG that announces side x side pixels and holds none."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def real_bomb() -> bytes:
    """A PNG of a few kilobytes that decodes to 400 million pixels."""
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def still_serving(shared_server):
    """Whatever a test sends, the next request is served."""
    yield
    hits = shared_server.http.get("/v1/search", params={"q": "red", "k": 1}).json()["hits"]
    assert hits[0]["score"] > 0.9


@pytest.mark.parametrize(
    ("content", "status", "error", "says"),
    [
        (b"", 415, "UnreadablePicture", "no bytes"),
        (b"this is not a picture", 415, "UnreadablePicture", "not a picture"),
        (make_picture("red")[:60], 415, "UnreadablePicture", "damaged"),
        (bomb_header(10_000), 413, "PictureTooLarge", "10000 x 10000"),
        (bomb_header(60_000), 413, "PictureTooLarge", "60000 x 60000"),
        (real_bomb(), 413, "PictureTooLarge", "20000 x 20000"),
    ],
    ids=["zero bytes", "not a picture", "truncated", "100 megapixels", "3.6 gigapixels", "bomb"],
)
def test_bad_picture_is_refused_everywhere(shared_server, content, status, error, says):
    http = shared_server.http
    tagged = http.post("/v1/tags", files={"picture": ("x.png", content)})
    assert says in assert_error(tagged, status, error)
    searched = http.post(
        "/v1/search", data={"query": '{"q": "x.png - red"}'}, files={"pictures": ("x.png", content)}
    )
    assert says in assert_error(searched, status, error)
    added = http.post("/v1/items", files={"pictures": ("x.png", content)})
    assert added.status_code == 200
    (outcome,) = added.json()["outcomes"]
    assert (outcome["outcome"], outcome["error"]) == ("refused", error)


def test_picture_over_the_byte_limit_is_refused(environment):
    small = environment | {"PIXWORD_MAX_PICTURE_BYTES": "1024", "PIXWORD_MAX_REQUEST_BYTES": "4096"}
    with running(small) as server:
        large = server.http.post("/v1/tags", files={"picture": ("x.png", b"x" * 2000)})
        assert "1,024" in assert_error(large, 413, "RequestTooLarge")
        larger = server.http.post("/v1/tags", files={"picture": ("x.png", b"x" * 9000)})
        assert "4,096" in assert_error(larger, 413, "RequestTooLarge")

        def endless():
            for _ in range(100):
                yield b" " * 1000

        streamed = server.http.post(
            "/v1/search", content=endless(), headers={"content-type": "application/json"}
        )
        assert_error(streamed, 413, "RequestTooLarge")
        assert server.http.get("/livez").json() == {"status": "alive"}


def test_one_by_one_picture_works(shared_server):
    tiny = make_picture("blue", (1, 1))
    tags = shared_server.http.post("/v1/tags", files={"picture": ("x.png", tiny)}).json()["tags"]
    assert tags[0]["tag"] == "blue"


@pytest.mark.parametrize("k", [0, -1, 1001, 10**9])
@pytest.mark.parametrize(
    "path",
    [
        "/v1/search?q=red&k={}",
        "/v1/items?k={}",
        "/v1/items/1/similar?k={}",
        "/v1/tags/vocabulary?k={}",
    ],
)
def test_k_out_of_bounds(shared_server, path, k):
    detail = assert_error(shared_server.http.get(path.format(k)), 422, "InvalidRequest")
    assert "1000" in detail
    assert str(k) in detail


@pytest.mark.parametrize("suffix", ["", "/image", "/thumbnail", "/similar"])
@pytest.mark.parametrize("item", [999, 0, -1, 2**62])
def test_unknown_item(shared_server, suffix, item):
    assert str(item) in assert_error(
        shared_server.http.get(f"/v1/items/{item}{suffix}"), 404, "UnknownItem"
    )


@pytest.mark.parametrize("item", ["abc", "1.5", 2**64])
def test_item_that_is_no_number(shared_server, item):
    response = shared_server.http.get(f"/v1/items/{item}")
    assert response.status_code in (404, 422)
    assert response.json()["error"] in ("InvalidRequest", "UnknownItem")


def test_unknown_item_in_a_query(shared_server):
    assert "#999" in assert_error(
        shared_server.http.get("/v1/search", params={"q": "#999 - red"}), 404, "UnknownItem"
    )


@pytest.mark.parametrize(
    ("q", "says"),
    [
        ("", "empty"),
        ("red -", "after '-', at character 5"),
        ("red - - blue", "at character 7"),
        ('red - "blue', "at character 7"),
        ("#", "at character"),
        ("0*red", "at character 1"),
    ],
)
def test_query_that_cannot_be_read_says_where(shared_server, q, says):
    response = shared_server.http.get("/v1/search", params={"q": q})
    assert says in assert_error(response, 400, "QuerySyntaxError")


def test_sum_that_cancels(shared_server):
    response = shared_server.http.get("/v1/search", params={"q": "red - red"})
    assert_error(response, 400, "QueryCancels")
    alone = shared_server.http.get("/v1/search", params={"q": "- red"})
    assert alone.status_code == 200
    assert alone.json()["hits"][-1]["score"] < -0.9


def test_filter_on_an_unknown_field(shared_server):
    condition = json.dumps({"field": "year", "eq": 2020})
    response = shared_server.http.get("/v1/search", params={"q": "red", "filter": condition})
    assert "'year'" in assert_error(response, 400, "UnknownField")


@pytest.mark.parametrize(
    "condition",
    ["[]", "1", "not json", '{"colour": 1}', '{"field": "a"}', '{"and": {}}', "[" * 9000],
)
def test_filter_of_the_wrong_shape(shared_server, condition):
    response = shared_server.http.get("/v1/search", params={"q": "red", "filter": condition})
    assert response.status_code in (400, 422)
    assert response.json()["error"] in ("BadFilter", "InvalidRequest", "UnknownField")


@pytest.mark.parametrize("cursor", ["x", "AAAA", "1.5", "=" * 900])
def test_cursor_that_no_page_ended_with(shared_server, cursor):
    searched = shared_server.http.get("/v1/search", params={"q": "red", "cursor": cursor})
    assert_error(searched, 400, "BadCursor")
    listed = shared_server.http.get("/v1/items", params={"cursor": cursor})
    assert_error(listed, 400, "BadCursor")


def test_cursor_of_another_query(shared_server):
    first = shared_server.http.get("/v1/search", params={"q": "red", "k": 1}).json()
    response = shared_server.http.get("/v1/search", params={"q": "blue", "cursor": first["next"]})
    assert_error(response, 400, "BadCursor")


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{",
        "1",
        '{"q": 5}',
        '{"q": "red", "terms": [{"text": "red"}]}',
        '{"terms": []}',
        '{"terms": [{}]}',
        '{"terms": [{"text": "a", "item": 1}]}',
        '{"terms": [{"text": "a", "weight": 0}]}',
        '{"terms": [{"text": "a", "weight": 1e999}]}',
        '{"terms": [{"text": "  "}]}',
        '{"q": "red", "colour": "blue"}',
        '{"q": "red", "target": "songs"}',
        '{"q": "red", "k": "many"}',
        "[" * 100_000,
    ],
)
def test_json_body_of_the_wrong_shape(shared_server, body):
    response = shared_server.http.post(
        "/v1/search", content=body, headers={"content-type": "application/json"}
    )
    assert_error(response, 422, "InvalidRequest")


def test_body_that_is_neither_json_nor_multipart(shared_server):
    response = shared_server.http.post("/v1/search", content=b"q=red")
    assert_error(response, 415, "UnsupportedContent")
    broken = shared_server.http.post(
        "/v1/search", content=b"--x", headers={"content-type": "multipart/form-data"}
    )
    assert broken.status_code in (400, 422)
    assert broken.json()["error"] == "InvalidRequest"


def test_query_naming_a_picture_that_did_not_come(shared_server):
    response = shared_server.http.get("/v1/search", params={"q": "photo.jpg - red"})
    assert "photo.jpg" in assert_error(response, 400, "UnknownPicture")


def test_unknown_part_is_refused(shared_server):
    response = shared_server.http.post(
        "/v1/search", files={"photo": ("a.png", make_picture("red"))}
    )
    assert "photo" in assert_error(response, 422, "InvalidRequest")


def test_unknown_path_and_method(shared_server):
    assert_error(shared_server.http.get("/v1/nothing"), 404, "NotFound")
    assert_error(shared_server.http.delete("/v1/search"), 405, "MethodNotAllowed")


def test_request_id_is_echoed_if_plain(shared_server):
    plain = shared_server.http.get("/livez", headers={"X-Request-ID": "abc-1"})
    assert plain.headers["x-request-id"] == "abc-1"
    odd = shared_server.http.get("/livez", headers={"X-Request-ID": "<script>"})
    assert odd.headers["x-request-id"] != "<script>"


def test_a_picture_with_an_endless_name(shared_server):
    files = {"pictures": ("x" * 1001 + ".png", make_picture("red"))}
    response = shared_server.http.post("/v1/search", files=files)
    assert response.status_code == 422
    assert response.json()["error"] == "InvalidRequest"
