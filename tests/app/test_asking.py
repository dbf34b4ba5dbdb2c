"""Questions that begin with a minus, which an option does too."""

import json

import pytest

from tests.app.recipes.conftest import write_rows
from tests.conftest import COLOURS, make_picture


@pytest.fixture
def kitchen(pixword, tmp_path):
    """Three dishes of a colour each, with photos."""
    for colour in COLOURS:
        (tmp_path / f"{colour}.png").write_bytes(make_picture(colour))
    rows = [
        {"image": f"{colour}.png", "title": f"{colour} soup", "ingredients": ["1 onion", "rice"]}
        for colour in COLOURS
    ]
    pixword("add", write_rows(tmp_path / "dishes.jsonl", rows))
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("-x",),
        ("--colour", "red"),
        ("--", "-red", "red"),
        ("- red", "- green"),
        ("- red", "-k"),
        ("- red", "-k", "-x"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("command", [("search",), ("recipes", "search")], ids=" ".join)
def test_what_looks_like_an_option_is_one(pixword, command, arguments):
    refused = pixword(*command, *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")


def test_the_value_of_an_option_is_no_question(pixword, kitchen):
    negative = pixword("search", "red", "-k", "-1")
    assert "k must be from 1 to 1000, not -1" in negative.stderr
    tagged = pixword("recipes", "search", "- rice", "--tag", "- rice", "--json")
    assert json.loads(tagged.stdout)["hits"] == []


@pytest.mark.parametrize("question", ["- red + blue", "-red + blue", "-1*red + blue"])
def test_pictures_are_searched(pixword, kitchen, question):
    for arguments in ((question, "-k", "2"), ("-k", "2", question), ("-k", "2", "--", question)):
        found = pixword("search", "--json", *arguments)
        assert found.returncode == 0, found.stderr
        answer = json.loads(found.stdout)
        assert [term["weight"] for term in answer["query"]["terms"]] == [-1, 1]
        assert len(answer["hits"]) == 2
        assert answer["hits"][0]["captions"] == ["blue soup"]


@pytest.mark.parametrize("question", ["- onion + rice", "-onion + rice", '-"onion" + rice'])
def test_recipes_are_searched(pixword, kitchen, question):
    """As the documentation shows it."""
    (kitchen / "mine.json").write_text(json.dumps({"title": "Blue pie"}))
    asked = ("--recipe", kitchen / "mine.json", question, "--target", "photos", "--json")
    found = pixword("recipes", "search", *asked)
    assert found.returncode == 0, found.stderr
    answer = json.loads(found.stdout)
    assert [term["weight"] for term in answer["query"]["terms"]] == [1, -1, 1]
    assert answer["hits"][0]["title"] == "blue soup"


def test_analogies_are_asked(pixword, tmp_path):
    (tmp_path / "words.txt").write_text("man 1 0\nwoman 0 1\nking 1 1\n")
    found = pixword(
        "words", "analogy", "- man + king", "--vectors", tmp_path / "words.txt", "-k", "1"
    )
    assert "woman" in found.stdout, found.stderr
