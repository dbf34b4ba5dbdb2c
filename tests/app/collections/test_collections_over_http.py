"""Several collections behind one server, each in its own space."""

import threading

import pytest

from tests.conftest import COLOURS, ROOT, assert_error, make_picture, running, weightless

FILES = [("pictures", (f"{n}.png", make_picture(n))) for n in COLOURS]
FORMS = {"/v1/tags": {"files": {"picture": FILES[0][1]}}}
SPACE = "colour-names@8"


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A server whose collections `default` and `short` hold the same pictures in two spaces."""
    with running(weightless(tmp_path_factory.mktemp("two"))) as started:
        started.http.post("/v1/items", files=FILES).raise_for_status()
        make(started, "short").raise_for_status()
        add(started, "short").raise_for_status()
        yield started


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A data folder that holds nothing but a collection in the space of `short`."""
    with running(
        weightless(tmp_path_factory.mktemp("alone")) | {"PIXWORD_SPACE": SPACE}
    ) as started:
        started.http.post("/v1/items", files=FILES).raise_for_status()
        yield started


def make(server, name, space=SPACE):
    return server.http.post("/v1/collections", json={"name": name, "space": space})


def add(server, name, files=FILES):
    return server.http.post("/v1/items", params={"collection": name}, files=files)


def get(server, path, **parameters):
    answer = server.http.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


TRICKS = ["..", "../default", "a/b", "%2e%2e", "A", "-a", "a.b", "", "a" * 64, "a\n", "ä", "a\x00"]


@pytest.mark.parametrize("name", TRICKS)
def test_no_name_leads_out_of_the_folder(two, name):
    assert_error(make(two, name), 422, "InvalidRequest")
    asked = two.http.get("/v1/search", params={"q": "red", "collection": name})
    assert_error(asked, 422, "InvalidRequest")


def test_an_unknown_collection_is_refused_by_every_operation_that_takes_one(two):
    document = two.http.get("/openapi.json").json()
    asked = 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if any(p["name"] == "collection" for p in operation.get("parameters", [])):
                address = path.format(item_id=1, recipe_id=1, word="red", model="pixword", name="x")
                body = FORMS.get(path, {"json": {}}) if method in ("post", "patch") else {}
                answer = two.http.request(
                    method, address, params={"collection": "no", "q": "red"}, **body
                )
                assert answer.status_code in (404, 422), (method, path, answer.text)
                assert answer.status_code == 404 or "collection" not in answer.json()["detail"]
                asked += 1
    assert asked >= 20


def test_what_cannot_be_made_is_refused(two, tmp_path):
    assert_error(make(two, "short"), 409, "CollectionExists")
    assert_error(make(two, "default"), 409, "CollectionExists")
    for space in ("nothing", "colour-names@1", "open_clip:ViT-B-32", "word2vec:x.bin"):
        assert_error(make(two, "other", space), 422, "BadSpace")
    heads = ROOT / "models/pretrained/efficientnet-lite2+minilm-l6-v2.safetensors"
    for path in (
        heads,
        "../x.safetensors",
        "open_clip:ViT-B-32/model.pt",
        f"open_clip:ViT-B-32/{heads}",
    ):
        assert "may not name" in assert_error(make(two, "other", str(path)), 422, "BadSpace")
    assert_error(two.http.get("/v1/collections/other"), 404, "UnknownCollection")


def test_as_many_as_the_setting_allows(environment):
    with running(environment | {"PIXWORD_MAX_COLLECTIONS": "2"}) as server:
        make(server, "one").raise_for_status()
        assert "PIXWORD_MAX_COLLECTIONS" in assert_error(
            make(server, "two"), 409, "TooManyCollections"
        )


def test_the_default_collection_is_not_removed(two):
    assert_error(two.http.delete("/v1/collections/default"), 409, "DefaultCollection")
    assert_error(two.http.delete("/v1/collections/no"), 404, "UnknownCollection")


def test_all_are_listed_with_their_spaces(two):
    listed = get(two, "/v1/collections")["collections"]
    described = {one["name"]: (one["space"], one["dimension"], one["items"]) for one in listed}
    assert described == {"default": ("colour-names", 64, 3), "short": (SPACE, 8, 3)}
    assert [one["state"] for one in listed] == ["open", "open"]
    assert get(two, "/v1/collections/short") == listed[1]


@pytest.mark.parametrize(
    "asked", [{"q": "red"}, {"q": "#1 - red + blue"}, {"q": "#2", "target": "words"}]
)
def test_each_answers_as_if_it_were_alone(two, alone, asked):
    short = get(two, "/v1/search", collection="short", **asked)
    truth = get(alone, "/v1/search", **asked)
    assert [(hit["id"], hit["text"], hit["score"]) for hit in short["hits"]] == [
        (hit["id"], hit["text"], hit["score"]) for hit in truth["hits"]
    ]
    other = get(two, "/v1/search", **asked)
    assert [hit["score"] for hit in other["hits"]] != [hit["score"] for hit in short["hits"]]


