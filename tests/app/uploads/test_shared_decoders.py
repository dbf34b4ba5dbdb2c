"""All collections of a server share the processes that decode, and none outlives it."""

from tests.app.uploads.test_decoders import children
from tests.conftest import make_picture, running


def test_collections_share_decoders_that_end_with_the_server(environment):
    before = len(children())
    with running(environment | {"PIXWORD_DECODERS": "1"}) as server:
        server.http.post(
            "/v1/collections", json={"name": "other", "space": "colour-names"}
        ).raise_for_status()
        for collection in ("default", "other"):
            added = server.http.post(
                "/v1/items",
                params={"collection": collection},
                files={"pictures": ("red.png", make_picture("red"))},
            )
            assert added.json()["outcomes"][0]["outcome"] == "added"
        assert len(children()) == before + 1
    assert len(children()) == before
