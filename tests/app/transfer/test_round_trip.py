"""What was exported and imported answers as before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.config import Settings
from app.transfer.manifest import Format
from app.workspace import open_workspace
from tests.conftest import make_picture

QUERIES = (
    ("search", "red"),
    ("search", "red", "--target", "texts"),
    ("search", "#1 - red + blue"),
    ("search", "green", "--tag", "grass"),
    ("search", "red", "--target", "words", "-k", "40"),
    ("search", "blue", "--filter", '{"field": "year", "gte": 2000}'),
    ("search", "blue", "--filter", '{"field": "names", "eq": "a"}'),
)
RECIPE_QUERIES = (
    ("recipes", "search", "tomato"),
    ("recipes", "search", "#1", "--target", "photos"),
)


def answers(pixword, queries, **settings: str) -> list[object]:
    found = []
    for query in queries:
        ended = pixword(*query, "--json", **settings)
        assert ended.returncode == 0, ended.stderr
        answer = json.loads(ended.stdout)
        answer.pop("next")  # a cursor is of one collection
        found.append(answer)
    return found


def listed(pixword, **settings: str) -> list[dict[str, object]]:
    lines = pixword("list", "--json", **settings).stdout.splitlines()
    return [json.loads(line) for line in lines]


def test_nothing_is_overwritten_and_nothing_is_left_behind(pixword, filled, tmp_path):
    (tmp_path / "there").mkdir()
    before = set(tmp_path.iterdir())
    ended = pixword("export", tmp_path / "there")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "is there already" in ended.stderr
    assert "cannot be written" in pixword("export", filled / "red.png" / "x").stderr
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("arguments", [(), ("--recipes",)])
def test_there_is_nothing_to_export_in_an_empty_data_folder(pixword, tmp_path, arguments):
    ended = pixword("export", tmp_path / "x", *arguments)
    assert ended.returncode == 1
    assert "there is no" in ended.stderr
    assert not (tmp_path / "x").exists()


def test_an_export_answers_as_the_collection_did(pixword, exported, elsewhere):
    ended = pixword("import", exported, **elsewhere)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "added 5, known 0, refused 0; 1 new words\n"
    assert listed(pixword, **elsewhere) == listed(pixword)
    assert answers(pixword, QUERIES, **elsewhere) == answers(pixword, QUERIES)


def test_importing_again_adds_nothing(pixword, exported, elsewhere):
    pixword("import", exported, **elsewhere)
    before = answers(pixword, QUERIES, **elsewhere)
    again = pixword("import", exported, **elsewhere)
    assert again.stdout == "added 0, known 5, refused 0; 0 new words\n"
    assert answers(pixword, QUERIES, **elsewhere) == before
    at_home = pixword("import", exported)
    assert at_home.stdout == "added 0, known 5, refused 0; 0 new words\n"


def test_what_is_there_stays_as_it_is(pixword, exported, elsewhere, filled):
    pixword("add", filled / "green.png", filled / "brown.png", **elsewhere)
    ended = pixword("import", exported, **elsewhere)
    assert ended.stdout == "added 4, known 1, refused 0; 1 new words\n"
    items = listed(pixword, **elsewhere)
    assert len(items) == 6
    assert items[0]["tags"] == []


def test_pictures_travel_along(pixword, filled, tmp_path, elsewhere, environment):
    assert pixword("export", tmp_path / "full", "--pictures").returncode == 0
    shutil.rmtree(filled)
    ended = pixword("import", tmp_path / "full", **elsewhere)
    assert ended.returncode == 0, ended.stderr
    shutil.rmtree(tmp_path / "full")
    fields = {k.removeprefix("PIXWORD_").lower(): v for k, v in (environment | elsewhere).items()}
    workspace = open_workspace(Settings(**fields))
    items = [i for i in workspace.collection.catalogue.list_items() if i.content_hash]
    assert len(items) == 4
    for item in items:
        assert workspace.pictures.original(item)
        assert Path(item.path).is_relative_to(Path(elsewhere["PIXWORD_DATA"]) / "pictures")
    workspace.close()


@pytest.mark.parametrize("what", [(), ("--recipes",)])
def test_a_path_with_dots_comes_back(pixword, filled, tmp_path, elsewhere, what):
    rows = [
        {"image": "../sources/brown.png", "captions": ["brown"]},
        {"image": "../sources/grey.png", "title": "Yellow rice", "ingredients": ["rice"]},
    ]
    (tmp_path / "lists").mkdir()
    (filled / "grey.png").write_bytes(make_picture((90, 91, 92)))
    manifest = tmp_path / "lists" / "all.jsonl"
    manifest.write_text("\n".join(map(json.dumps, rows)))
    assert pixword("add", manifest).returncode == 0
    assert pixword("export", tmp_path / "dotted", *what).returncode == 0
    ended = pixword("import", tmp_path / "dotted", **elsewhere)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("added 3" if what else "added 7")


def test_missing_originals_are_told(pixword, filled, tmp_path):
    (filled / "red.png").unlink()
    ended = pixword("export", tmp_path / "full", "--pictures")
    assert ended.returncode == 1
    assert ended.stdout == "exported 5 items, 1 words, 3 pictures\n"
    assert "not copied: the picture of item 2 is not where it was" in ended.stderr


@pytest.mark.parametrize("kind", Format)
def test_a_recipe_book_answers_as_it_did(pixword, filled, tmp_path, elsewhere, kind):
    pixword("export", tmp_path / "recipes", "--recipes", "--format", kind)
    pixword("export", tmp_path / "pictures", "--format", kind)
    pixword("add", filled / "brown.png", **elsewhere)  # numbers will differ
    pixword("import", tmp_path / "pictures", **elsewhere)
    ended = pixword("import", tmp_path / "recipes", **elsewhere)
    assert ended.stdout == "added 2, known 0, refused 0; 0 new words\n", ended.stderr
    again = pixword("import", tmp_path / "recipes", **elsewhere)
    assert again.stdout == "added 0, known 2, refused 0; 0 new words\n"
    assert answers(pixword, RECIPE_QUERIES, **elsewhere) == answers(pixword, RECIPE_QUERIES)
    pixword("recipes", "remove", "1", **elsewhere)
    left = listed(pixword, **elsewhere)
    assert len(left) == 5, "the picture that was added with the recipe goes with it"
    assert left[0]["captions"] == []


def test_a_recipe_does_not_take_a_picture_that_was_there_by_itself(
    pixword, filled, tmp_path, elsewhere
):
    pixword("export", tmp_path / "recipes", "--recipes")
    pixword("add", filled / "yellow.png", **elsewhere)
    pixword("import", tmp_path / "recipes", **elsewhere)
    pixword("recipes", "remove", "1", **elsewhere)
    assert len(listed(pixword, **elsewhere)) == 1
