"""Scripts and styles: the files of the package and nothing else, kept for as long as they hold."""

import gzip
import re

import pytest

from app.page.assets import assets
from tests.conftest import assert_error, running, weightless


@pytest.fixture(scope="module")
def http(tmp_path_factory):
    with running(weightless(tmp_path_factory.mktemp("assets"))) as server:
        yield server.http


@pytest.mark.parametrize(
    "name", ["nothing.js", "..%2F__init__.py", "%2e%2e/endpoints.py", "page.css%00", "PAGE.CSS"]
)
def test_there_is_nothing_else(http, name):
    answer = http.get(f"/page/{assets().version}/{name}")
    assert answer.status_code == 404
    if "/" not in name and "%2F" not in name:
        assert_error(answer, 404, "NoSuchAsset")


def test_every_file_that_a_page_or_script_names_is_there(http):
    pages = [http.get(path).text for path in ("/", "/words", "/recipes", "/nothing")]
    named = {name for page in pages for name in re.findall(r"/page/\w+/([\w.-]+)", page)}
    assert {"page.css", "gallery-page.js", "icon.svg"} <= named
    scripts = [text.decode() for name, text in assets().contents.items() if name.endswith(".js")]
    named |= {
        name for text in scripts for name in re.findall(r'(?:from|import) "\./([\w.-]+)"', text)
    }
    assert named <= set(assets().contents)
    for name in named:
        answer = http.get(assets().address(name))
        assert answer.status_code == 200
        assert answer.content == assets().contents[name]


def test_they_are_kept_for_ever_under_the_address_of_their_version(http):
    answer = http.get(assets().address("page.css"))
    assert "immutable" in answer.headers["cache-control"]
    assert "x-content-type-options" in answer.headers
    older = http.get("/page/000000000000/page.css")
    assert older.headers["cache-control"] == "no-cache"
    again = http.get("/page/0/page.css", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "packed"), [("gzip, br", True), ("br;q=1, GZIP;q=0.5", True), ("identity", False)]
)
def test_they_are_packed_for_those_who_take_it(http, accepted, packed):
    with http.stream(
        "GET", assets().address("page.css"), headers={"Accept-Encoding": accepted}
    ) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
    assert (gzip.decompress(sent) if packed else sent) == assets().contents["page.css"]
    assert answer.headers["vary"] == "Accept-Encoding"
