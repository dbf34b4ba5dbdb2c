"""Relevance of hits and probabilities of tags, over HTTP and on the command line."""

import json
import math
import re

import pytest

from tests.calibrated import handmade_calibration, save_calibrated
from tests.conftest import COLOURS, assert_error, make_picture, running, weightless


@pytest.fixture(scope="module")
def calibrated_server(tmp_path_factory):
    """A server over three pictures whose space was calibrated by hand."""
    folder = tmp_path_factory.mktemp("calibrated")
    heads = save_calibrated(folder / "heads.safetensors", handmade_calibration())
    with running(weightless(folder) | {"PIXWORD_SPACE": heads}) as started:
        files = [("pictures", (f"{n}.png", make_picture(n))) for n in COLOURS]
        started.http.post("/v1/items", files=files).raise_for_status()
        yield started


def get(server, **parameters):
    answer = server.http.get("/v1/search", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_space_without_calibration_refuses_what_it_cannot_say(shared_server):
    search = shared_server.http.get("/v1/search", params={"q": "red", "min_relevance": 0.5})
    assert "colour-names was not calibrated" in assert_error(search, 400, "NotCalibrated")
    posted = shared_server.http.post("/v1/search", json={"q": "red", "min_relevance": 0.5})
    assert_error(posted, 400, "NotCalibrated")
    similar = shared_server.http.get("/v1/items/1/similar", params={"min_relevance": 0})
    assert_error(similar, 400, "NotCalibrated")
    files = {"picture": ("x.png", make_picture("green"))}
    tags = shared_server.http.post("/v1/tags", files=files, params={"min_probability": 0.5})
    assert_error(tags, 400, "NotCalibrated")


@pytest.mark.parametrize("least", [-0.1, 1.1, "much"])
def test_a_least_relevance_is_from_0_to_1(calibrated_server, least):
    http = calibrated_server.http
    answer = http.get("/v1/search", params={"q": "red", "min_relevance": least})
    assert "min_relevance" in assert_error(answer, 422, "InvalidRequest")
    posted = http.post("/v1/search", json={"q": "red", "min_relevance": least})
    assert "min_relevance" in assert_error(posted, 422, "InvalidRequest")
    files = {"picture": ("x.png", make_picture("green"))}
    tags = http.post("/v1/tags", files=files, params={"min_probability": least})
    assert "min_probability" in assert_error(tags, 422, "InvalidRequest")


def test_without_calibration_figures_are_null(shared_server):
    assert {hit["relevance"] for hit in get(shared_server, q="red")["hits"]} == {None}
    files = {"picture": ("x.png", make_picture("green"))}
    tags = shared_server.http.post("/v1/tags", files=files).json()["tags"]
    assert {tag["probability"] for tag in tags} == {None}


@pytest.mark.parametrize("target", ["images", "words"])
@pytest.mark.parametrize("query", ["red", "#1 - red + 0.5*blue", "red + green"])
def test_relevance_is_that_of_the_score(calibrated_server, query, target):
    hits = get(calibrated_server, q=query, target=target)["hits"]
    assert len(hits) > 1
    for hit in hits:
        expected = 1 / (1 + math.exp(2.5 - hit["score"] / 0.2))
        assert hit["relevance"] == pytest.approx(expected, abs=2e-4)


def test_the_answer_is_cut_off_where_relevance_ends(calibrated_server):
    whole = get(calibrated_server, q="red")
    assert [hit["relevance"] > 0.5 for hit in whole["hits"]] == [True, False, False]
    cut = get(calibrated_server, q="red", min_relevance=0.5)
    assert cut["hits"] == whole["hits"][:1]
    assert cut["next"] is None
    assert cut["query"]["min_relevance"] == 0.5
    assert get(calibrated_server, q="red", min_relevance=0)["hits"] == whole["hits"]
    assert get(calibrated_server, q="red", min_relevance=1)["hits"] == []
    posted = calibrated_server.http.post("/v1/search", json={"q": "red", "min_relevance": 0.5})
    assert posted.json()["hits"] == cut["hits"]


def test_pages_end_at_the_cut(calibrated_server):
    """The words nearest to red, two a page, down to a relevance of 0.2."""
    asked = {"q": "#1", "target": "words", "min_relevance": 0.2}
    whole = get(calibrated_server, **asked, k=100)["hits"]
    assert 2 < len(whole) < 100
    assert min(hit["relevance"] for hit in whole) >= 0.2
    pages, cursor = [], {}
    while True:
        page = get(calibrated_server, **asked, k=2, **cursor)
        pages += page["hits"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert pages == whole


def test_tags_have_the_probability_of_score_and_word(calibrated_server):
    files = {"picture": ("x.png", make_picture("green"))}
    http = calibrated_server.http
    tags = http.post("/v1/tags", files=files, params={"k": 20}).json()["tags"]
    for tag in tags:
        prior = math.log(0.5) if tag["tag"] == "green" else -3.0
        expected = 1 / (1 + math.exp(2 - prior - tag["score"] / 0.2))
        assert tag["probability"] == pytest.approx(expected, abs=2e-4)
    least = {"k": 20, "min_probability": 0.5}
    probable = http.post("/v1/tags", files=files, params=least).json()["tags"]
    assert probable == [tag for tag in tags if tag["probability"] >= 0.5]
    assert 0 < len(probable) < 20


def test_the_page_shows_relevance(calibrated_server, shared_server):
    told = re.compile(r'title="[^"]* Relevance \d+%"')
    assert told.search(calibrated_server.http.get("/", params={"q": "red"}).text)
    assert not told.search(shared_server.http.get("/", params={"q": "red"}).text)


def test_on_the_command_line(pixword, pictures, tmp_path):
    refused = pixword("search", "red", "--min-relevance", "0.5")
    assert (refused.returncode, "was not calibrated" in refused.stderr) == (1, True)
    assert pixword("search", "red", "--min-relevance", "2").returncode == 2
    space = {
        "PIXWORD_SPACE": save_calibrated(tmp_path / "h.safetensors", handmade_calibration()),
        "PIXWORD_DATA": str(tmp_path / "other"),
    }
    pixword("add", pictures, **space)
    found = pixword("search", "red", "--min-relevance", "0.5", "--json", **space)
    hits = json.loads(found.stdout)["hits"]
    assert [hit["relevance"] > 0.5 for hit in hits] == [True]
    table = pixword("search", "red", **space).stdout
    assert "relevance" in table
    assert f"{hits[0]['relevance']:.2f}" in table
    tagged = pixword("tag", pictures / "green.png", "--min-probability", "0.5", **space)
    score, probability, word = tagged.stdout.splitlines()[0].split()
    assert word == "green"
    assert 0.5 < float(probability) < 1
    assert float(score) > 0.9
