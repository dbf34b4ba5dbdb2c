"""A recipe space: photos, recipes and ingredients meet, and what says nothing is refused."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.carded import card_path
from models.encoders.colour_names import ColourNamesImageEncoder, ColourNamesTextEncoder
from models.exceptions import BlankRecipe, HeadsMismatch, UnknownEncoder, WeightsCorrupt
from models.heads import HeadKind, HeadShape
from models.recipes.files import load_recipe_heads, save_recipe_heads
from models.recipes.photo_tower import PhotoShape, PhotoTower
from models.recipes.reading import read_recipes
from models.recipes.recipe import Recipe
from models.recipes.relevance import Asked, Questions, RecipeRelevance
from models.recipes.space import RecipeSpace, load_recipe_space
from models.recipes.words import RecipeWords
from tests.models.recipes.conftest import (
    KINDS,
    MAINS,
    WORDS,
    draw,
    kitchen_words,
    make_recipe_tower,
    read,
    read_texts,
    unit,
)

NAMED = {"name": "colour-names", "fingerprint": "colour-names/1"}
OUTPUTS = 10


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Heads for the weightless encoders."""
    image = HeadShape(HeadKind.LINEAR, (64,), OUTPUTS)
    photo, recipe = PhotoTower(PhotoShape(image)).eval(), make_recipe_tower(levels=(64, WORDS))
    vectors = unit(draw(0, 40, OUTPUTS))
    asked = Asked(vectors, vectors, np.eye(40, dtype=bool))
    relevance = RecipeRelevance.fit(vectors, vectors, Questions(*[[asked]] * 4))
    card = {
        "encoders": {"image": NAMED, "text": NAMED},
        "settings": {"mirrored": True},
        "fitted": {"ingredient_weight": 0.7, "relevance": relevance.to_card()},
    }
    place = tmp_path_factory.mktemp("space") / "recipes.safetensors"
    save_recipe_heads(place, photo, recipe, kitchen_words().vectors, card, relevance.tensors())
    return place


def open_space(path):
    heads = load_recipe_heads(path)
    return RecipeSpace("mine", ColourNamesImageEncoder(), ColourNamesTextEncoder(), heads)


@pytest.fixture(scope="module")
def space(path):
    return open_space(path)


@pytest.fixture
def altered(path, tmp_path):
    """Makes a copy whose card is another."""

    def alter(change):
        place = tmp_path / "altered.safetensors"
        place.write_bytes(path.read_bytes())
        card = json.loads(card_path(path).read_text())
        change(card)
        card_path(place).write_text(json.dumps(card))
        return place

    return alter


@pytest.mark.parametrize("name", ["moon", "", "recipes", "heads.json"])
def test_unknown_spaces_are_refused(compute, name):
    with pytest.raises(UnknownEncoder, match="'default'"):
        load_recipe_space(name, compute())


@pytest.mark.parametrize("side", ["image", "text"])
def test_heads_of_other_weights_are_refused(altered, compute, side):
    place = altered(lambda card: card["encoders"][side].update(fingerprint="colour-names/0"))
    with pytest.raises(HeadsMismatch, match="other weights of colour-names"):
        load_recipe_space(str(place), compute())


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card.pop("encoders"),
        lambda card: card.update(encoders=[1]),
        lambda card: card["encoders"].pop("text"),
        lambda card: card.pop("fitted"),
        lambda card: card["fitted"].pop("ingredient_weight"),
        lambda card: card["fitted"].update(ingredient_weight="much"),
        lambda card: card["fitted"].pop("relevance"),
    ],
)
def test_a_card_that_does_not_tell_what_it_must_is_refused(altered, compute, change):
    with pytest.raises(WeightsCorrupt):
        load_recipe_space(str(altered(change)), compute())


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card["encoders"]["image"].pop("fingerprint"),
        lambda card: card.pop("settings"),
        lambda card: card["settings"].pop("mirrored"),
    ],
)
def test_a_card_without_a_fingerprint_or_settings_is_refused(altered, compute, change):
    with pytest.raises(WeightsCorrupt):
        load_recipe_space(str(altered(change)), compute()).encode_photos([Image.new("RGB", (9, 9))])


BLANK = [
    Recipe(),
    Recipe("12", ("½",), ("1.", "...")),
    Recipe("", ("2 xyzzy",)),
    Recipe(" ", ("Olive:", "1 cup"), ("",)),
]


@pytest.mark.parametrize("recipe", BLANK)
def test_a_recipe_that_says_nothing_that_is_known_is_refused(space, recipe):
    with pytest.raises(BlankRecipe):
        space.encode_recipes([Recipe("Leek Pie"), recipe])
    with pytest.raises(BlankRecipe):
        space.check(recipe)


