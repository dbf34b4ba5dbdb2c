"""What a search for recipes refuses, in one clear sentence each; the next one is answered."""

import json

import pytest

from tests.app.recipes.conftest import post_recipes, post_search
from tests.conftest import assert_error, make_picture, running, weightless

RED = ("red.png", make_picture("red"))
JSON = {"content-type": "application/json"}
NOTHING = "the recipe has neither title nor ingredients nor instructions"
NO_LETTER = "nothing in the recipe has a letter: write a title, ingredients or instructions"


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory):
    """A server over three recipes of a colour each, in the weightless space."""
    with running(weightless(tmp_path_factory.mktemp("kitchen"))) as server:
        recipes = [
            {"title": f"{colour} soup", "ingredients": ["1 onion", "2 cups rice"]}
            for colour in ("Red", "Green", "Blue")
        ]
        post_recipes(server.http, recipes)
        yield server.http


@pytest.fixture(autouse=True)
def still_serving(kitchen):
    """Whatever a test sends, the next request is served."""
    yield
    found = post_search(kitchen, RED, k=1).json()["hits"]
    assert [hit["title"] for hit in found] == ["Red soup"]


@pytest.mark.parametrize(
    ("recipe", "says"),
    [
        ({}, NOTHING),
        ({"title": "  ", "ingredients": [" "], "instructions": []}, NOTHING),
        ({"title": "🍓🍰"}, NO_LETTER),
        ({"title": "12", "ingredients": ["1/2", "..."], "instructions": ["350", "!"]}, NO_LETTER),
    ],
    ids=["nothing", "blanks", "emoji", "no letters"],
)
@pytest.mark.parametrize("target", ["recipes", "photos"])
def test_a_recipe_that_says_nothing(kitchen, recipe, says, target):
    response = post_search(kitchen, recipe=recipe, target=target)
    detail = assert_error(response, 422, "BlankRecipe")
    assert detail == says
    within = post_search(kitchen, terms=[{"ingredient": "rice"}, {"recipe": recipe}])
    assert assert_error(within, 422, "BlankRecipe") == detail


@pytest.mark.parametrize("ingredients", [["두부 200g", "소금"], ["свёкла"], ["200 g unobtainium"]])
def test_a_recipe_of_ingredients_that_nobody_knows(kitchen, ingredients):
    response = post_search(kitchen, recipe={"ingredients": ingredients})
    detail = assert_error(response, 422, "BlankRecipe")
    assert detail == (f"no ingredient is known of {', '.join(ingredients)!r}: add a title or steps")


def test_of_many_unknown_ingredients_only_some_are_named(kitchen):
    response = post_search(kitchen, recipe={"ingredients": [f"두부{at}" for at in range(500)]})
    detail = assert_error(response, 422, "BlankRecipe")
    assert "두부2" in detail
    assert "두부3" not in detail


@pytest.mark.parametrize("name", ["두부", "unobtainium", "200 g", "🍓"])
def test_an_ingredient_that_nobody_knows(kitchen, name):
    typed = assert_error(post_search(kitchen, q=f'rice + "{name}"'), 422, "BlankRecipe")
    assert typed == f"the ingredient {name!r} is not known"
    term = post_search(kitchen, terms=[{"ingredient": name}])
    assert assert_error(term, 422, "BlankRecipe") == typed
    beside = post_search(kitchen, RED, q=f'- "{name}"')
    assert assert_error(beside, 422, "BlankRecipe") == typed


