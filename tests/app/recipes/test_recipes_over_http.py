"""Recipes over HTTP: add, look, list, remove, and the pictures that come and go with them."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from tests.app.recipes.conftest import post_recipes, post_search
from tests.conftest import COLOURS, assert_error, make_picture

RED, GREEN, BLUE = ((f"{colour}.png", make_picture(colour)) for colour in COLOURS)
SOUP = {"title": "Red soup", "ingredients": ["2 tomatoes", "1 onion"], "instructions": ["Cook."]}


def recipes_of(server):
    return server.http.get("/v1/recipes").json()["recipes"]


def items_of(server):
    return server.http.get("/v1/items").json()["items"]


def uploads_of(environment):
    return list(Path(environment["PIXWORD_DATA"]).glob("pictures/*/*"))


def post_item(server, photo, **said):
    body = {"items": json.dumps({"items": [{"picture": photo[0], **said}]})}
    response = server.http.post("/v1/items", data=body, files={"pictures": photo})
    response.raise_for_status()
    return response.json()["outcomes"][0]["item"]["id"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"recipes": []},
        {"recipes": [5]},
        {"recipes": [{"ingredients": "salt"}]},
        {"recipes": [{"instructions": [5]}]},
        {"recipes": [{"title": "x" * 1001}]},
        {"recipes": [{"title": "Pie", "colour": "red"}]},
        {"recipes": [{"title": "Pie", "tags": [""]}]},
        {"recipes": [{"title": "Pie", "metadata": {"a": {"b": 1}}}]},
        {"recipes": [{"title": "Pie"}] * 65},
        *(
            {"recipes": [{"title": "Pie", "metadata": {name: "Cake"}}]}
            for name in ("title", "ingredients", "instructions", "picture_item")
        ),
    ],
    ids=lambda body: str(body)[:60],
)
def test_a_body_of_the_wrong_shape_adds_nothing(shared_server, body):
    response = shared_server.http.post("/v1/recipes", json=body)
    assert_error(response, 422, "InvalidRequest")
    assert recipes_of(shared_server) == []


def test_a_body_of_another_type_is_refused(shared_server):
    response = shared_server.http.post("/v1/recipes", content=b"Pie")
    assert_error(response, 415, "UnsupportedContent")
    alone = shared_server.http.post("/v1/recipes", files={"pictures": RED})
    assert "recipes: " in assert_error(alone, 422, "InvalidRequest")


@pytest.mark.parametrize("suffix", ["", "/image", "/thumbnail"])
@pytest.mark.parametrize("number", [999, 0, -1, 2**62, 2**64])
def test_a_recipe_that_is_not_there(shared_server, number, suffix):
    path = f"/v1/recipes/{number}{suffix}"
    assert str(number) in assert_error(shared_server.http.get(path), 404, "UnknownItem")
    if not suffix:
        assert_error(shared_server.http.delete(path), 404, "UnknownItem")


def test_a_number_that_is_none(shared_server):
    assert_error(shared_server.http.get("/v1/recipes/one"), 422, "InvalidRequest")


def test_a_photo_that_no_recipe_names_adds_nothing(server, environment):
    files = [("pictures", RED), ("pictures", BLUE)]
    body = {"recipes": '{"recipes": [{"title": "Red soup", "picture": "red.png"}]}'}
    response = server.http.post("/v1/recipes", data=body, files=files)
    assert "no recipe names the picture 'blue.png'" in assert_error(response, 422, "InvalidRequest")
    assert (recipes_of(server), items_of(server), uploads_of(environment)) == ([], [], [])


def test_a_bad_recipe_fails_alone(server):
    outcomes = post_recipes(
        server.http,
        [
            {"title": "Good"},
            {"title": " ", "ingredients": ["12"]},
            {"ingredients": ["200 g unobtainium"]},
            {"title": "Red soup", "picture": "gone.png"},
            {"title": "Green soup", "picture": "broken.png"},
            {"title": "A\0B"},
            {"title": "Tagged", "tags": ["\0"]},
            {"title": "Blue soup", "picture": "blue.png"},
        ],
        ("broken.png", GREEN[1][:50]),
        BLUE,
    )
    refused = {own["name"]: own["error"] for own in outcomes if own["outcome"] == "refused"}
    assert refused == {
        "12": "BlankRecipe",
        "200 g unobtainium": "BlankRecipe",
        "Red soup": "UnknownPicture",
        "Green soup": "UnreadablePicture",
        "A\0B": "BadItem",
        "Tagged": "BadItem",
    }
    assert all(own["recipe"] is None for own in outcomes if own["outcome"] == "refused")
    assert "'gone.png'" in outcomes[3]["detail"]
    added = [own["recipe"]["title"] for own in outcomes if own["outcome"] == "added"]
    assert added == ["Good", "Blue soup"] == [own["title"] for own in recipes_of(server)]
    assert [item["captions"] for item in items_of(server)] == [["Blue soup"]]


@pytest.mark.parametrize(
    "recipe", [{}, {"ingredients": ["200 g unobtainium"]}, {"title": "Pie", "ingredients": ["a\0"]}]
)
def test_of_a_refused_recipe_nothing_stays_among_the_pictures(server, environment, recipe):
    (outcome,) = post_recipes(server.http, [recipe | {"picture": "red.png"}], RED)
    assert outcome["outcome"] == "refused"
    assert (recipes_of(server), items_of(server), uploads_of(environment)) == ([], [], [])


def test_what_is_said_of_a_recipe_is_kept(server):
    said = SOUP | {
        "picture": "red.png",
        "tags": ["hot", "Red"],
        "metadata": {"source": "grandma", "year": 1950, "for": ["two", "three"], "sold": None},
    }
    (outcome,) = post_recipes(server.http, [said], RED)
    assert (outcome["outcome"], outcome["name"], outcome["error"]) == ("added", "Red soup", None)
    kept = server.http.get(f"/v1/recipes/{outcome['recipe']['id']}").json()
    assert kept == outcome["recipe"]
    assert {part: kept[part] for part in SOUP} == SOUP
    assert (kept["tags"], kept["metadata"]) == (said["tags"], said["metadata"])


def test_blanks_around_lines_are_left_out(server):
    recipe = {
        "title": "  Red  soup ",
        "ingredients": [" 1 onion", "", "  "],
        "instructions": ["\n", "Cook. "],
        "metadata": {"rest": 1},
    }
    (titled,) = (own["recipe"] for own in post_recipes(server.http, [recipe]))
    assert (titled["title"], titled["ingredients"]) == ("Red  soup", ["1 onion"])
    assert (titled["instructions"], titled["metadata"]) == (["Cook."], {"rest": 1})


def test_a_recipe_without_a_title_is_named_by_what_there_is(server):
    (outcome,) = post_recipes(server.http, [{"ingredients": ["1 onion", "2 cups rice"]}])
    assert (outcome["name"], outcome["recipe"]["title"]) == ("1 onion, 2 cups rice", "")
    found = post_search(server.http, q="rice").json()["hits"]
    assert [hit["id"] for hit in found] == [outcome["recipe"]["id"]]
    assert found[0]["title"] == ""


def test_a_recipe_without_a_photo_has_none(server):
    post_recipes(server.http, [SOUP])
    kept = server.http.get("/v1/recipes/1").json()
    assert (kept["image"], kept["thumbnail"]) == (None, None)
    assert_error(server.http.get("/v1/recipes/1/image"), 404, "NoPicture")
    assert_error(server.http.get("/v1/recipes/1/thumbnail"), 404, "NoPicture")
    assert items_of(server) == []
    assert post_search(server.http, q="onion", target="photos").json()["hits"] == []
    itself = post_search(server.http, q="#1").json()
    assert itself["hits"] == []
    assert server.http.delete("/v1/recipes/1").status_code == 204
    assert recipes_of(server) == []


def test_photos_are_found_among_the_pictures_by_words(server):
    post_recipes(
        server.http,
        [SOUP | {"picture": "red.png", "tags": ["stew"]}, {"title": "Blue", "picture": "blue.png"}],
        RED,
        BLUE,
    )
    for colour, caption in (("red", "Red soup"), ("blue", "Blue")):
        hit = server.http.get("/v1/search", params={"q": colour, "k": 1}).json()["hits"][0]
        assert hit["captions"] == [caption]
        shown = server.http.get(hit["image"])
        assert shown.content == make_picture(colour)
    by_photo = server.http.post("/v1/search", files={"pictures": ("x.png", RED[1])}).json()["hits"]
    assert [hit["captions"] for hit in by_photo] == [["Blue"]]  # not itself
    tagged = server.http.get("/v1/search", params={"q": "blue", "tag": "stew"}).json()["hits"]
    assert [hit["captions"] for hit in tagged] == [["Red soup"]]
    captions = server.http.get("/v1/search", params={"q": "red soup", "target": "captions"})
    assert captions.json()["hits"][0]["text"] == "Blue"  # the query's own spelling is left out


def test_photos_find_recipes_of_their_colour(server):
    recipes = [{"title": f"{n} soup", "picture": f"{n}.png"} for n in COLOURS]
    post_recipes(server.http, recipes, RED, GREEN, BLUE)
    for colour in COLOURS:
        photo = ("any.png", make_picture(colour, (64, 64)))
        found = post_search(server.http, photo, k=1).json()["hits"][0]
        assert found["title"] == f"{colour} soup"
        assert found["score"] > 0.9
        pictured = post_search(
            server.http, recipe={"title": f"{colour} pie"}, target="photos", k=1
        ).json()["hits"][0]
        assert pictured["title"] == f"{colour} soup"
        own = post_search(server.http, (f"{colour}.png", make_picture(colour)), target="photos")
        assert f"{colour} soup" not in [hit["title"] for hit in own.json()["hits"]]
        assert len(own.json()["hits"]) == 2
    moved = post_search(server.http, RED, recipe={"title": "Blue", "ingredients": []}, k=2)
    assert {hit["title"] for hit in moved.json()["hits"]} == {"red soup", "blue soup"}


def test_recipes_of_one_title_are_all_found(server):
    recipes = [
        {"title": "Red soup", "ingredients": ["1 onion"]},
        {"title": "red soup", "ingredients": ["2 cups rice"]},
        {"title": "Red soup", "ingredients": ["2 onions"]},
        {"title": "Blue soup"},
    ]
    post_recipes(server.http, recipes)
    hits = post_search(server.http, recipe=recipes[0]).json()["hits"]
    assert [hit["id"] for hit in hits[:2]] == [1, 3]
    assert hits[0]["score"] == hits[1]["score"]
    assert sorted(hit["id"] for hit in hits) == [1, 2, 3, 4]
    seen, cursor = [], None
    while True:
        page = post_search(server.http, recipe=recipes[0], k=1, cursor=cursor).json()
        seen += [hit["id"] for hit in page["hits"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [hit["id"] for hit in hits]
    without = post_search(server.http, terms=[{"id": 1}]).json()["hits"]
    assert sorted(hit["id"] for hit in without) == [2, 3, 4]


def test_every_line_has_a_voice_and_what_is_not_read_is_silent(server):
    lines = [f"{at} cups {name}" for at in range(1, 26) for name in ("rice", "onion")]
    recipes = [
        {"title": "Endless", "ingredients": ["200 g unobtainium", *lines, "For the sauce:"]},
        {"title": "Unknown", "ingredients": ["200 g unobtainium", "1/2"]},
        {"title": "Nothing", "instructions": ["Cook."]},
        {"title": "One", "ingredients": ["2 cups rice"]},
    ]
    post_recipes(server.http, recipes)
    hits = post_search(server.http, q="rice + onion").json()["hits"]
    voices = {hit["title"]: hit["voices"] for hit in hits}
    endless = {own["ingredient"]: own["share"] for own in voices["Endless"]}
    assert set(endless) == {*lines, "200 g unobtainium", "For the sauce:"}
    silent = {line for line, share in endless.items() if share == 0}
    assert silent >= {"200 g unobtainium", "For the sauce:", *lines[40:]}  # 40 are read
    assert sum(map(abs, endless.values())) == pytest.approx(1, abs=3e-3)
    assert voices["Unknown"] == [
        {"ingredient": "200 g unobtainium", "share": 0},
        {"ingredient": "1/2", "share": 0},
    ]
    assert voices["Nothing"] == []
    assert abs(voices["One"][0]["share"]) == 1


def test_the_same_photo_is_known(server, environment):
    post_recipes(server.http, [SOUP | {"picture": "red.png"}], RED)
    before = recipes_of(server), items_of(server), uploads_of(environment)
    again = post_recipes(
        server.http,
        [SOUP | {"picture": "other.png"}, {"title": "Green soup", "picture": "green.png"}],
        ("other.png", RED[1]),
        GREEN,
    )
    assert [(own["outcome"], own["recipe"]["id"]) for own in again] == [("known", 1), ("added", 2)]
    assert recipes_of(server)[:1] == before[0]
    assert items_of(server)[:1] == before[1]
    assert len(uploads_of(environment)) == 2


def test_two_recipes_of_a_request_cannot_share_a_photo(server):
    """A photo stands for one dish: the second recipe is told which one has it."""
    recipes = [SOUP | {"picture": "red.png"}, {"title": "Red pie", "picture": "red.png"}]
    first, second = post_recipes(server.http, recipes, RED)
    assert (first["outcome"], second["outcome"]) == ("added", "refused")
    assert second["error"] == "PhotoTaken"
    assert "recipe 1 has the same photo and another text" in second["detail"]
    assert len(recipes_of(server)) == len(items_of(server)) == 1
    assert post_recipes(server.http, [SOUP | {"picture": "red.png"}], RED)[0]["outcome"] == "known"


def test_the_same_recipe_without_a_photo_is_known(server):
    """Its text tells it: another text, or a photo, makes another recipe."""
    untitled = {"ingredients": ["2 tomatoes", "1 onion"]}
    first = post_recipes(server.http, [SOUP, untitled])
    again = post_recipes(
        server.http,
        [SOUP, untitled, SOUP | {"ingredients": ["1 leek"]}, SOUP | {"picture": "red.png"}],
        RED,
    )
    assert [own["outcome"] for own in first] == ["added", "added"]
    assert [own["outcome"] for own in again] == ["known", "known", "added", "added"]
    assert [own["recipe"]["id"] for own in again] == [1, 2, 3, 4]


def test_the_same_recipe_twice_in_a_request_is_known_the_second_time(server):
    other = SOUP | {"instructions": ["Cook slowly."]}
    tagged = SOUP | {"tags": ["hot"], "metadata": {"source": "grandma"}}
    outcomes = post_recipes(server.http, [SOUP, other, SOUP, tagged])
    assert [own["outcome"] for own in outcomes] == ["added", "added", "known", "known"]
    assert [own["recipe"]["id"] for own in outcomes] == [1, 2, 1, 1]
    assert len(recipes_of(server)) == 2


def test_a_removed_recipe_takes_the_picture_that_came_with_it(server, environment):
    recipes = [SOUP | {"picture": "red.png"}, {"title": "Blue", "picture": "blue.png"}]
    post_recipes(server.http, recipes, RED, BLUE)
    server.http.get("/v1/recipes/1/thumbnail").raise_for_status()
    assert server.http.delete("/v1/recipes/1").status_code == 204
    assert_error(server.http.get("/v1/recipes/1"), 404, "UnknownItem")
    assert_error(server.http.delete("/v1/recipes/1"), 404, "UnknownItem")
    assert [recipe["title"] for recipe in recipes_of(server)] == ["Blue"]
    assert [item["captions"] for item in items_of(server)] == [["Blue"]]
    found = post_search(server.http, q="onion").json()["hits"]
    assert [hit["title"] for hit in found] == ["Blue"]
    assert len(uploads_of(environment)) == 1
    assert not list(Path(environment["PIXWORD_DATA"]).glob("thumbnails/*/*"))
    (again,) = post_recipes(server.http, [SOUP | {"picture": "red.png"}], RED)
    assert (again["outcome"], again["recipe"]["id"]) == ("added", 3)  # no number is used again
    assert server.http.get("/v1/recipes/3/image").content == RED[1]


@pytest.mark.parametrize("recipe", [SOUP, {"title": "Red soup"}], ids=["whole", "title only"])
def test_a_removed_picture_takes_the_recipe_that_came_with_it(server, environment, recipe):
    post_recipes(server.http, [recipe | {"picture": "red.png"}], RED)
    (item,) = items_of(server)
    assert server.http.delete(f"/v1/items/{item['id']}").status_code == 204
    assert (recipes_of(server), items_of(server), uploads_of(environment)) == ([], [], [])


@pytest.mark.parametrize("metadata", [{}, {"ingredients": ["oil on canvas"]}], ids=str)
def test_a_picture_that_was_there_before_outlives_the_recipe(server, environment, metadata):
    item = post_item(server, RED, metadata=metadata)
    (outcome,) = post_recipes(server.http, [SOUP | {"picture": "red.png"}], RED)
    assert outcome["outcome"] == "added"
    assert server.http.delete(f"/v1/recipes/{outcome['recipe']['id']}").status_code == 204
    assert [own["id"] for own in items_of(server)] == [item]
    assert server.http.get(f"/v1/items/{item}/image").content == RED[1]
    assert len(uploads_of(environment)) == 1
    found = server.http.get("/v1/search", params={"q": "red"}).json()["hits"]
    assert [hit["id"] for hit in found] == [item]


def test_a_recipe_outlives_the_picture_that_was_there_before(server, environment):
    item = post_item(server, RED)
    (outcome,) = post_recipes(server.http, [SOUP | {"picture": "red.png"}], RED)
    assert server.http.delete(f"/v1/items/{item}").status_code == 204
    assert items_of(server) == []
    assert [own["title"] for own in recipes_of(server)] == ["Red soup"]
    assert server.http.get(outcome["recipe"]["image"]).content == RED[1]
    assert server.http.delete(f"/v1/recipes/{outcome['recipe']['id']}").status_code == 204
    assert uploads_of(environment) == []


def test_a_photo_is_served_with_a_fixed_type(server):
    content = make_picture("green", (900, 300), "WEBP")
    post_recipes(server.http, [SOUP | {"picture": "g"}], ("g", content))
    image = server.http.get("/v1/recipes/1/image")
    assert (image.content, image.headers["content-type"]) == (content, "image/webp")
    assert image.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in image.headers["content-security-policy"]
    thumbnail = server.http.get("/v1/recipes/1/thumbnail")
    assert thumbnail.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(thumbnail.content)).size == (320, 107)
    for path, answer in (("image", image), ("thumbnail", thumbnail)):
        again = server.http.get(
            f"/v1/recipes/1/{path}", headers={"If-None-Match": answer.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
    assert image.headers["etag"] != thumbnail.headers["etag"]


def test_a_photo_that_is_gone_is_not_served(server, environment):
    post_recipes(server.http, [SOUP | {"picture": "red.png"}], RED)
    (kept,) = uploads_of(environment)
    kept.write_bytes(b"root:x:0:0:root:/root:/bin/bash")
    assert_error(server.http.get("/v1/recipes/1/image"), 404, "PictureGone")
    kept.unlink()
    assert_error(server.http.get("/v1/recipes/1/thumbnail"), 404, "PictureGone")
    found = post_search(server.http, q="onion", target="photos").json()["hits"]
    assert [hit["id"] for hit in found] == [1]


def test_a_list_reaches_every_recipe_once(server):
    post_recipes(
        server.http,
        [{"title": f"Soup {n}", "tags": ["odd"] if n % 2 else []} for n in range(1, 8)],
    )
    seen, cursor = [], None
    while True:
        address = {"k": 3} | ({"cursor": cursor} if cursor else {})
        page = server.http.get("/v1/recipes", params=address).json()
        seen += [recipe["id"] for recipe in page["recipes"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [1, 2, 3, 4, 5, 6, 7]
    odd = server.http.get("/v1/recipes", params={"tag": "odd", "k": 2, "cursor": 1}).json()
    assert [recipe["id"] for recipe in odd["recipes"]] == [3, 5]
    assert odd["next"].startswith("5.")
    whole = server.http.get("/v1/recipes", params={"k": 7}).json()
    assert whole["next"] is None
    where = '{"field": "title", "eq": "Soup 4"}'
    four = server.http.get("/v1/recipes", params={"filter": where}).json()["recipes"]
    assert [recipe["title"] for recipe in four] == ["Soup 4"]


def test_readiness_tells_of_the_recipes(server):
    post_recipes(server.http, [SOUP, {"title": "Pie"}])
    told = server.http.get("/readyz").json()["recipes"]
    assert told["recipes"] == 2
    assert told["space"].endswith("recipes.safetensors")
