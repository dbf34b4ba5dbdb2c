"""Pages go on where the page before ended, also where a text never gets the same bits twice."""

import numpy as np
import pytest

from models import Space
from tests.conftest import assert_error


@pytest.fixture
def rounding(monkeypatch):
    """Encodes every text a little differently each time, as another batch does."""
    encode = Space.encode_texts
    rng = np.random.default_rng(0)

    def encode_texts(space, texts):
        vectors = encode(space, texts)
        vectors = vectors + rng.normal(0, 0.02, vectors.shape).astype(np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    monkeypatch.setattr(Space, "encode_texts", encode_texts)


def pages(server, **asked):
    cursor, found = {}, []
    while cursor is not None:
        answer = server.http.get("/v1/search", params=asked | cursor)
        answer.raise_for_status()
        found.append([hit["text"] for hit in answer.json()["hits"]])
        cursor = {"cursor": answer.json()["next"]} if answer.json()["next"] else None
    return found


def test_a_cursor_of_another_query_is_refused(shared_server, rounding):
    first = shared_server.http.get("/v1/search", params={"q": "red", "target": "words", "k": 2})
    cursor = first.json()["next"]
    for other in ({"q": "blue"}, {"q": "red - blue"}, {"q": "2*red"}, {"q": "red", "tag": "x"}):
        params = {"target": "words", "k": 2, "cursor": cursor} | other
        assert_error(shared_server.http.get("/v1/search", params=params), 400, "BadCursor")


def test_every_word_comes_once(shared_server, rounding):
    found = pages(shared_server, q="blue + green", target="words", k=100)
    words = [word for page in found for word in page]
    assert len(found) > 3
    assert len(set(words)) == len(words)
    whole = [
        word
        for page in pages(shared_server, q="blue + green", target="words", k=1000)
        for word in page
    ]
    assert sorted(whole) == sorted(words)
    assert whole[:100] != found[0]  # the noise is large enough to mix up the ranks
