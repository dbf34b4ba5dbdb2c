"""The recipe book as a database beside another: what it refuses, and how it moves to other heads."""

import asyncio
import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from app.config import Settings
from app.pictures import PictureStore
from app.recipes.book import identity_of, recipe_of
from app.server import create_server
from index.catalogue import Catalogue
from models.exceptions import WeightsCorrupt
from models.recipes.space import load_recipe_space
from tests.app.recipes.conftest import post_recipes, post_search, write_rows
from tests.calibrated import save_calibrated
from tests.conftest import COLOURS, assert_error, make_picture, running


def refused(result, *says):
    """Checks that a command failed with one sentence."""
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("pixword: ")
    assert all(part in result.stderr for part in says), result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def settings_of(environment, **others):
    fields = {name.removeprefix("PIXWORD_").lower(): own for name, own in environment.items()}
    return Settings(**fields | others)


def titles(pixword, **settings):
    listed = pixword("recipes", "list", "--json", **settings)
    assert listed.returncode == 0, listed.stderr
    return [json.loads(line)["title"] for line in listed.stdout.splitlines()]


@pytest.fixture
def dishes(tmp_path):
    """Three dishes with photos, one without, and one without a title."""
    for colour in COLOURS:
        (tmp_path / f"{colour}.png").write_bytes(make_picture(colour))
    rows = [
        {"image": f"{colour}.png", "title": f"{colour} soup", "ingredients": ["1 onion"]}
        for colour in COLOURS
    ]
    rows += [
        {"title": "Leek soup", "ingredients": ["rice"], "instructions": ["Cook.", "Serve warm."]},
        {"ingredients": ["2 tomatoes", "1 teaspoon salt"]},
    ]
    return write_rows(tmp_path / "dishes.jsonl", rows)


@pytest.fixture
def cookbook(pixword, dishes):
    assert "added 5, known 0, refused 0" in pixword("add", dishes).stdout
    return dishes.parent


def test_one_database_for_both_is_refused(pixword, environment, tmp_path):
    file = Path(environment["PIXWORD_DATA"]) / "catalogue.sqlite"
    pixword("list")
    one = f"sqlite:///{tmp_path}/one.sqlite"
    for named in (
        {"PIXWORD_RECIPE_CATALOGUE": f"sqlite:///{file}"},
        {"PIXWORD_CATALOGUE": one, "PIXWORD_RECIPE_CATALOGUE": one},
        {"PIXWORD_CATALOGUE": f"sqlite:///{file.parent}/recipes.sqlite"},
        {"PIXWORD_RECIPE_CATALOGUE": f"sqlite:///{file.parent}/../{file.parent.name}/{file.name}"},
        {"PIXWORD_RECIPE_CATALOGUE": f"sqlite+pysqlite:///{file}?timeout=5"},
    ):
        for command in (("list",), ("recipes", "list"), ("reembed",), ("recipes", "search", "x")):
            refused(pixword(*command, **named), "recipe_catalogue and catalogue name one database")
    assert not (tmp_path / "one.sqlite").exists()


def test_a_database_elsewhere_holds_the_recipes(pixword, cookbook, environment, tmp_path):
    elsewhere = {"PIXWORD_RECIPE_CATALOGUE": f"sqlite:///{tmp_path}/kitchen/book.sqlite"}
    assert titles(pixword, **elsewhere) == []
    added = pixword("add", cookbook / "dishes.jsonl", **elsewhere)
    assert "added 5" in added.stdout
    assert len(titles(pixword, **elsewhere)) == 5
    assert len(titles(pixword)) == 5
    assert len(pixword("list", "--json").stdout.splitlines()) == 3
    refused(
        pixword("recipes", "list", PIXWORD_RECIPE_CATALOGUE="nonsense"),
        "the catalogue's address cannot be used",
    )


@pytest.fixture
def damaged(environment, tmp_path):
    """Heads with a flipped byte."""
    source = Path(environment["PIXWORD_RECIPE_SPACE"])
    folder = tmp_path / "damaged"
    folder.mkdir()
    shutil.copy(source.with_suffix(".json"), folder)
    content = bytearray(source.read_bytes())
    content[-100] ^= 1
    (folder / source.name).write_bytes(content)
    return str(folder / source.name)


def test_damaged_heads_are_one_clear_error(pixword, cookbook, environment, damaged):
    wrong = {"PIXWORD_RECIPE_SPACE": damaged}
    for command in (
        ("recipes", "list"),
        ("recipes", "search", "rice"),
        ("recipes", "show", "1"),
        ("recipes", "remove", "1"),
        ("reembed",),
    ):
        refused(
            pixword(*command, **wrong), "recipes.safetensors is not the file its card describes"
        )
    assert len(titles(pixword)) == 5


def test_a_server_over_recipes_does_not_start_with_damaged_heads(cookbook, environment, damaged):
    server = create_server(settings_of(environment, recipe_space=damaged))

    async def start():
        async with server.router.lifespan_context(server):
            pytest.fail("it started")

    with pytest.raises(WeightsCorrupt, match="not the file its card describes"):
        asyncio.run(start())


