"""What the items that pass a filter have, with counts."""

import pytest

from tests.conftest import assert_error, make_picture, running, weightless

FACETS = "/v1/items/facets"
ITEMS = [
    {"captions": ["a kite"], "tags": ["Kite", "sea"], "metadata": {"year": 2020, "sold": True}},
    {"captions": ["the sea"], "tags": ["kite"], "metadata": {"year": 2024.5, "by": ["a", "b"]}},
    {"captions": ["snow"], "tags": ["snow"], "metadata": {"year": 2020, "by": "a"}},
    {"captions": ["nothing"]},
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    with running(weightless(tmp_path_factory.mktemp("counted"))) as started:
        started.http.post("/v1/items", json={"items": ITEMS}).raise_for_status()
        yield started


@pytest.mark.parametrize(
    ("params", "status", "error", "says"),
    [
        ({"k": 0}, 422, "InvalidRequest", "k"),
        ({"k": 201}, 422, "InvalidRequest", "k"),
        ({"filter": "{"}, 422, "InvalidRequest", "filter"),
        ({"filter": '{"field": "year"}'}, 400, "BadFilter", "year"),
        ({"filter": '{"field": "yaer", "eq": 1}'}, 400, "UnknownField", "by, sold, year"),
        ({"tag": " "}, 400, "BadFilter", "tag"),
        ({"collection": "none"}, 404, "UnknownCollection", "none"),
    ],
)
def test_what_cannot_be_counted_is_refused(filled, params, status, error, says):
    assert says in assert_error(filled.http.get(FACETS, params=params), status, error)


def test_everything_is_counted(filled):
    assert filled.http.get(FACETS).json() == {
        "count": 4,
        "tags": [
            {"tag": "Kite", "count": 2},
            {"tag": "sea", "count": 1},
            {"tag": "snow", "count": 1},
        ],
        "fields": [
            {
                "field": "year",
                "count": 3,
                "values": [{"value": 2020, "count": 2}, {"value": 2024.5, "count": 1}],
                "least": 2020,
                "greatest": 2024.5,
            },
            {
                "field": "by",
                "count": 2,
                "values": [{"value": "a", "count": 2}, {"value": "b", "count": 1}],
                "least": None,
                "greatest": None,
            },
            {
                "field": "sold",
                "count": 1,
                "values": [{"value": True, "count": 1}],
                "least": None,
                "greatest": None,
            },
        ],
    }


def test_a_filter_and_tags_narrow_what_is_counted(filled):
    params = {"tag": "KITE", "filter": '{"field": "by", "eq": "b"}', "k": 1}
    found = filled.http.get(FACETS, params=params).json()
    assert (found["count"], found["tags"]) == (1, [{"tag": "Kite", "count": 1}])
    assert {field["field"]: field["values"] for field in found["fields"]} == {
        "by": [],
        "year": [{"value": 2024.5, "count": 1}],
    }


def test_every_count_is_what_its_filter_lists(filled):
    """What a page would send when somebody clicks on a value."""
    found = filled.http.get(FACETS).json()
    for tag in found["tags"]:
        listed = filled.http.get("/v1/items", params={"tag": tag["tag"]}).json()["items"]
        assert len(listed) == tag["count"]
    for field in found["fields"]:
        for value in field["values"]:
            condition = {"field": field["field"], "eq": value["value"]}
            query = {"q": "kite", "target": "captions", "filter": condition}
            hits = filled.http.post("/v1/search", json=query).json()["hits"]
            assert len({hit["id"] for hit in hits}) == value["count"]


def test_counts_follow_changes_and_collections(server):
    server.http.post("/v1/items", files={"pictures": ("a.png", make_picture("red"))})
    server.http.patch("/v1/items/1", json={"tags": ["old"], "metadata": {"x": 1}})
    server.http.patch("/v1/items/1", json={"tags": ["new"], "metadata": {"y": 1}})
    found = server.http.get(FACETS).json()
    assert [tag["tag"] for tag in found["tags"]] == ["new"]
    assert [field["field"] for field in found["fields"]] == ["y"]
    server.http.post("/v1/collections", json={"name": "empty", "space": "colour-names"})
    other = server.http.get(FACETS, params={"collection": "empty"}).json()
    assert other == {"count": 0, "tags": [], "fields": []}
    server.http.delete("/v1/items/1")
    assert server.http.get(FACETS).json() == other
