"""A collection in a space with fewer coordinates, over HTTP."""

import json

import pytest

from tests.conftest import COLOURS, make_picture, running


@pytest.fixture
def short(environment):
    return environment | {"PIXWORD_SPACE": "colour-names@32"}


@pytest.mark.parametrize("name", ["colour-names@1", "colour-names@65", "colour-names@many"])
def test_what_cannot_be_kept_is_one_clear_error(pixword, name):
    refused = pixword("info", PIXWORD_SPACE=name)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"pixword: no space is called '{name}'")
    assert "Traceback" not in refused.stderr


def test_pictures_and_words_find_each_other(short):
    with running(short) as server:
        files = [("pictures", (f"{name}.png", make_picture(name))) for name in COLOURS]
        server.http.post("/v1/items", files=files).raise_for_status()
        assert server.http.get("/readyz").json()["space"] == "colour-names@32"
        for number, colour in enumerate(COLOURS, start=1):
            found = server.http.get("/v1/search", params={"q": colour, "k": 1}).json()["hits"]
            assert found[0]["id"] == number
            picture = {"picture": ("x.png", make_picture(colour, (20, 20)))}
            tags = server.http.post("/v1/tags", files=picture, params={"k": 1}).json()["tags"]
            assert colour in tags[0]["tag"]


def test_it_is_not_opened_with_all_coordinates(pixword, pictures):
    names = ("colour-names@32", "colour-names@16", "colour-names")
    assert pixword("add", pictures, PIXWORD_SPACE=names[0]).returncode == 0
    for other in names[1:]:
        refused = pixword("search", "red", PIXWORD_SPACE=other)
        assert (refused.returncode, "colour-names@32" in refused.stderr) == (1, True)
    found = [first_hit(pixword, "red", PIXWORD_SPACE=names[0])]
    for other in names[1:]:
        assert pixword("reembed", PIXWORD_SPACE=other).returncode == 0
        found.append(first_hit(pixword, "red", PIXWORD_SPACE=other))
    assert len({hit["id"] for hit in found}) == 1


def first_hit(pixword, query, **settings):
    return json.loads(pixword("search", query, "-k", "1", "--json", **settings).stdout)["hits"][0]