def test_addresses_lead_back_into_the_collection(two):
    hit = get(two, "/v1/search", collection="short", q="red")["hits"][0]
    assert hit["image"] == f"/v1/items/{hit['id']}/image?collection=short"
    assert two.http.get(hit["image"]).content == make_picture("red")
    assert two.http.get(hit["thumbnail"]).status_code == 200
    page = two.http.get("/", params={"q": "red", "collection": "short"}).text
    assert "thumbnail?collection=short" in page
    assert f'href="/items/{hit["id"]}?collection=short"' in page


def test_cursors_are_of_one_collection(two):
    for path, asked in (
        ("/v1/search", {"q": "red", "k": 1}),
        ("/v1/items", {"k": 1}),
        ("/v1/tags/vocabulary", {"k": 1}),
    ):
        mine = get(two, path, collection="short", **asked)["next"]
        foreign = two.http.get(path, params=asked | {"cursor": mine})
        assert_error(foreign, 400, "BadCursor")
        assert get(two, path, collection="short", cursor=mine, **asked)


def test_items_and_recipes_stay_apart(server):
    make(server, "kitchen").raise_for_status()
    recipe = {"recipes": [{"title": "Red soup", "ingredients": ["tomatoes"]}]}
    posted = server.http.post("/v1/recipes", json=recipe, params={"collection": "kitchen"})
    assert posted.json()["outcomes"][0]["outcome"] == "added"
    assert [
        one["title"] for one in get(server, "/v1/recipes", collection="kitchen")["recipes"]
    ] == ["Red soup"]
    assert get(server, "/v1/recipes")["recipes"] == []
    add(server, "kitchen").raise_for_status()
    assert get(server, "/v1/items")["items"] == []
    server.http.delete("/v1/items/1", params={"collection": "kitchen"}).raise_for_status()
    assert len(get(server, "/v1/items", collection="kitchen")["items"]) == 2


def test_a_removed_collection_leaves_nothing_and_its_name_is_free(server, environment, tmp_path):
    make(server, "gone").raise_for_status()
    add(server, "gone").raise_for_status()
    assert server.http.delete("/v1/collections/gone").status_code == 204
    assert_error(server.http.get("/v1/items?collection=gone"), 404, "UnknownCollection")
    assert list((tmp_path / "data" / "collections").iterdir()) == []
    make(server, "gone", "colour-names").raise_for_status()
    assert get(server, "/v1/items", collection="gone")["items"] == []


def test_a_restarted_server_opens_each_in_its_space_when_it_is_asked_for(environment):
    with running(environment) as server:
        make(server, "short").raise_for_status()
        add(server, "short").raise_for_status()
        before = get(server, "/v1/search", q="green", collection="short")
    with running(environment) as server:
        assert get(server, "/v1/collections/short")["state"] == "closed"
        assert get(server, "/v1/search", q="green", collection="short") == before
        assert get(server, "/v1/collections/short")["state"] == "open"
        assert get(server, "/readyz")["collections"] == {"default": "open", "short": "open"}


def test_one_that_cannot_be_opened_keeps_the_others_going(environment, tmp_path):
    with running(environment) as server:
        make(server, "broken").raise_for_status()
    catalogue = tmp_path / "data" / "collections" / "broken" / "catalogue.sqlite"
    catalogue.write_bytes(b"no database" * 100)
    with running(environment) as server:
        broken = server.http.get("/v1/search", params={"q": "red", "collection": "broken"})
        assert_error(broken, 503, "StorageFailed")
        assert get(server, "/v1/search", q="red")["hits"] == []
        listed = get(server, "/v1/collections")["collections"]
        assert [(one["name"], one["state"]) for one in listed] == [
            ("default", "open"),
            ("broken", "failed"),
        ]
        assert "damaged" in listed[1]["problem"]


def test_an_old_data_folder_goes_on_in_the_space_that_it_was_made_with(
    pixword, environment, pictures
):
    assert pixword("add", pictures, PIXWORD_SPACE=SPACE).returncode == 0
    del environment["PIXWORD_SPACE"]
    with running(environment) as server:
        assert get(server, "/v1/collections/default")["space"] == SPACE
        assert len(get(server, "/v1/search", q="red")["hits"]) == 3


def test_one_that_is_looked_at_while_it_is_removed_is_not_made_anew(server):
    stop = threading.Event()
    seen = set()

    def look():
        while not stop.is_set():
            for path in ("/v1/collections/x", "/v1/items?collection=x"):
                seen.add(server.http.get(path).status_code)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        make(server, "x").raise_for_status()
        assert server.http.delete("/v1/collections/x").status_code == 204
    stop.set()
    for thread in threads:
        thread.join()
    assert_error(server.http.get("/v1/collections/x"), 404, "UnknownCollection")
    assert 404 in seen
    assert seen <= {200, 404}