def test_a_server_without_recipes_needs_no_heads(environment, damaged):
    with running(environment | {"PIXWORD_RECIPE_SPACE": damaged}) as server:
        refusal = post_search(server.http, q="rice")
        detail = assert_error(refusal, 500, "WeightsCorrupt")
        assert "does not have the hash it must have" in detail
        assert_error(server.http.get("/v1/recipes"), 500, "WeightsCorrupt")
        photo = {"pictures": ("red.png", make_picture("red"))}
        server.http.post("/v1/items", files=photo).raise_for_status()
        found = server.http.get("/v1/search", params={"q": "red"}).json()["hits"]
        assert [hit["id"] for hit in found] == [1]
        assert server.http.get("/readyz").json()["recipes"] is None
        assert server.http.delete("/v1/items/1").status_code == 204


def test_the_first_of_many_requests_opens_the_book(server):
    def add(number):
        photo = (f"{number}.png", make_picture("red", (20 + number, 30)))
        recipe = {"title": f"Red soup {number}", "picture": photo[0]}
        return post_recipes(server.http, [recipe], photo)[0]["outcome"]

    assert server.http.get("/readyz").json()["recipes"] is None
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(add, range(8)))
    assert outcomes == ["added"] * 8
    assert server.http.get("/readyz").json()["recipes"]["recipes"] == 8
    found = post_search(server.http, recipe={"title": "Red soup"}).json()["hits"]
    assert len({hit["id"] for hit in found}) == 8


@pytest.mark.parametrize("opened", ["at the start", "on the way"])
def test_what_a_command_adds_beside_a_server_is_found(pixword, environment, dishes, opened):
    if opened == "at the start":
        write_rows(dishes.parent / "first.jsonl", [{"title": "First", "ingredients": ["rice"]}])
        pixword("add", dishes.parent / "first.jsonl")
    with running(environment) as server:
        if opened == "on the way":
            post_recipes(server.http, [{"title": "First", "ingredients": ["rice"]}])
        assert len(post_search(server.http, q="rice").json()["hits"]) == 1
        assert "added 5" in pixword("add", dishes).stdout
        deadline = time.monotonic() + 2
        found = []
        while len(found) < 6 and time.monotonic() < deadline:
            found = post_search(server.http, q="rice").json()["hits"]
        assert len(found) == 6
        photos = post_search(server.http, recipe={"title": "Blue"}, target="photos").json()["hits"]
        assert photos[0]["title"] == "blue soup"
        assert "removed 1" in pixword("recipes", "remove", str(photos[0]["id"])).stdout
        assert len(post_search(server.http, q="rice", k=100).json()["hits"]) == 5
        assert len(server.http.get("/v1/recipes").json()["recipes"]) == 5


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("moon", "no recipe space is called 'moon'"),
        ("/nowhere/heads.safetensors", "there are no recipe heads at /nowhere/heads.safetensors"),
        ("", "recipe_space: "),
    ],
)
def test_spaces_that_there_are_not(pixword, name, says):
    refused(pixword("recipes", "list", PIXWORD_RECIPE_SPACE=name), says)


def test_heads_of_a_joint_space_are_no_recipe_heads(pixword, tmp_path):
    heads = save_calibrated(tmp_path / "joint.safetensors", None)
    refused(pixword("recipes", "list", PIXWORD_RECIPE_SPACE=heads), "of another format")


def test_pictures_need_no_recipe_heads(pixword, cookbook, damaged, tmp_path):
    """What has nothing to do with recipes works without them."""
    wrong = {"PIXWORD_RECIPE_SPACE": damaged}
    (tmp_path / "plain.png").write_bytes(make_picture("yellow"))
    assert "added 1" in pixword("add", tmp_path / "plain.png", **wrong).stdout
    found = pixword("search", "yellow", "-k", "1", "--json", **wrong)
    assert json.loads(found.stdout)["hits"][0]["id"] == 4
    assert pixword("info", **wrong).returncode == 0


@pytest.mark.parametrize("item", ["1", "4"], ids=["a recipe's", "a plain one"])
def test_a_removal_that_fails_removes_nothing(pixword, cookbook, damaged, tmp_path, item):
    """Whether a recipe has the picture, or came with it, nobody can tell without the book."""
    (tmp_path / "plain.png").write_bytes(make_picture("yellow"))
    pixword("add", tmp_path / "plain.png")
    before = pixword("list", "--json").stdout
    failed = pixword("remove", item, PIXWORD_RECIPE_SPACE=damaged)
    refused(failed, "recipes.safetensors is not the file its card describes")
    assert pixword("list", "--json").stdout == before
    assert len(titles(pixword)) == 5


def test_other_heads_are_refused_with_what_helps(pixword, cookbook, trained):
    other = {"PIXWORD_RECIPE_SPACE": str(trained.heads)}
    for command in (("recipes", "list"), ("recipes", "search", "rice")):
        refused(
            pixword(*command, **other),
            "this collection was made with the space recipes: ",
            f"which is not recipes: {trained.heads}",
            "run `pixword reembed` to encode everything anew",
            "PIXWORD_RECIPE_SPACE",
        )
    assert pixword("list", **other).returncode == 0


