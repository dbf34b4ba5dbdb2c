"""Photo to recipe, recipe to photo, and sums of both, in the shipped space on the sample recipes.

No figure of the space is asserted, only what holds of any that has learnt something: a pair is
nearer than chance would have it. By chance a recipe is in place 9.5 of 18, and the mean of 18 such
places is below 7 in one of fifty tries.
"""

import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.app.recipes.conftest import PARTS, SAMPLES, post_recipes, post_search, slugs
from tests.conftest import assert_error, make_picture, running

FAR_BELOW_CHANCE = 7
NOT_FOOD = ("airplane", "brown-horse", "camera", "candle", "cement-mixer", "zebra")
SWAPS = (
    ("tomato-sandwich", "tomato", "pumpkin", "pumpkin-soup"),
    ("banana-bread", "banana", "walnuts", "walnut-bread"),
    ("lemonade", "lemon", "avocado", "guacamole"),
    ("strawberries-with-sugar-and-lemon", "strawberries", "pears", "honey-baked-pears"),
    ("corn-on-the-cob", "corn", "eggplants", "roasted-eggplant-dip"),
    ("roasted-broccoli", "broccoli", "button mushrooms", "mushroom-omelette"),
    ("baked-apples", "apples", "potatoes", "baked-potatoes"),
    ("green-salad", "lettuce", "oranges", "seville-orange-marmalade"),
)
"""A dish, what is taken from its photo, what is added, and the recipe that has it."""


def test_a_photo_finds_its_own_recipe(book):
    places = [book.rank(slug, book.photo(slug)) for slug in book.samples]
    assert statistics.mean(places) <= FAR_BELOW_CHANCE, places


def test_a_photo_is_not_found_by_itself_among_photos(book):
    for slug in ("lemonade", "guacamole"):
        found = book.ranked(book.photo(slug), target="photos")
        assert set(found) == set(book.samples) - {slug}
        beside = book.ranked(book.photo(slug), target="photos", q="+ honey")
        assert set(beside) == set(found)


def test_a_photo_that_is_not_food_is_answered_as_less_relevant(book):
    def best(photo):
        return book.ask(photo, k=1)["hits"][0]["relevance"]

    foods = [best(book.photo(slug)) for slug in book.samples]
    others = [
        best((f"{name}.jpg", (SAMPLES / "pictures" / f"{name}.jpg").read_bytes()))
        for name in NOT_FOOD
    ]
    assert statistics.median(others) < statistics.median(foods)
    assert min(others) < min(sorted(foods)[3:])  # fifteen photos of food are surer than that one


def test_the_text_of_a_kept_recipe_finds_it_first(book):
    for slug, sample in book.samples.items():
        first, second = book.ask(recipe=sample.text, k=2)["hits"]
        assert slugs([first]) == [slug]
        assert first["score"] == pytest.approx(1, abs=1e-5)
        assert first["score"] > second["score"]


def test_a_recipe_finds_its_photo(book):
    places = [
        book.rank(slug, recipe=sample.text, target="photos")
        for slug, sample in book.samples.items()
    ]
    assert statistics.mean(places) <= FAR_BELOW_CHANCE, places


def test_photos_and_texts_are_compared_with_what_they_are(book):
    """A recipe's photo is not its text: only the text is the query itself."""
    text = book.samples["lemonade"].text
    by_text, by_photo = (
        {hit["id"]: hit["score"] for hit in book.ask(recipe=text, target=target, k=18)["hits"]}
        for target in ("recipes", "photos")
    )
    number = book.ids["lemonade"]
    assert by_text[number] > 0.99 > by_photo[number]
    assert all(by_text[own] != by_photo[own] for own in by_text)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_recipe_finds_the_whole(book, part):
    places = [book.rank(slug, recipe=sample.only(part)) for slug, sample in book.samples.items()]
    assert statistics.mean(places) <= 3, places


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_recipe_is_not_the_whole(book, part):
    """Nothing is read that was not given, and all that was given is."""
    whole = book.ask(recipe=book.samples["banana-bread"].text, k=1)["hits"][0]["score"]
    only = book.ask(recipe=book.samples["banana-bread"].only(part), k=1)["hits"][0]["score"]
    rest = [own for own in PARTS if own != part]
    without = book.ask(recipe=book.samples["banana-bread"].only(*rest), k=1)["hits"][0]["score"]
    assert only < whole - 1e-3
    assert without < whole - 1e-3


