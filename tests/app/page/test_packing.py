"""Pages are sent as gzip to who reads it, and plainly to who does not."""

import pytest


@pytest.mark.parametrize("path", ["/", "/map", "/words", "/items/1", "/items/9999"])
def test_a_page_is_the_same_packed_or_not(shared_server, path):
    plain = shared_server.http.get(path, headers={"Accept-Encoding": "identity"})
    packed = shared_server.http.get(path, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["vary"]
    assert (packed.status_code, packed.text) == (plain.status_code, plain.text)
    assert 3 * int(packed.headers["content-length"]) < len(plain.content)
