"""What `/livez`, `/readyz` and `/version` say, and what they never do."""

import platform
import sqlite3

import pytest

from app.health.parts import without_folders, without_places
from tests.conftest import make_picture, running

PARTS = {"catalogue", "index", "encoders", "recipes", "disk", "words"}


def states(ready):
    assert set(ready["parts"]) == PARTS
    return {name: part["state"] for name, part in ready["parts"].items()}


def assert_says_nothing_of(folder, answer):
    assert str(folder) not in answer.text
    assert "sqlite:" not in answer.text


def test_a_catalogue_that_is_gone_makes_it_unready_while_it_is_alive(server, tmp_path):
    (tmp_path / "data" / "catalogue.sqlite").unlink()
    answer = server.http.get("/readyz")
    assert answer.status_code == 503
    ready = answer.json()
    assert ready["status"] == "failing"
    assert states(ready)["catalogue"] == "failing"
    assert ready["items"] is None
    assert ready["space"] == "colour-names"
    assert_says_nothing_of(tmp_path, answer)
    assert server.http.get("/livez").json() == {"status": "alive"}


def test_a_damaged_catalogue_fails_with_the_index_that_follows_it(server, tmp_path):
    with sqlite3.connect(tmp_path / "data" / "catalogue.sqlite") as other:
        other.execute("DROP TABLE changes")
    other.close()
    answer = server.http.get("/readyz")
    assert answer.status_code == 503
    found = states(answer.json())
    assert (found["catalogue"], found["index"]) == ("failing", "failing")
    assert answer.json()["index"] is None
    assert_says_nothing_of(tmp_path, answer)


def test_recipes_that_cannot_be_opened_are_named(environment, tmp_path):
    (tmp_path / "data").mkdir()
    with running(environment) as server:
        (tmp_path / "data" / "recipes.sqlite").write_bytes(b"not a database " * 100)
        answer = server.http.get("/readyz")
        assert answer.status_code == 503
        found = states(answer.json())
        assert found.pop("recipes") == "failing"
        assert "failing" not in found.values()
        assert_says_nothing_of(tmp_path, answer)


def test_a_disk_with_little_space_is_low_and_still_serves(environment):
    with running(environment | {"PIXWORD_MIN_FREE_BYTES": str(2**50)}) as server:
        answer = server.http.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["parts"]["disk"]["state"] == "low"
        assert "adding will fail" in answer.json()["parts"]["disk"]["says"]


def test_ready_with_every_part_named(server):
    files = {"pictures": ("red.png", make_picture("red"))}
    server.http.post("/v1/items", files=files).raise_for_status()
    answer = server.http.get("/readyz")
    assert answer.status_code == 200
    ready = answer.json()
    assert (ready["status"], ready["items"]) == ("ready", 1)
    assert states(ready) == {
        "catalogue": "ok", "index": "ok", "encoders": "ok", "recipes": "unused", "disk": "ok",
        "words": "unused",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("the catalogue sqlite:////home/me/my data/c.sqlite failed: damaged",
         "the catalogue … failed: damaged"),
        ("at postgresql+psycopg://me:***@host/db is gone", "at … is gone"),
        ('connection to server at "10.0.0.1", port 5432: user "me"',
         "connection to server at …, port 5432: user …"),
        ("the index snapshot snapshot-1-ab is not used: images.ids was changed",
         "the index snapshot snapshot-1-ab is not used: images.ids was changed"),
        ("3 of 4 and/or more", "3 of 4 and/or more"),
    ],
)  # fmt: skip
def test_problems_are_told_without_places(sentence, told):
    assert without_places(sentence) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("default@128", "default@128"),
        ("/srv/my heads/joint.safetensors@64", "joint.safetensors@64"),
        ("open_clip:ViT-B-32/laion2b_s34b_b79k", "open_clip:ViT-B-32/laion2b_s34b_b79k"),
        ("open_clip:ViT-B-32//srv/model.safetensors", "open_clip:ViT-B-32/model.safetensors"),
        ("word2vec:/srv/words/own.bin", "word2vec:own.bin"),
    ],
)
def test_spaces_are_named_without_the_folders_of_their_files(name, told):
    assert without_folders(name) == told


def test_recipe_heads_are_named_without_their_folder(server, tmp_path):
    server.http.post("/v1/recipes", json={"recipes": [{"title": "soup"}]}).raise_for_status()
    answer = server.http.get("/readyz")
    assert answer.json()["recipes"] == {"space": "recipes.safetensors", "recipes": 1}
    assert_says_nothing_of(tmp_path, answer)


def test_version_names_what_runs(server):
    told = server.http.get("/version").json()
    assert told["python"] == platform.python_version()
    assert told["encoders"] == {"image": "colour-names", "text": "colour-names"}
    assert (told["space"], told["index"]) == ("colour-names", "auto")
    assert all(told[name][0].isdigit() for name in ("pixword", "torch", "openvino", "faiss"))