def test_an_ingredient_finds_recipes_that_have_it(book):
    places = [
        book.rank(slug, q=name)
        for name, slug in (
            ("pumpkin", "pumpkin-soup"),
            ("avocado", "guacamole"),
            ("tahini", "roasted-eggplant-dip"),
            ("button mushrooms", "mushroom-omelette"),
            ("500 g strawberries, hulled", "strawberries-with-sugar-and-lemon"),
            ("bananas + walnuts", "banana-bread"),
        )
    ]
    assert statistics.mean(places) <= 4, places


def test_arithmetic_brings_recipes_with_the_ingredient_up(book):
    higher, nearer = 0, 0
    for slug, minus, plus, wanted in SWAPS:
        plain = book.ask(book.photo(slug), k=18)["hits"]
        moved = book.ask(book.photo(slug), q=f"- {minus} + {plus}", k=18)["hits"]
        places = [slugs(hits).index(wanted) for hits in (plain, moved)]
        higher += places[1] < places[0] or places[1] == 0
        nearer += moved[places[1]]["score"] > plain[places[0]]["score"]
    assert higher >= len(SWAPS) - 2
    assert nearer >= len(SWAPS) - 2


def test_the_forms_of_one_sum_are_the_same(book):
    """`- x + y` beside a photo, the photo named, and terms; ingredients weigh the same in all."""
    photo = book.photo("tomato-sandwich")
    beside = book.ask(photo, q="- tomato + pumpkin")
    named = book.ask(photo, q="photo.jpg - tomato + pumpkin")
    terms = book.ask(
        photo,
        terms=[
            {"picture": "photo.jpg"},
            {"ingredient": "tomato", "weight": -1},
            {"ingredient": "pumpkin"},
        ],
    )
    assert beside["hits"] == named["hits"] == terms["hits"]
    assert beside["query"] == named["query"] == terms["query"]
    assert [term["weight"] for term in beside["query"]["terms"]] == [1, -1, 1]
    assert beside["query"]["terms"][0] == {
        "picture": "photo.jpg",
        "weight": 1.0,
        "ingredient": None,
        "recipe": None,
        "id": None,
        "image_url": None,
    }


def test_a_recipe_of_the_book_is_its_photo_in_a_sum_and_finds_not_itself(book):
    number = book.ids["lemonade"]
    for target in ("recipes", "photos"):
        found = book.ranked(q=f"#{number}", target=target)
        assert sorted(found) == sorted(set(book.samples) - {"lemonade"})
        term = book.ask(terms=[{"id": number}], target=target, k=18)
        assert slugs(term["hits"]) == found
    two = book.ranked(q=f"#{number} + #{book.ids['guacamole']}")
    assert set(two) == set(book.samples) - {"lemonade", "guacamole"}
    by_photo = [own for own in book.ranked(book.photo("lemonade")) if own != "lemonade"]
    assert book.ranked(q=f"#{number}") == by_photo


def test_a_written_recipe_is_found_again_and_so_is_its_copy_in_the_book(book):
    text = book.samples["lemonade"].text
    terms = [{"recipe": text, "weight": 2}, {"ingredient": "honey", "weight": -0.5}]
    found = book.ask(terms=terms, k=18)
    assert len(found["hits"]) == 18
    assert found["query"]["terms"][0]["recipe"] == text
    assert slugs(found["hits"])[0] == "lemonade"


