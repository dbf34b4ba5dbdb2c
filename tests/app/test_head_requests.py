"""Probes and link checkers ask with HEAD: the head of the answer to GET, without its body."""

import pytest

from tests.conftest import assert_error


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/"])
def test_the_head_is_that_of_the_answer_to_get(shared_server, path):
    whole, head = shared_server.http.get(path), shared_server.http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert int(head.headers["content-length"]) > 0
    assert shared_server.http.get("/livez").json() == {"status": "alive"}  # same connection


def test_a_probe_sees_with_head_what_fails(server, tmp_path):
    (tmp_path / "data" / "catalogue.sqlite").unlink()
    answer = server.http.head("/readyz")
    assert (answer.status_code, answer.content) == (503, b"")


def test_head_is_not_documented(shared_server):
    paths = shared_server.http.get("/openapi.json").json()["paths"]
    assert "head" not in paths["/livez"]


def test_other_paths_have_no_head(shared_server):
    assert shared_server.http.head("/v1/items").status_code == 405


def test_a_foreign_host_is_refused_with_head_as_well(shared_server):
    asked = {"Host": "evil.example"}
    assert shared_server.http.head("/livez", headers=asked).status_code == 421
    assert_error(shared_server.http.get("/livez", headers=asked), 421, "ForeignHost")
