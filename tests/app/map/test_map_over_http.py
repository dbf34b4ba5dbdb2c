"""The map over HTTP: what is refused, what is shown, and the lasso."""

import json
import threading
import time

import pytest

from app.client import PixwordClient, Unavailable
from app.exceptions import headers_of, status_of, told_to_client
from index.exceptions import MapPending
from tests.conftest import COLOURS, assert_error, make_picture, running, weightless

WHOLE = [[0, 0], [1, 0], [1, 1], [0, 1]]


@pytest.fixture(scope="module")
def http(tmp_path_factory):
    with running(weightless(tmp_path_factory.mktemp("mapped"))) as server:
        files = [("pictures", (f"{name}.png", make_picture(name))) for name in COLOURS]
        about = {"items": [{"picture": f"{name}.png", "tags": [name]} for name in COLOURS]}
        about["items"].append({"captions": ["without a picture"]})
        server.http.post(
            "/v1/items", files=files, data={"items": json.dumps(about)}
        ).raise_for_status()
        yield server.http


def around(shown, item_id, most=0.02):
    """Returns a small square around an item."""
    at = shown["items"]["id"].index(item_id)
    x, y = (shown["items"][axis][at] / shown["side"] for axis in "xy")
    corners = [
        (x - most, y - most),
        (x + most, y - most),
        (x + most, y + most),
        (x - most, y + most),
    ]
    return [[min(max(value, 0), 1) for value in corner] for corner in corners]