@pytest.mark.parametrize(
    "query",
    [
        {"terms": [{"ingredient": "rice"}], "q": "rice"},
        {"terms": [{"ingredient": "rice"}], "recipe": {"title": "Red soup"}},
        {"terms": []},
        {"terms": [{}]},
        {"terms": [{"weight": 2}]},
        {"terms": [{"ingredient": "rice", "id": 1}]},
        {"terms": [{"ingredient": "rice", "recipe": {"title": "Red soup"}}]},
        {"terms": [{"ingredient": "rice", "weight": 0}]},
        {"terms": [{"ingredient": "rice", "weight": 101}]},
        {"terms": [{"ingredient": ""}]},
        {"terms": [{"ingredient": "rice" * 300}]},
        {"terms": [{"text": "rice"}]},
        {"terms": [{"id": 0}]},
        {"terms": [{"id": 2**63}]},
        {"terms": [{"ingredient": "rice"}] * 33},
        {"q": 5},
        {"q": "rice " * 2001},
        {"recipe": "Red soup"},
        {"recipe": {"title": "x" * 1001}},
        {"recipe": {"ingredients": "rice"}},
        {"recipe": {"ingredients": [5]}},
        {"recipe": {"ingredients": ["x" * 2001]}},
        {"recipe": {"ingredients": ["rice"] * 1001}},
        {"recipe": {"instructions": ["x"] * 1001}},
        {"recipe": {"instructions": ["x" * 200_001]}},
        {"recipe": {"title": "Red soup", "picture": "red.png"}},
        {"q": "rice", "target": "captions"},
        {"q": "rice", "k": "many"},
        {"q": "rice", "k": "3"},
        {"q": "rice", "k": True},
        {"q": "rice", "k": 3.0},
        {"q": "rice", "min_relevance": True},
        {"q": "rice", "min_relevance": "0.5"},
        {"terms": [{"id": "1"}]},
        {"terms": [{"id": True}]},
        {"terms": [{"ingredient": "rice", "weight": True}]},
        {"q": "rice", "k": 0},
        {"q": "rice", "k": -1},
        {"q": "rice", "k": 1001},
        {"q": "rice", "filter": []},
        {"q": "rice", "cursor": "x" * 4001},
        {"q": "rice", "min_relevance": 1.01},
        {"q": "rice", "min_relevance": -0.01},
        {"q": "rice", "min_relevance": "much"},
        {"q": "rice", "colour": "blue"},
    ],
    ids=str,
)
def test_a_body_of_the_wrong_shape(kitchen, query):
    assert_error(post_search(kitchen, **query), 422, "InvalidRequest")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"terms": [{"ingredient": "rice"}], "q": "rice"}, "terms, or recipe and q, not both"),
        ({"terms": [{"ingredient": "rice", "weight": 0}]}, "a weight of zero says nothing"),
        ({"terms": [{}]}, "a term has exactly one of picture, "),
        ({"q": "rice", "k": 0}, "k must be from 1 to 1000, not 0"),
        ({"q": "rice", "min_relevance": 2}, "min_relevance: "),
        ({"recipe": {"ingredients": [5]}}, "recipe.ingredients.0: "),
    ],
    ids=str,
)
def test_a_body_of_the_wrong_shape_is_told_what_is_wrong(kitchen, query, says):
    assert says in assert_error(post_search(kitchen, **query), 422, "InvalidRequest")


@pytest.mark.parametrize(
    "body",
    [
        '{"terms": [{"ingredient": "rice", "weight": NaN}]}',
        "[]",
        "{",
        "1",
        "null x",
        '{"q": "rice \\ud800"}',
        '{"recipe": {"title": "\\ud800"}}',
    ],
)
def test_a_body_that_cannot_be_read(kitchen, body):
    response = kitchen.post("/v1/recipes/search", content=body, headers=JSON)
    assert_error(response, 422, "InvalidRequest")


@pytest.mark.parametrize(
    ("q", "says"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("rice -", "after '-', at character 6"),
        ("rice - - salt", "at character 8"),
        ("0*rice", "at character 1"),
        ("#", "at character"),
        ('"rice', "at character 1"),
        ("rice" + " + rice" * 32, "at most 32 terms"),
    ],
)
def test_a_query_that_cannot_be_read_says_where(kitchen, q, says):
    posted = post_search(kitchen, q=q)
    detail = assert_error(posted, 400, "QuerySyntaxError")
    assert says in detail
    asked = kitchen.get("/v1/recipes/search", params={"q": q})
    assert assert_error(asked, 400, "QuerySyntaxError") == detail


def test_no_query_at_all(kitchen):
    assert "empty" in assert_error(post_search(kitchen), 400, "QuerySyntaxError")
    assert "q: " in assert_error(kitchen.get("/v1/recipes/search"), 422, "InvalidRequest")


@pytest.mark.parametrize("content", [b"q=rice", b'{"q": "rice"}'])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_of_another_type(kitchen, content, kind):
    headers = {"content-type": kind} if kind else {}
    response = kitchen.post("/v1/recipes/search", content=content, headers=headers)
    assert "application/json" in assert_error(response, 415, "UnsupportedContent")


def test_parts_that_are_not_known_or_named_twice(kitchen):
    unknown = kitchen.post("/v1/recipes/search", files={"photo": RED})
    assert "'photo'" in assert_error(unknown, 422, "InvalidRequest")
    twice = post_search(kitchen, RED, RED)
    assert "two pictures are called 'red.png'" in assert_error(twice, 422, "InvalidRequest")


