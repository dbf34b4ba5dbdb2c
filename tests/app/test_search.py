"""Search over HTTP: what is asked, what is left out, and why a hit is one."""

import json

import pytest

from tests.conftest import make_picture


def get(server, **parameters):
    response = server.http.get("/v1/search", params=parameters)
    assert response.status_code == 200, response.text
    return response.json()


def test_words_find_their_picture(shared_server):
    for colour, item in (("red", 1), ("green", 2), ("blue", 3)):
        answer = get(shared_server, q=colour, k=1)
        assert [hit["id"] for hit in answer["hits"]] == [item]
        assert answer["hits"][0]["rank"] == 1
        assert answer["hits"][0]["kind"] == "image"


def test_query_is_repeated_as_understood(shared_server):
    query = get(shared_server, q="#1 \u2212 red + 0.5 * blue", k=2)["query"]
    assert query["q"] == "#1 - red + 0.5*blue"
    assert [(t["weight"], t["item"], t["text"]) for t in query["terms"]] == [
        (1, 1, None),
        (-1, None, "red"),
        (0.5, None, "blue"),
    ]


def test_item_in_the_query_is_left_out(shared_server):
    ids = [hit["id"] for hit in get(shared_server, q="#1 + blue")["hits"]]
    assert ids[0] == 3
    assert 1 not in ids


def test_arithmetic_subtracts_and_adds(shared_server):
    assert get(shared_server, q="#1 - red + green", k=1)["hits"][0]["id"] == 2
    assert get(shared_server, q="#1 - red + blue", k=1)["hits"][0]["id"] == 3


def test_uploaded_picture_that_is_an_item_is_left_out(shared_server):
    response = shared_server.http.post(
        "/v1/search",
        data={"query": json.dumps({"q": "my photo.png - red + blue"})},
        files={"pictures": ("my photo.png", make_picture("red"))},
    )
    assert response.json()["hits"][0]["id"] == 3
    assert 1 not in [hit["id"] for hit in response.json()["hits"]]


def test_picture_without_a_query_is_searched_for(shared_server):
    other = make_picture("blue", (10, 10), "BMP")
    response = shared_server.http.post("/v1/search", files={"pictures": ("b.bmp", other)})
    assert response.json()["hits"][0]["id"] == 3
    assert response.json()["query"]["terms"][0]["picture"] == "b.bmp"


def test_terms_and_short_syntax_agree(shared_server):
    short = get(shared_server, q="#1 - red + 0.5*blue")
    terms = [{"item": 1}, {"text": "red", "weight": -1}, {"text": "blue", "weight": 0.5}]
    posted = shared_server.http.post("/v1/search", json={"terms": terms}).json()
    assert posted["hits"] == short["hits"]


def test_contributions_add_up_to_the_score(shared_server):
    for hit in get(shared_server, q="#1 - red + 0.5*blue + a dog")["hits"]:
        parts = [part["score"] for part in hit["contributions"]]
        assert len(parts) == 4
        assert sum(parts) == pytest.approx(hit["score"], abs=1e-5)


def test_words_in_the_query_are_left_out_of_words(shared_server):
    found = get(shared_server, q="red", target="words", k=5)["hits"]
    assert "red" not in [hit["text"] for hit in found]
    beside = get(shared_server, q="#1", target="words", k=5)["hits"]
    assert beside[0]["text"] == "red"
    assert beside[0]["id"] is None
    assert beside[0]["kind"] == "word"


def test_pages_joined_are_one_large_page(shared_server):
    whole = get(shared_server, q="blue", target="words", k=50)
    pages, cursor = [], None
    while len(pages) < 50:
        page = get(
            shared_server, q="blue", target="words", k=7, **({"cursor": cursor} if cursor else {})
        )
        pages += page["hits"]
        cursor = page["next"]
    assert pages[:50] == whole["hits"]


def test_filters_narrow_the_answer(server):
    items = [
        {"picture": f"{c}.png", "tags": ["warm" if c == "red" else "cold"], "metadata": {"year": y}}
        for c, y in (("red", 2019), ("green", 2021), ("blue", 2023))
    ]
    files = [("pictures", (f"{c}.png", make_picture(c))) for c in ("red", "green", "blue")]
    server.http.post("/v1/items", data={"items": json.dumps({"items": items})}, files=files)

    def ids(**parameters):
        return [hit["id"] for hit in get(server, q="red", **parameters)["hits"]]

    assert ids()[0] == 1
    assert sorted(ids(tag="cold")) == [2, 3]
    assert ids(filter=json.dumps({"field": "year", "gte": 2022})) == [3]
    both = {"and": [{"field": "year", "lt": 2022}, {"not": {"tag": "warm"}}]}
    assert ids(filter=json.dumps(both)) == [2]
    assert ids(tag="nobody has this") == []


def test_similar_leaves_the_item_out(shared_server):
    answer = shared_server.http.get("/v1/items/2/similar").json()
    assert sorted(hit["id"] for hit in answer["hits"]) == [1, 3]


def test_tags_of_a_picture(shared_server):
    files = {"picture": ("x.png", make_picture("green", (9, 9)))}
    tags = shared_server.http.post("/v1/tags", files=files, params={"k": 3}).json()["tags"]
    assert len(tags) == 3
    assert tags[0]["tag"] == "green"
    assert tags[0]["score"] > 0.9


def test_users_words_join_the_vocabulary(server):
    added = server.http.post(
        "/v1/tags/vocabulary", json={"words": ["zeppelin hangar gate", "red", "Red "]}
    )
    assert added.json() == {"added": 1, "known": 2}
    found = server.http.get(
        "/v1/search", params={"q": "a zeppelin hangar gate", "target": "words", "k": 1}
    )
    assert found.json()["hits"][0]["text"] == "zeppelin hangar gate"
    assert server.http.delete("/v1/tags/vocabulary/zeppelin hangar gate").status_code == 204
    again = server.http.delete("/v1/tags/vocabulary/zeppelin hangar gate")
    assert (again.status_code, again.json()["error"]) == (404, "UnknownWord")
    refused = server.http.post("/v1/tags/vocabulary", json={"words": ["  "]})
    assert (refused.status_code, refused.json()["error"]) == (422, "InvalidRequest")


def test_tags_of_the_corpus_join_the_vocabulary(server):
    items = json.dumps({"items": [{"picture": "a.png", "tags": ["zebra crossing blue"]}]})
    files = {"pictures": ("a.png", make_picture("blue"))}
    server.http.post("/v1/items", data={"items": items}, files=files)
    words = server.http.get("/v1/search", params={"q": "zebra blue", "target": "words", "k": 1})
    assert words.json()["hits"][0]["text"] == "zebra crossing blue"
    listed = server.http.get("/v1/tags/vocabulary", params={"k": 1000}).json()
    assert {"red", "strawberry"} <= {word["word"] for word in listed["words"]} | _rest(
        server, listed
    )


def _rest(server, page):
    words = set()
    while page["next"]:
        page = server.http.get(
            "/v1/tags/vocabulary", params={"k": 1000, "cursor": page["next"]}
        ).json()
        words |= {word["word"] for word in page["words"]}
    return words