@pytest.mark.parametrize("target", ["recipes", "photos"])
def test_contributions_add_up_to_the_score(book, target):
    asked = book.ask(
        book.photo("pumpkin-soup"),
        q=f"- 0.5*pumpkin + tomatoes + #{book.ids['tomato-sandwich']}",
        recipe=book.samples["guacamole"].text,
        target=target,
        k=18,
    )
    terms = asked["query"]["terms"]
    kinds = [next(kind for kind in own if kind != "weight" and own[kind]) for own in terms]
    assert kinds == ["picture", "recipe", "ingredient", "ingredient", "id"]
    assert [own["weight"] for own in terms] == [1, 1, -0.5, 1, 1]
    for hit in asked["hits"]:
        assert [own["term"] for own in hit["contributions"]] == [0, 1, 2, 3, 4]
        total = sum(own["score"] for own in hit["contributions"])
        assert total == pytest.approx(hit["score"], abs=5e-6)
    own = next(hit for hit in asked["hits"] if hit["metadata"]["slug"] == "guacamole")
    if target == "recipes":
        best = max(own["contributions"], key=lambda contribution: contribution["score"])
        assert best["term"] == 1


@pytest.mark.parametrize("asked", ["photo", "recipe", "ingredient"])
def test_every_ingredient_has_a_voice(book, asked):
    query = {
        "photo": {"args": (book.photo("pumpkin-soup"),)},
        "recipe": {"recipe": book.samples["pumpkin-soup"].text, "target": "photos"},
        "ingredient": {"q": "butter"},
    }[asked]
    photos = query.pop("args", ())
    for hit in book.ask(*photos, k=18, **query)["hits"]:
        shares = [voice["share"] for voice in hit["voices"]]
        assert sorted(own["ingredient"] for own in hit["voices"]) == sorted(hit["ingredients"])
        assert sum(map(abs, shares)) == pytest.approx(1, abs=len(shares) * 5e-5)
        assert shares == sorted(shares, reverse=True)
        assert all(-1 <= share <= 1 for share in shares)


def test_an_ingredient_speaks_most_where_it_is_asked_for(book):
    """Over several recipes: of which line a query tells, that line is the loudest in most."""
    loudest = 0
    asked = (
        ("pumpkin", "pumpkin-soup"),
        ("avocado", "guacamole"),
        ("tahini", "roasted-eggplant-dip"),
        ("button mushrooms", "mushroom-omelette"),
        ("coral trout", "whole-baked-fish"),
        ("strawberries", "strawberries-with-sugar-and-lemon"),
    )
    for name, slug in asked:
        hit = book.ask(q=name, filter={"field": "slug", "eq": slug})["hits"][0]
        top = [own["ingredient"] for own in hit["voices"][:2]]
        loudest += any(name.split()[-1].removesuffix("s") in own for own in top)
    assert loudest >= len(asked) // 2 + 1


@pytest.mark.parametrize("target", ["recipes", "photos"])
@pytest.mark.parametrize("k", [1, 5, 18])
def test_pages_together_are_everything_once(book, target, k):
    query = {"recipe": book.samples["banana-bread"].text, "q": "- bananas", "target": target}
    whole = book.ask(k=18, **query)
    assert whole["next"] is None
    hits, cursor = [], None
    while True:
        page = book.ask(k=k, **query, **({"cursor": cursor} if cursor else {}))
        hits += page["hits"]
        cursor = page["next"]
        if cursor is None:
            break
        assert len(page["hits"]) == k
    for found, expected in zip(hits, whole["hits"], strict=True):
        told = [
            {own["ingredient"]: own["share"] for own in h.pop("voices")} for h in (found, expected)
        ]
        assert told[0] == pytest.approx(told[1], abs=2e-4)  # read beside others, and rounded
    assert hits == whole["hits"]
    assert [hit["rank"] for hit in hits] == list(range(1, 19))
    assert sorted(slugs(hits)) == sorted(book.samples)
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_pages_of_a_photo_go_on_when_the_photo_comes_again(book):
    photo = book.photo("guacamole")
    first = book.ask(photo, k=10)
    second = book.ask(photo, k=10, cursor=first["next"])
    assert sorted(slugs(first["hits"] + second["hits"])) == sorted(book.samples)
    assert second["next"] is None