def test_reembed_moves_recipes_to_other_heads(pixword, cookbook, environment, trained):
    other = {"PIXWORD_RECIPE_SPACE": str(trained.heads)}
    before = pixword("recipes", "list", "--json").stdout
    pictures = pixword("search", "red", "--json").stdout
    moved = pixword("reembed", **other)
    assert moved.returncode == 0, moved.stderr
    assert "nothing to do" not in moved.stdout
    assert pixword("recipes", "list", "--json", **other).stdout == before
    assert pixword("search", "red", "--json", **other).stdout == pictures

    settings = settings_of(environment, recipe_space=str(trained.heads))
    space = load_recipe_space(settings.recipe_space, settings.compute)
    catalogue = Catalogue.open(settings.recipe_catalogue_url, identity_of(space))
    items = catalogue.list_items()
    recipes = space.encode_recipes([recipe_of(item) for item in items])
    chunks = list(catalogue.all_vectors("texts"))
    kept = np.concatenate([vectors for _, vectors in chunks])
    order = np.argsort(np.concatenate([ids for ids, _ in chunks]))  # recipes have one text each
    np.testing.assert_allclose(kept[order], recipes, atol=1e-5)
    with closing(PictureStore(settings)) as store:
        images = [store.decode((cookbook / f"{name}.png").read_bytes()).image for name in COLOURS]
    photos = np.stack([catalogue.vector(item.id) for item in items[:3]])
    np.testing.assert_allclose(photos, space.encode_photos(images), atol=1e-5)
    catalogue.close()

    found = pixword("recipes", "search", cookbook / "red.png", "--json", **other)
    assert len(json.loads(found.stdout)["hits"]) == 5
    leek = {"title": "Leek soup", "ingredients": ["rice"], "instructions": ["Cook.", "Serve warm."]}
    (cookbook / "leek.json").write_text(json.dumps(leek))
    asked = ("recipes", "search", "--recipe", cookbook / "leek.json", "-k", "1", "--json")
    (hit,) = json.loads(pixword(*asked, **other).stdout)["hits"]
    assert (hit["title"], hit["score"]) == ("Leek soup", pytest.approx(1, abs=1e-4))
    assert "nothing to do" in pixword("reembed", **other).stdout
    refused(pixword("recipes", "list"), "run `pixword reembed`")  # the old heads are now refused


def test_reembed_needs_every_photo(pixword, cookbook, trained):
    other = {"PIXWORD_RECIPE_SPACE": str(trained.heads)}
    (cookbook / "red.png").unlink()
    stopped = pixword("reembed", **other)
    assert stopped.returncode == 1
    assert "red.png" in stopped.stderr
    assert "nothing was changed: 1 pictures cannot be read" in stopped.stdout
    assert len(titles(pixword)) == 5
    forced = pixword("reembed", "--forget-missing", **other)
    assert forced.returncode == 0, forced.stderr
    assert titles(pixword, **other) == ["green soup", "blue soup", "Leek soup", ""]


def test_reembed_gets_over_recipes_that_the_other_heads_do_not_know(
    pixword, cookbook, trained, tmp_path
):
    """`tofu` is a word of the old heads alone: to the others the recipe is its name."""
    tofu = {"ingredients": ["1 tofu", "2 tofu"], "tags": ["soft"]}
    write_rows(tmp_path / "tofu.jsonl", [tofu])
    assert "added 1" in pixword("add", tmp_path / "tofu.jsonl").stdout
    other = {"PIXWORD_RECIPE_SPACE": str(trained.heads)}
    before = pixword("recipes", "show", "6").stdout
    moved = pixword("reembed", **other)
    assert moved.returncode == 0, moved.stderr
    assert pixword("recipes", "show", "6", **other).stdout == before
    (tmp_path / "name.json").write_text(json.dumps({"title": "1 tofu, 2 tofu"}))
    asked = ("recipes", "search", "--recipe", tmp_path / "name.json", "-k", "1", "--json")
    (hit,) = json.loads(pixword(*asked, **other).stdout)["hits"]
    assert (hit["id"], hit["score"]) == (6, pytest.approx(1, abs=1e-4))


def test_reembed_without_recipes_starts_no_recipe_space(pixword, pictures):
    pixword("add", pictures)
    done = pixword("reembed", PIXWORD_RECIPE_SPACE="/nowhere/heads.safetensors")
    assert (done.returncode, "nothing to do" in done.stdout) == (0, True), done.stderr


def test_reembed_where_recipes_were_never_added_to_the_database_that_is_named(
    pixword, pictures, tmp_path
):
    pixword("add", pictures)
    named = {"PIXWORD_RECIPE_CATALOGUE": f"sqlite:///{tmp_path}/never.sqlite"}
    moved = pixword("reembed", PIXWORD_SPACE="colour-names@32", **named)
    assert moved.returncode == 0, moved.stderr
    assert "belongs to the space colour-names@32 now" in moved.stdout