@pytest.mark.parametrize("ingredient", ["", "2 xyzzy", "½", "Sauce:"])
def test_an_ingredient_that_is_not_known_is_refused(space, ingredient):
    with pytest.raises(BlankRecipe, match="is not known"):
        space.encode_ingredients(["leek", ingredient])


TEXT = st.sampled_from(["", "12", "½ -", "Pie", "米", "xyzzy", "2 xyzzy", "1 leek", "Sauce:"])


@given(st.builds(Recipe, TEXT, st.lists(TEXT, max_size=2).map(tuple), st.tuples(TEXT)))
def test_a_recipe_is_refused_where_nothing_of_it_is_read(space, recipe):
    features = read(recipe)
    known = features.titled[0] or features.ingredients.starts[-1] or features.steps.starts[-1]
    try:
        space.check(recipe)
    except BlankRecipe:
        assert not known
    else:
        assert known


def test_nothing_is_encoded_into_nothing(space):
    for found in (space.encode_photos([]), space.encode_recipes([]), space.encode_ingredients([])):
        assert found.shape == (0, OUTPUTS)
    assert space.voices(unit(draw(1, OUTPUTS)), []) == []


def test_an_ingredient_is_a_recipe_of_nothing_else(space):
    lines = ["2 leeks", "1 cup olive oil, warm"]
    expected = space.encode_recipes([Recipe("", (line,)) for line in lines])
    assert np.allclose(space.encode_ingredients(lines), expected, atol=1e-6)
    assert np.allclose(np.linalg.norm(expected, axis=1), 1, atol=1e-5)


def test_a_photo_and_its_mirror_image_are_the_same(space, altered):
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (16, 16, 3), np.uint8))
    mirrored = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    both = space.encode_photos([picture, mirrored])
    assert np.allclose(both[0], both[1], atol=1e-6)
    plain = open_space(altered(lambda card: card["settings"].update(mirrored=False)))
    apart = plain.encode_photos([picture, mirrored])
    assert not np.allclose(apart[0], apart[1], atol=1e-3)


def test_many_are_encoded_as_each_alone(space):
    """More than go through at a time, of all lengths."""
    recipes = [
        Recipe(f"{main} {kind} {'slowly ' * number}", (main,), (f"Cook {main}.",) * (number % 3))
        for number in range(3)
        for main in MAINS
        for kind in KINDS
    ]
    found = space.encode_recipes(recipes)
    for row in (0, 17, 63, 64, 95):
        assert np.allclose(space.encode_recipes([recipes[row]])[0], found[row], atol=1e-5)
    pictures = [Image.new("RGB", (5, 5), (3 * n, 90, 255 - 3 * n)) for n in range(40)]
    seen = space.encode_photos(pictures)
    for row in (0, 31, 32, 39):
        assert np.allclose(space.encode_photos([pictures[row]])[0], seen[row], atol=1e-5)


LINES = st.sampled_from(["leek", "2 cups rice", "1 tofu", "xyzzy", "½", "olive oil", "3 onions"])


@given(st.lists(st.lists(LINES, max_size=5), max_size=3), st.integers(0, 100))
def test_shares_add_up_to_one_and_what_is_not_known_has_none(space, recipes, seed):
    told = space.voices(unit(draw(seed, OUTPUTS)), recipes)
    assert [[voice.ingredient for voice in voices] for voices in told] == recipes
    for lines, voices in zip(recipes, told, strict=True):
        shares = np.abs([voice.share for voice in voices])
        known = [line not in ("xyzzy", "½") for line in lines]
        assert shares.sum() == pytest.approx(float(any(known)), abs=1e-5)
        assert not shares[np.logical_not(known)].any()


def test_a_share_is_how_much_less_ingredients_give_without_it(space):
    lines, query = ["leek", "xyzzy", "2 cups rice", "olive oil"], unit(draw(5, OUTPUTS))

    def given(own):
        tower, words = space.heads.recipe, RecipeWords(space.heads.words)
        features = read_recipes([Recipe("", tuple(own))], read_texts, words)
        batch = features.ingredients.take(np.arange(1))
        return float(tower.score_ingredients(batch, torch.from_numpy(query))[0][0])

    lost = {line: given(lines) - given([o for o in lines if o != line]) for line in lines}
    total = sum(map(abs, lost.values()))
    voices = space.voices(query, [lines])[0]
    assert [voice.share for voice in voices] == pytest.approx(
        [lost[line] / total for line in lines], abs=1e-5
    )
    assert [voice.ingredient for voice in voices if voice.share == 0] == ["xyzzy"]