def test_photos_of_what_is_no_food_are_little_relevant_to_photos(book):
    """Fitted on recipes and photos alone, relevance took every photo for a dish: 0.84 here."""

    def best(name):
        content = (SAMPLES / "pictures" / f"{name}.jpg").read_bytes()
        return book.ask(("photo.jpg", content), target="photos", k=1)["hits"][0]["relevance"]

    assert statistics.mean(map(best, NOT_FOOD)) < 0.65


def test_relevance_that_was_not_fitted_is_not_told(environment):
    """Heads that were trained before tell none of photos to a photo, nor of recipes to a recipe."""
    card = Path(environment["PIXWORD_RECIPE_SPACE"]).with_suffix(".json")
    told = json.loads(card.read_text())
    for name in ("images_alike", "texts_alike"):
        del told["fitted"]["relevance"][name]
    card.write_text(json.dumps(told))
    photo = ("red.png", make_picture("red"))
    with running(environment) as server:
        recipes = [{"title": "Red soup", "picture": "red.png", "ingredients": ["rice"]}]
        post_recipes(server.http, [*recipes, {"title": "Rice", "ingredients": ["rice"]}], photo)
        other = ("other.png", make_picture("red", (50, 50)))
        for query, photos, told in (
            ({"target": "photos"}, [other], False),
            ({"target": "recipes"}, [other], True),
            ({"q": "rice", "target": "photos"}, [], True),
            ({"q": "rice"}, [], False),
            ({"q": "#2"}, [], False),
            ({"q": "rice - #1"}, [], False),
            ({"q": "rice + #1"}, [], True),
        ):
            hits = post_search(server.http, *photos, **query).json()["hits"]
            assert hits
            assert all((hit["relevance"] is not None) is told for hit in hits), query
            cut = post_search(server.http, *photos, min_relevance=0.1, **query)
            if not told:
                assert "train its heads again" in assert_error(cut, 400, "NotCalibrated")
            else:
                assert cut.status_code == 200


def test_relevance_falls_with_the_rank_and_cuts_off(book):
    for query in ({"q": "butter"}, {"recipe": book.samples["lemonade"].text, "target": "photos"}):
        hits = book.ask(k=18, **query)["hits"]
        relevance = [hit["relevance"] for hit in hits]
        assert relevance == sorted(relevance, reverse=True)
        assert all(0 <= own <= 1 for own in relevance)
        between = (relevance[4] + relevance[5]) / 2
        cut = book.ask(k=18, min_relevance=between, **query)
        assert slugs(cut["hits"]) == [
            own for own, sure in zip(slugs(hits), relevance, strict=True) if sure >= between
        ]
        page = book.ask(k=3, min_relevance=between, **query)
        assert (slugs(page["hits"]), page["next"] is None) == (slugs(hits)[:3], False)
        assert book.ask(k=18, min_relevance=1, **query)["hits"] == []
        assert len(book.ask(k=18, min_relevance=0, **query)["hits"]) == 18


def test_filters_on_tags_and_metadata(book):
    breads = {"banana-bread", "walnut-bread"}
    assert set(book.ranked(q="honey", filter={"tag": "bread"})) == breads
    assert set(book.ranked(q="honey", filter={"tag": "bread"}, target="photos")) == breads
    one = book.ranked(q="honey", filter={"field": "slug", "eq": "lemonade"})
    assert one == ["lemonade"]
    short = {slug for slug, own in book.samples.items() if len(own.text["title"].split()) <= 2}
    few = book.ranked(q="honey", filter={"field": "words", "lte": 2})
    assert set(few) == short
    none = book.ask(q="honey", filter={"and": [{"tag": "bread"}, {"field": "words", "gt": 9}]})
    assert (none["hits"], none["next"]) == ([], None)
    without = book.ranked(q=f"#{book.ids['banana-bread']}", filter={"tag": "bread"})
    assert without == ["walnut-bread"]


