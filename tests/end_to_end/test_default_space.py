"""The main job with the real default encoders on the sample corpus, over HTTP."""

import io
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import ROOT, assert_error, running

SAMPLES = ROOT / "samples"
ADDED = 40


@pytest.fixture(scope="module")
def corpus(tmp_path_factory, sample_folder, shared_cache):
    """A server on the sample corpus, whose first pictures were added over HTTP."""
    data = shutil.copytree(sample_folder, tmp_path_factory.mktemp("default") / "data")
    environment = {"PIXWORD_DATA": str(data), "PIXWORD_CACHE": str(shared_cache)}
    with running(environment) as server:
        lines = (SAMPLES / "samples.jsonl").read_text().splitlines()
        first = [json.loads(line) for line in lines[:ADDED]]
        for item in range(1, ADDED + 1):
            server.http.delete(f"/v1/items/{item}").raise_for_status()
        _add(server, first)
        yield server


def _add(server, rows):
    items = [
        {
            "picture": Path(r["image"]).name,
            "captions": r["captions"],
            "tags": r["tags"],
            "metadata": {"group": r["group"]},
        }
        for r in rows
    ]
    files = [
        ("pictures", (Path(r["image"]).name, (SAMPLES / r["image"]).read_bytes())) for r in rows
    ]
    answer = server.http.post(
        "/v1/items", data={"items": json.dumps({"items": items})}, files=files
    )
    assert {o["outcome"] for o in answer.json()["outcomes"]} == {"added"}


def _tags(hits):
    return [tag for hit in hits for tag in hit["tags"]]


def _search(server, **parameters):
    answer = server.http.get("/v1/search", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()["hits"]


@pytest.mark.parametrize(
    "word",
    ["strawberry", "airplane", "car", "zebra", "tiger", "banana", "frog", "goose", "penguin"],
)
def test_a_word_finds_its_pictures(corpus, word):
    assert word in _tags(_search(corpus, q=word, k=5))


def test_more_words_find_what_they_describe(corpus):
    assert "flower" in _tags(_search(corpus, q="a yellow flower", k=3))
    assert "vehicle" in _tags(_search(corpus, q="something to drive on a road", k=3))


def test_a_picture_gets_its_words(corpus):
    content = (SAMPLES / "pictures" / "zebra.jpg").read_bytes()
    answer = corpus.http.post("/v1/tags", files={"picture": ("x.jpg", content)}, params={"k": 5})
    assert "zebra" in [tag["tag"] for tag in answer.json()["tags"]]


def test_arithmetic_moves_from_one_thing_to_another(corpus):
    lion = _search(corpus, q="lion", tag="lion", k=1)[0]["id"]
    plain = _search(corpus, q=f"#{lion}", k=10)
    moved = _search(corpus, q=f"#{lion} - 2*animal + 2*flower", k=10)
    assert lion not in [hit["id"] for hit in moved]
    assert _tags(moved).count("flower") > _tags(plain).count("flower")
    assert _tags(moved).count("animal") < _tags(plain).count("animal")


def test_the_readme_shows_what_is_answered(corpus):
    assert _search(corpus, q="a red car", k=1)[0]["captions"] == ["a red open sports car"]
    zebra = (SAMPLES / "pictures" / "zebra.jpg").read_bytes()
    tags = corpus.http.post("/v1/tags", files={"picture": ("zebra.jpg", zebra)}, params={"k": 3})
    assert [tag["tag"] for tag in tags.json()["tags"]] == ["animal", "zebra", "striped"]
    moved = corpus.http.post(
        "/v1/search",
        data={"query": '{"q": "zebra.jpg - stripes + horse", "k": 1}'},
        files={"pictures": ("zebra.jpg", zebra)},
    )
    assert moved.json()["hits"][0]["captions"] == ["a brown horse with a black mane"]
    blue = _search(corpus, q="a red car - red + blue", k=1)[0]
    assert blue["captions"] == ["a blue sedan car"]


def test_the_same_photo_in_another_size_finds_itself(corpus):
    original = Image.open(SAMPLES / "pictures" / "zebra.jpg")
    buffer = io.BytesIO()
    original.resize((original.width // 2, original.height // 2)).save(buffer, "PNG")
    answer = corpus.http.post("/v1/search", files={"pictures": ("z.png", buffer.getvalue())})
    hit = answer.json()["hits"][0]
    assert "zebra" in hit["tags"]
    assert hit["score"] > 0.9


def test_filters_and_pages_reach_the_whole_corpus(corpus):
    seen, cursor = [], None
    while True:
        page = corpus.http.get(
            "/v1/search",
            params={"q": "a picture", "k": 100} | ({"cursor": cursor} if cursor else {}),
        ).json()
        seen += [hit["id"] for hit in page["hits"]]
        cursor = page["next"]
        if cursor is None:
            break
    rows = (SAMPLES / "samples.jsonl").read_text().splitlines()
    assert len(seen) == len(set(seen)) == len(rows)
    foods = _search(corpus, q="red", k=5, filter='{"field": "group", "eq": "food"}')
    assert {hit["metadata"]["group"] for hit in foods} == {"food"}


def test_deleted_items_are_found_no_more(corpus):
    first = _search(corpus, q="zebra", k=1)[0]
    assert corpus.http.delete(f"/v1/items/{first['id']}").status_code == 204
    assert first["id"] not in [hit["id"] for hit in _search(corpus, q="zebra", k=300)]
    assert_error(corpus.http.get(first["image"]), 404, "UnknownItem")
