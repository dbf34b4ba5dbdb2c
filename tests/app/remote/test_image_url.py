"""Pictures by address over HTTP: the same answers as with uploads, or one refusal."""

import base64
import json

import httpx2
import pytest

from app.client import PixwordClient
from tests.app.remote.origin import RED, serving
from tests.conftest import assert_error, make_picture, running, weightless

TEXT = "no picture can be taken from this address"


@pytest.fixture(scope="module")
def origin():
    with serving() as started:
        yield started


@pytest.fixture(scope="module")
def fetching(origin, tmp_path_factory):
    """A server that fetches from the origin alone."""
    settings = {
        "PIXWORD_IMAGE_URL": "hosts",
        "PIXWORD_REMOTE_HOSTS": "127.0.0.1",
        "PIXWORD_REMOTE_PORTS": str(origin.port),
        "PIXWORD_MAX_REMOTE_SECONDS": "3",
    }
    with running(weightless(tmp_path_factory.mktemp("fetching")) | settings) as server:
        yield server


def address_of(origin, path):
    return f"http://127.0.0.1:{origin.port}/{path}"


def search(http, address, path="/v1/search"):
    return http.post(path, json={"terms": [{"image_url": address}], "k": 5})


def tag(http, address):
    return http.post("/v1/tags", data={"image_url": address})


def test_off_refuses_every_way(shared_server, origin):
    origin.asked.clear()
    http, address = shared_server.http, address_of(origin, "red.png")
    item, recipe = {"image_url": address}, {"image_url": address, "title": "soup"}
    for response in (
        search(http, address),
        search(http, address, "/v1/recipes/search"),
        tag(http, address),
        http.post("/v1/items", json={"items": [item]}),
        http.post("/v1/recipes", json={"recipes": [recipe]}),
    ):
        assert "PIXWORD_IMAGE_URL" in assert_error(response, 403, "RemoteOff")
    assert origin.asked == []


def test_too_many_are_refused_before_one_is_fetched(fetching, origin):
    origin.asked.clear()
    addresses = [address_of(origin, f"red.png?{i}") for i in range(65)]
    items = [{"image_url": address} for address in addresses]
    recipes = [item | {"title": "soup"} for item in items]
    parts = [{"type": "image_url", "image_url": {"url": address}} for address in addresses]
    data = "data:image/png;base64," + base64.b64encode(RED).decode()
    post = fetching.http.post
    for response in (
        post("/v1/items", json={"items": items}),
        post("/v1/recipes", json={"recipes": recipes}),
        post("/v1/embeddings", json={"input": parts}),
        post("/v1/embeddings", json={"input": [*parts[:33], *[data] * 32]}),
    ):
        assert response.status_code == 422
        assert "64" in response.json()["detail"]
    assert origin.asked == []


def test_a_photo_beside_that_no_recipe_names_is_refused_before_one_is_fetched(fetching, origin):
    origin.asked.clear()
    recipe = {"title": "soup", "image_url": address_of(origin, "red.png")}
    body = {"recipes": json.dumps({"recipes": [recipe]})}
    response = fetching.http.post("/v1/recipes", data=body, files={"pictures": ("x.png", RED)})
    assert "'x.png'" in assert_error(response, 422, "InvalidRequest")
    assert origin.asked == []


def test_a_client_that_leaves_ends_its_fetches(origin, environment):
    settings = {
        "PIXWORD_IMAGE_URL": "hosts",
        "PIXWORD_REMOTE_HOSTS": "127.0.0.1",
        "PIXWORD_REMOTE_PORTS": str(origin.port),
        "PIXWORD_MAX_REMOTE_SECONDS": "60",
    }
    origin.asked.clear()
    origin.left.clear()
    with running(environment | settings) as server:
        with pytest.raises(httpx2.ReadTimeout):
            server.http.post(
                "/v1/tags", data={"image_url": address_of(origin, "slow")}, timeout=0.5
            )
        assert origin.asked
        assert origin.left.wait(10)


@pytest.mark.parametrize(
    "path", ["text", "status?code=404", "nonsense", "to?url=http://localhost/", "bomb"]
)
def test_whatever_is_wrong_reads_the_same(fetching, origin, path):
    http, address = fetching.http, address_of(origin, path)
    for response in (
        search(http, address),
        search(http, address, "/v1/recipes/search"),
        tag(http, address),
    ):
        assert assert_error(response, 422, "RemotePictureUnusable") == TEXT