def listed(http, **condition):
    answer = http.get("/v1/items", params={"filter": json.dumps(condition)}).raise_for_status()
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("condition", "status", "error"),
    [
        ({"area": [[0, 0], [1, 1]]}, 400, "BadFilter"),
        ({"area": [[0, 0], [1, 1], [0, 2]]}, 400, "BadFilter"),
        ({"area": WHOLE, "layout": "another"}, 409, "MapChanged"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/map", "/v1/items", "/v1/search", "/v1/items/1/similar"])
def test_areas_that_cannot_be_used_are_refused(http, path, condition, status, error):
    params = {"q": "red", "filter": json.dumps(condition)}
    assert_error(http.get(path, params=params), status, error)


def test_recipes_are_on_no_map(http):
    params = {"filter": json.dumps({"not": {"area": WHOLE}})}
    assert "no map" in assert_error(http.get("/v1/recipes", params=params), 400, "BadFilter")
    params |= {"q": "salt"}
    assert_error(http.get("/v1/recipes/search", params=params), 400, "BadFilter")


def test_no_other_collection_is_shown(http):
    assert_error(http.get("/v1/map", params={"collection": "none"}), 404, "UnknownCollection")


def test_the_map_shows_pictures_and_words(http):
    shown = http.get("/v1/map").raise_for_status().json()
    assert shown["items"]["id"] == [1, 2, 3]
    assert shown["current"] is True
    assert all(0 <= value <= shown["side"] for axis in "xy" for value in shown["items"][axis])
    assert {"red", "green", "blue"} <= {word["word"] for word in shown["words"]}
    for number, name in enumerate(COLOURS, 1):
        word = next(word for word in shown["words"] if word["word"] == name)
        at = shown["items"]["id"].index(number)
        assert abs(word["x"] - shown["items"]["x"][at]) < 0.005 * shown["side"]
        assert abs(word["y"] - shown["items"]["y"][at]) < 0.005 * shown["side"]


def test_what_is_known_is_not_sent_again(http):
    first = http.get("/v1/map")
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = http.get("/v1/map", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = http.get("/v1/map", params={"tag": "red"}, headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag


def test_filters_leave_out_pictures(http):
    everything = http.get("/v1/map").json()
    red = http.get("/v1/map", params={"tag": "red"}).json()
    assert red["items"]["id"] == [1]
    assert red["items"]["x"] == everything["items"]["x"][:1]
    assert red["words"] == everything["words"]
    nothing = http.get("/v1/map", params={"tag": "none"}).json()
    assert nothing["items"] == {"id": [], "x": [], "y": []}
    lasso = {"area": around(everything, 2), "layout": everything["layout"]}
    assert http.get("/v1/map", params={"filter": json.dumps(lasso)}).json()["items"]["id"] == [2]


def test_a_lasso_is_a_filter_of_listings_and_searches(http):
    shown = http.get("/v1/map").json()
    area = around(shown, 2)
    assert listed(http, area=WHOLE) == [1, 2, 3]
    assert listed(http, area=area, layout=shown["layout"]) == [2]
    assert listed(http, **{"not": {"area": area}}) == [1, 3, 4]
    assert listed(http, **{"or": [{"area": area}, {"tag": "red"}]}) == [1, 2]
    query = {"q": "red", "filter": {"area": area}}
    assert [hit["id"] for hit in http.post("/v1/search", json=query).json()["hits"]] == [2]
    params = {"filter": json.dumps({"area": area})}
    similar = http.get("/v1/items/1/similar", params=params).json()
    assert [hit["id"] for hit in similar["hits"]] == [2]


def test_pages_of_a_lasso_go_on_while_items_are_added(http):
    query = {"q": "red", "k": 1, "filter": {"area": WHOLE}}
    first = http.post("/v1/search", json=query).json()
    files = {"pictures": ("dark.png", make_picture("black"))}
    added = http.post("/v1/items", files=files).json()["outcomes"][0]["item"]["id"]
    seen = [first["hits"][0]["id"]]
    while first["next"]:
        first = http.post("/v1/search", json=query | {"cursor": first["next"]}).json()
        seen.extend(hit["id"] for hit in first["hits"])
    assert sorted(seen) == [1, 2, 3, added]
    http.delete(f"/v1/items/{added}").raise_for_status()


def test_the_client_reads_the_map(http):
    with PixwordClient(str(http.base_url)) as client:
        shown = client.map()
        assert shown.items.id == [1, 2, 3]
        assert client.map(tags=["blue"]).items.id == [3]
        area = around(shown.model_dump(), 1)
        assert [item.id for item in client.items.each(filter={"area": area})] == [1]


@pytest.fixture
def unmapped(tmp_path, go_on):
    with running(weightless(tmp_path)) as server:
        server.http.post("/v1/items", files={"pictures": ("red.png", make_picture("red"))})
        yield server.http
        go_on.set()


def test_what_needs_a_map_is_refused_until_there_is_one(unmapped):
    pending = MapPending("ask again")
    assert (status_of(pending), told_to_client(pending)) == (503, "ask again")
    assert headers_of(pending) == {"Retry-After": "1"}
    params = {"q": "red", "filter": json.dumps({"area": WHOLE})}
    for path in ("/v1/items", "/v1/items/facets", "/v1/search"):
        refused = unmapped.get(path, params=params)
        assert "ask again" in assert_error(refused, 503, "MapPending")
        assert refused.headers["retry-after"] == "1"
    assert unmapped.get("/v1/search", params={"q": "red"}).status_code == 200


@pytest.mark.parametrize("params", [{}, {"tag": "red"}, {"filter": json.dumps({"area": WHOLE})}])
def test_who_asks_too_early_is_told_when_to_come_back(unmapped, go_on, params):
    early = unmapped.get("/v1/map", params=params)
    assert (early.status_code, early.headers["retry-after"]) == (202, "1")
    assert (early.headers["cache-control"], early.headers.get("etag")) == ("no-store", None)
    told = early.json()
    assert "being made" in told.pop("detail")
    assert told == {"status": "pending", "retry_after": 1}
    go_on.set()
    while (answer := unmapped.get("/v1/map", params=params)).status_code == 202:
        time.sleep(0.05)
    assert (answer.status_code, answer.headers["etag"][0]) == (200, '"')
    assert answer.json()["items"]["id"] == ([] if "tag" in params else [1])


def test_the_client_waits_for_the_map(unmapped, go_on):
    with PixwordClient(str(unmapped.base_url), retries=0) as client:
        with pytest.raises(Unavailable, match="being made") as early:
            client.map(wait_s=0)
        error = early.value
        assert (error.status, error.name, error.retry_after) == (202, "MapPending", 1)
        assert len(error.request_id) == 32
        threading.Timer(1.5, go_on.set).start()
        begun = time.monotonic()
        assert client.map().items.id == [1]
        assert time.monotonic() - begun > 1.5


def test_a_map_is_of_one_collection(tmp_path):
    with running(weightless(tmp_path)) as server:
        made = {"name": "colours", "space": "colour-names@16"}
        server.http.post("/v1/collections", json=made).raise_for_status()
        files = {"pictures": ("red.png", make_picture("red"))}
        server.http.post("/v1/items", files=files, params={"collection": "colours"})
        assert server.http.get("/v1/map").json()["items"]["id"] == []
        other = server.http.get("/v1/map", params={"collection": "colours"}).json()
        assert other["items"]["id"] == [1]
        kept = tmp_path / "data" / "collections" / "colours" / "index" / "map"
        assert len(list(kept.glob("snapshot-*"))) == 1