def test_photos_that_did_not_come(kitchen):
    for query in ({"q": "photo.jpg - rice"}, {"terms": [{"picture": "photo.jpg"}]}):
        for photos in ((), (RED,)):
            response = post_search(kitchen, *photos, **query)
            assert "'photo.jpg'" in assert_error(response, 400, "UnknownPicture")
    asked = kitchen.get("/v1/recipes/search", params={"q": "photo.jpg"})
    assert_error(asked, 400, "UnknownPicture")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "no bytes"), (b"no picture", "not a picture"), (RED[1][:60], "damaged")],
)
@pytest.mark.parametrize("query", [{}, {"q": "- rice"}, {"terms": [{"picture": "x.png"}]}])
def test_a_photo_that_is_broken(kitchen, content, says, query):
    response = post_search(kitchen, ("x.png", content), **query)
    assert says in assert_error(response, 415, "UnreadablePicture")


def test_a_photo_with_an_endless_name(kitchen):
    """A name is a term of the answer, where it has at most 1,000 characters."""
    response = post_search(kitchen, ("x" * 1001 + ".png", RED[1]))
    assert response.status_code < 500, response.text


def test_a_sum_that_cancels(kitchen):
    for query in (
        {"q": "rice - rice"},
        {"q": "#1 - #1"},
        {"terms": [{"recipe": {"title": "Pie"}}, {"recipe": {"title": "Pie"}, "weight": -1}]},
        # Beside a recipe an ingredient weighs half as much in this space.
        {"recipe": {"ingredients": ["2 cups rice"]}, "q": "- 2*rice"},
    ):
        assert_error(post_search(kitchen, **query), 400, "QueryCancels")
    assert post_search(kitchen, q="- rice").status_code == 200


@pytest.mark.parametrize("recipe_id", [999, 4, 10**18 - 1])
def test_a_recipe_that_is_not_there(kitchen, recipe_id):
    for query in (
        {"q": f"#{recipe_id}"},
        {"q": f"#1 - #{recipe_id}"},
        {"terms": [{"id": recipe_id}], "target": "photos"},
    ):
        detail = assert_error(post_search(kitchen, **query), 404, "UnknownItem")
        assert detail == f"no recipe has the number #{recipe_id}"


@pytest.mark.parametrize("cursor", ["x", "AAAA", "-1", "1.5", "=" * 900])
def test_a_cursor_that_no_page_ended_with(kitchen, cursor):
    assert_error(post_search(kitchen, q="rice", cursor=cursor), 400, "BadCursor")
    listed = kitchen.get("/v1/recipes", params={"cursor": cursor})
    assert_error(listed, 400, "BadCursor")


def test_a_cursor_of_another_query(kitchen):
    following = post_search(kitchen, q="rice", k=1).json()["next"]
    for other in (
        {"q": "onion"},
        {"q": "rice", "target": "photos"},
        {"q": "rice", "filter": {"tag": "hot"}},
        {"recipe": {"title": "Red soup"}},
    ):
        response = post_search(kitchen, cursor=following, **other)
        assert_error(response, 400, "BadCursor")
    assert post_search(kitchen, q="rice", cursor=following, k=2).status_code == 200


@pytest.mark.parametrize(
    ("condition", "error"),
    [
        ({"colour": 1}, "BadFilter"),
        ({"field": "title"}, "BadFilter"),
        ({"field": "year", "eq": 1}, "UnknownField"),
        ({"field": "picture_item", "eq": 1}, "UnknownField"),
        ({"not": {"or": [{"field": "picture_item", "gte": 1}]}}, "UnknownField"),
    ],
)
def test_a_filter_of_the_wrong_shape(kitchen, condition, error):
    assert_error(post_search(kitchen, q="rice", filter=condition), 400, error)
    text = json.dumps(condition)
    asked = kitchen.get("/v1/recipes/search", params={"q": "rice", "filter": text})
    assert_error(asked, 400, error)
    listed = kitchen.get("/v1/recipes", params={"filter": text})
    assert_error(listed, 400, error)


@pytest.mark.parametrize("k", [0, -1, 1001, 10**9])
def test_a_page_of_an_impossible_size(kitchen, k):
    for path in ("/v1/recipes/search?q=rice&k={}", "/v1/recipes?k={}"):
        detail = assert_error(kitchen.get(path.format(k)), 422, "InvalidRequest")
        assert detail == f"k must be from 1 to 1000, not {k}"


def test_methods_that_there_are_not(kitchen):
    for method in ("PUT", "PATCH"):
        assert_error(kitchen.request(method, "/v1/recipes/1"), 405, "MethodNotAllowed")
    assert_error(kitchen.delete("/v1/recipes/search"), 422, "InvalidRequest")