def test_an_address_asks_the_same(book):
    parameters = {"q": "butter + honey", "k": 4, "tag": "bread", "target": "photos"}
    asked = book.server.http.get("/v1/recipes/search", params=parameters).json()
    posted = book.ask(q="butter + honey", k=4, filter={"tag": "bread"}, target="photos")
    assert asked == posted
    first = book.server.http.get("/v1/recipes/search", params={"q": "rice", "k": 10}).json()
    address = {"q": "rice", "k": 10, "cursor": first["next"], "min_relevance": 0}
    rest = book.server.http.get("/v1/recipes/search", params=address).json()
    assert sorted(slugs(first["hits"] + rest["hits"])) == sorted(book.samples)


def test_a_hit_is_the_whole_recipe(book):
    hit = book.ask(recipe=book.samples["guacamole"].text, k=1)["hits"][0]
    number = book.ids["guacamole"]
    assert {part: hit[part] for part in PARTS} == book.samples["guacamole"].text
    assert (hit["id"], hit["tags"]) == (number, [])
    assert hit["metadata"] == {"slug": "guacamole", "words": 1}
    assert hit["image"] == f"/v1/recipes/{number}/image"
    kept = book.server.http.get(f"/v1/recipes/{number}").json()
    assert {name: hit[name] for name in kept} == kept


ENDLESS = {
    "500 ingredients": {"ingredients": [f"{at} cups rice" for at in range(250)] * 2},
    "1,000 unknown ingredients": {"title": "Rice", "ingredients": ["500 g 두부"] * 1000},
    "an ingredient of brackets": {"title": "Rice", "ingredients": ["(" * 1999] * 300},
    "a step of 10,000 words": {"instructions": ["cook " * 10_000]},
    "a sentence after the other": {"instructions": ["Cook it. " * 10_000]},
    "a word of 200,000 letters": {"instructions": ["a" * 200_000]},
    "1,000 steps": {"instructions": ["Cook the rice in a large pot, and serve it warm."] * 1000},
    "a long title": {"title": "rice " * 200},
}


@pytest.mark.parametrize("recipe", ENDLESS.values(), ids=ENDLESS)
def test_endless_recipes_are_answered_in_no_time(book, recipe):
    started = time.monotonic()
    found = book.ask(recipe=recipe, k=18)
    assert time.monotonic() - started < 10
    assert len(found["hits"]) == 18


@pytest.mark.parametrize(
    "recipe",
    [
        {"title": "김치찌개", "instructions": ["김치를 볶는다.", "물을 붓고 끓인다."]},
        {"title": "Борщ", "ingredients": ["свёкла", "2 onions"]},
        {"title": "麻婆豆腐", "instructions": ["把豆腐切成小块。用大火炒。"]},
        {"title": "🍓 pie 🥧", "instructions": ["Bake 🔥!"]},
        {"title": "فتوش"},
        {"instructions": ["e\u0301te\u0301 \u200d\u200b cre\u0300me bru\u0302le\u0301e"]},
        {"title": "nul\0 and \x1b[31m control"},
    ],
    ids=["Korean", "Cyrillic", "Chinese", "emoji", "Arabic", "combining marks", "control"],
)
def test_other_scripts_are_answered(book, recipe):
    found = book.ask(recipe=recipe, k=18)
    assert sorted(slugs(found["hits"])) == sorted(book.samples)
    again = book.ask(recipe=recipe, k=18)
    assert again["hits"] == found["hits"]


def test_compatible_spellings_are_one(book):
    plain = book.ask(q="button mushrooms", k=18)["hits"]
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in "MUSHROOMS")
    wide = book.ask(q=f"Button {full_width}", k=18)["hits"]
    assert [hit["score"] for hit in wide] == [hit["score"] for hit in plain]


def test_many_at_once_are_answered_alike(book):
    def ask(number):
        slug = list(book.samples)[number % 3]
        photos = (book.photo(slug),) if number % 2 else ()
        query = {"q": "- butter"} if photos else {"recipe": book.samples[slug].text}
        return number % 6, post_search(book.server.http, *photos, **query).json()["hits"]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(24)))
    for kind in range(6):
        same = [hits for number, hits in answers if number == kind]
        assert len(same) == 4
        assert all(hits == same[0] for hits in same)
    assert len({str(hits) for _, hits in answers}) == 6