def test_a_bad_address_among_items_is_refused_alone(fetching, origin):
    items = [
        {"image_url": "http://127.0.0.1:1/x.png"},
        {"image_url": address_of(origin, "red.png?alone"), "captions": ["a red thing"]},
        {"captions": ["a text"]},
    ]
    outcomes = fetching.http.post("/v1/items", json={"items": items}).json()["outcomes"]
    assert outcomes[0]["outcome"] == "refused"
    assert (outcomes[0]["error"], outcomes[0]["detail"]) == ("RemotePictureUnusable", TEXT)
    assert outcomes[1]["item"]["width"] == 40
    image = fetching.http.get(outcomes[1]["item"]["image"])
    assert (image.content, image.headers["content-type"]) == (RED, "image/png")
    assert outcomes[2]["outcome"] == "added"


@pytest.mark.parametrize("path", ["red.png", "to?url=/red.png"])
def test_a_search_with_an_address_is_one_with_the_picture(fetching, origin, path):
    http, address = fetching.http, address_of(origin, path)
    for colour in ("red", "green", "blue"):
        http.post("/v1/items", files={"pictures": (f"{colour}.png", make_picture(colour))})
    uploaded = http.post("/v1/search", files={"pictures": ("red.png", RED)}).json()
    fetched = search(http, address).json()
    assert fetched["query"]["terms"] == [
        {"weight": 1.0, "text": None, "picture": None, "image_url": address, "item": None}
    ]
    scores = [(hit["id"], hit["score"]) for hit in fetched["hits"]]
    assert scores == [(hit["id"], hit["score"]) for hit in uploaded["hits"]]
    assert scores
    assert tag(http, address).json() == http.post("/v1/tags", files={"picture": RED}).json()


def test_the_client_tags_and_searches_by_address(fetching, origin):
    with PixwordClient(str(fetching.http.base_url)) as client:
        address = address_of(origin, "red.png")
        assert client.tags.of_url(address, k=1).tags[0].tag == "red"
        found = client.search(terms=[{"image_url": address}], target="words")
        assert found.hits[0].text == "red"
        assert found.query.terms[0].image_url == address


def test_terms_of_all_kinds_together(fetching, origin):
    terms = [
        {"image_url": address_of(origin, "red.png")},
        {"picture": "blue.png", "weight": 0.5},
        {"text": "green", "weight": -0.5},
    ]
    response = fetching.http.post(
        "/v1/search",
        data={"query": json.dumps({"terms": terms, "target": "words"})},
        files={"pictures": ("blue.png", make_picture("blue"))},
    )
    assert response.status_code == 200, response.text
    assert len(response.json()["hits"][0]["contributions"]) == 3


def test_a_recipe_by_its_photo_on_the_web(fetching, origin):
    recipe = {"title": "Red soup", "image_url": address_of(origin, "red.png?soup")}
    (outcome,) = fetching.http.post("/v1/recipes", json={"recipes": [recipe]}).json()["outcomes"]
    assert outcome["outcome"] == "added"
    found = search(fetching.http, address_of(origin, "red.png"), "/v1/recipes/search").json()
    assert found["hits"][0]["id"] == outcome["recipe"]["id"]
    assert found["query"]["terms"][0]["image_url"] == address_of(origin, "red.png")


@pytest.mark.parametrize(
    "body",
    [
        {"terms": [{"image_url": "http://a.example/", "text": "red"}]},
        {"terms": [{"image_url": ""}]},
        {"terms": [{"image_url": "http://" + "a" * 3000}]},
        {"terms": [{"image_url": 5}]},
    ],
)
def test_terms_of_the_wrong_shape(fetching, body):
    assert_error(fetching.http.post("/v1/search", json=body), 422, "InvalidRequest")


def test_an_item_has_one_picture(fetching):
    items = [{"picture": "a.png", "image_url": "http://a.example/"}]
    response = fetching.http.post("/v1/items", json={"items": items})
    assert "not both" in assert_error(response, 422, "InvalidRequest")


def test_tags_need_one_picture(fetching, origin):
    http = fetching.http
    both = http.post("/v1/tags", data={"image_url": "http://a.example/"}, files={"picture": RED})
    neither = http.post("/v1/tags", data={"other": "x"})
    for response in (both, neither):
        assert "image_url" in assert_error(response, 422, "InvalidRequest")
