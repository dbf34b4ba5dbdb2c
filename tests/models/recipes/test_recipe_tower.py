"""The towers: unit vectors that are sums over the parts of a recipe, with an anchor beside."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.heads import HeadKind, HeadShape
from models.recipes.anchor import LinearAnchor, join
from models.recipes.photo_tower import PhotoShape, PhotoTower
from models.recipes.recipe import ALL_PARTS, Part, Recipe
from models.recipes.recipe_tower import RecipeDropout, RecipeTower
from models.recipes.sequences import Order
from tests.models.recipes.conftest import (
    IMAGE,
    SENTENCE,
    WORDS,
    cook,
    draw,
    linear_map,
    make_photo_tower,
    make_recipe_tower,
    read,
    sequences,
    unit,
)

RECIPES, PHOTOS = cook(6, seed=1)
OTHERS, _ = cook(6, seed=2)
EMPTY = {
    Part.TITLE: " 12 ",
    Part.INGREDIENTS: ("Sauce:", "2 xyzzy", "½"),
    Part.INSTRUCTIONS: ("", "1."),
}
"""Of which nothing is read."""


def lengths_of(vectors):
    return np.linalg.norm(vectors, axis=1)


def layer_sees(tower, features):
    """Returns what goes into the fully connected layer and what comes out."""
    seen = []
    handle = tower.output.register_forward_hook(lambda _, given, out: seen.append((*given, out)))
    with torch.inference_mode():
        tower(features.batch(np.arange(len(features))))
    handle.remove()
    return seen[0]


def with_part(part, recipe, other):
    """The recipe with one part of another."""
    return replace(recipe, **{part: getattr(other, part)})


def test_no_recipe_and_no_photo_give_no_vector():
    assert make_recipe_tower(4, 0.3).project(read()).shape == (0, 14)
    assert make_photo_tower(4, 0.3).project(PHOTOS[:0]).shape == (0, 14)


@pytest.mark.parametrize("anchored", [0, 4])
@pytest.mark.parametrize("order", Order)
def test_every_recipe_gets_a_unit_vector_of_its_own(anchored, order):
    tower = make_recipe_tower(anchored, 0.3, order=order)
    vectors = tower.project(read(*RECIPES, Recipe("", ("tofu",)), Recipe("Pie"), Recipe()))
    assert vectors.shape == (9, 10 + anchored)
    assert np.allclose(lengths_of(vectors), 1, atol=1e-5)
    assert (vectors @ vectors.T)[~np.eye(9, dtype=bool)].max() < 0.9999


def test_a_recipe_has_the_same_vector_alone_and_among_six_hundred():
    """More than go through at a time."""
    tower = make_recipe_tower(4, 0.3)
    many, _ = cook(600, seed=3)
    vectors = tower.project(read(*many))
    for row in (0, 511, 512, 599):
        assert np.allclose(tower.project(read(many[row]))[0], vectors[row], atol=1e-5)


@pytest.mark.parametrize("missing", Part)
def test_what_stands_in_the_place_of_a_missing_part_does_not_matter(missing):
    tower = make_recipe_tower(4, 0.3)
    kept = [part for part in Part if part is not missing]
    without = [recipe.only(kept) for recipe in RECIPES]
    blank = [replace(r, **{missing: EMPTY[missing]}) for r in RECIPES]
    assert np.array_equal(tower.project(read(*without)), tower.project(read(*blank)))
    assert not np.allclose(tower.project(read(*without)), tower.project(read(*RECIPES)), atol=0.05)


def test_vectors_of_titles_that_are_not_there_do_not_matter():
    tower, rest = make_recipe_tower(4, 0.3), [Part.INGREDIENTS, Part.INSTRUCTIONS]
    blanked = replace(read(*RECIPES), titled=np.zeros(6, dtype=np.bool_))
    expected = tower.project(read(*[recipe.only(rest) for recipe in RECIPES]))
    assert np.allclose(tower.project(blanked), expected, atol=1e-6)


@pytest.mark.parametrize(
    "parts", [(Part.TITLE,), (Part.INGREDIENTS,), (Part.TITLE, Part.INSTRUCTIONS)]
)
def test_features_of_some_parts_are_those_of_recipes_of_nothing_else(parts):
    tower = make_recipe_tower(4, 0.3)
    plain = [recipe for recipe in RECIPES if "Olive oil" not in "".join(recipe.instructions)]
    expected = tower.project(read(*[recipe.only(parts) for recipe in plain]))
    assert np.allclose(tower.project(read(*plain).only(parts)), expected, atol=1e-6)


def test_what_ingredients_add_to_what_the_others_give_is_what_the_last_layer_gives():
    tower, features = make_recipe_tower(), read(*RECIPES, Recipe("Tofu"))
    given, out = layer_sees(tower, features)
    hidden = tower.shape.hidden
    others = given.clone()
    others[:, hidden : 2 * hidden] = 0
    with torch.inference_mode():
        own = tower.read_ingredients(features.ingredients.take(np.arange(7)))
        added = out - tower.output(others)
    assert torch.equal(own, given[:, hidden : 2 * hidden])
    assert (added[:6].norm(dim=1) > 0.05).all()
    assert torch.equal(added[6], torch.zeros(10))
    assert np.allclose(tower.project(features), unit(out.numpy()), atol=1e-6)


def test_what_ingredients_give_is_what_is_missing_without_them():
    tower, query = make_recipe_tower(), torch.from_numpy(unit(draw(3, 10)))
    without = [recipe.only({Part.TITLE, Part.INSTRUCTIONS}) for recipe in RECIPES]
    _, whole = layer_sees(tower, read(*RECIPES))
    _, rest = layer_sees(tower, read(*without))
    own = read(*RECIPES).ingredients.take(np.arange(6))
    found = torch.stack([given[0] for given in tower.score_ingredients(own, query)])
    assert torch.allclose(((whole - rest) @ query).double(), found, atol=1e-6)


def test_what_ingredients_give_without_one_is_what_the_others_give():
    tower, query = make_recipe_tower(), torch.from_numpy(unit(draw(3, 10)))
    sets = [("leek", "rice", "olive oil"), ("rice", "olive oil"), ("leek", "olive oil")]
    features = read(*[Recipe("", own) for own in sets])
    given, first, second = tower.score_ingredients(features.ingredients.take(np.arange(3)), query)
    assert given[1].item() == pytest.approx(first[0].item(), abs=1e-6)
    assert given[2].item() == pytest.approx(second[0].item(), abs=1e-6)


def test_ingredients_that_are_not_read_give_nothing():
    tower = make_recipe_tower(parts=(Part.TITLE,))
    own = read(*RECIPES).ingredients.take(np.arange(6))
    given = tower.score_ingredients(own, torch.ones(10))
    assert [len(each) for each in given] == [1 + int(length) for length in own.lengths]
    assert not torch.cat(given).any()


@pytest.mark.parametrize("parts", [(Part.TITLE,), (Part.INGREDIENTS, Part.INSTRUCTIONS), ALL_PARTS])
def test_parts_that_are_not_read_do_not_matter(parts):
    tower = make_recipe_tower(parts=parts)
    vectors = tower.project(read(*RECIPES))
    for part in Part:
        changed = [with_part(part, r, o) for r, o in zip(RECIPES, OTHERS, strict=True)]
        same = np.isclose(tower.project(read(*changed)), vectors, atol=1e-6).all(axis=1)
        assert same.all() == (part not in parts)


@pytest.mark.parametrize("parts", [(Part.TITLE,), (Part.INGREDIENTS, Part.INSTRUCTIONS)])
def test_parts_that_are_not_read_do_not_matter_to_the_anchor_either(parts):
    tower = make_recipe_tower(4, 0.3, parts=parts)
    only = tower.project(read(*[recipe.only(parts) for recipe in RECIPES]))
    assert np.allclose(tower.project(read(*RECIPES)), only, atol=1e-6)


def test_a_summary_is_the_title_and_the_means_of_the_rest():
    tower = make_recipe_tower()
    features = read(RECIPES[0], Recipe("", ("tofu", "rice")))
    with torch.inference_mode():
        found = tower.summarise(features.batch(np.arange(2))).numpy()
        titles, steps = (
            tower.scaler(torch.from_numpy(v)).numpy()
            for v in (features.titles, features.steps.vectors)
        )
    sentence = SENTENCE + WORDS
    assert np.allclose(found[0, :sentence], titles[0], atol=1e-6)
    assert np.allclose(
        found[0, sentence : sentence + WORDS], features.ingredients.vectors[:4].mean(0)
    )
    assert np.allclose(found[0, sentence + WORDS :], steps.mean(axis=0), atol=1e-6)
    assert found.shape[1] == tower.shape.summary
    assert not found[1, :sentence].any()
    assert not found[1, sentence + WORDS :].any()
    assert np.allclose(
        found[1, sentence : sentence + WORDS], features.ingredients.vectors[4:].mean(0)
    )


@pytest.mark.parametrize("weight", [0.0, 0.3, 1.0])
def test_an_anchor_has_its_share_of_every_inner_product(weight):
    photo, recipe = make_photo_tower(4, weight), make_recipe_tower(4, weight)
    learnt = make_photo_tower().project(PHOTOS) @ make_recipe_tower().project(read(*RECIPES)).T
    with torch.inference_mode():
        summaries = recipe.summarise(read(*RECIPES).batch(np.arange(6))).numpy()
        scaled = photo.head.prepare(torch.from_numpy(PHOTOS)).numpy()
    anchored = linear_map(IMAGE, 4, 30).project(scaled) @ (
        linear_map(recipe.shape.summary, 4, 20).project(summaries).T
    )
    found = photo.project(PHOTOS) @ recipe.project(read(*RECIPES)).T
    assert np.allclose(found, (1 - weight) * learnt + weight * anchored, atol=1e-5)


def test_what_the_anchor_does_not_know_is_left_to_the_learnt_part():
    learnt = torch.from_numpy(unit(draw(1, 3, 5)))
    anchor = LinearAnchor.of(linear_map(4, 2, 0))
    placed = anchor(anchor.mean.repeat(3, 1))
    assert torch.equal(placed, torch.zeros(3, 2))
    joined = join(learnt, placed, 0.4)
    assert torch.allclose(joined, torch.cat([learnt, torch.zeros(3, 2)], dim=1), atol=1e-6)


def test_a_photo_tower_is_its_head_where_there_is_no_anchor():
    tower = make_photo_tower()
    many = np.concatenate([PHOTOS, np.abs(draw(9, 2050, IMAGE))])  # more than go at a time
    vectors = tower.project(many)
    with torch.inference_mode():
        assert np.allclose(vectors, tower.head(torch.from_numpy(many)).numpy(), atol=1e-6)
    assert np.allclose(lengths_of(vectors), 1, atol=1e-5)
    assert PhotoTower(PhotoShape(HeadShape(HeadKind.LINEAR, (8,), 4))).anchor is None


def training_tower(**dropout):
    tower = make_recipe_tower()
    taught = RecipeTower(tower.shape, dropout=RecipeDropout(**dropout)).train()
    taught.load_state_dict(tower.state_dict())
    return taught


def test_without_dropout_training_sees_what_is_seen_afterwards():
    batch = read(*RECIPES).batch(np.arange(6))
    with torch.inference_mode():
        assert torch.allclose(training_tower()(batch), make_recipe_tower()(batch), atol=1e-6)


@pytest.mark.parametrize("kind", ["part", "ingredient", "step", "word", "hidden"])
def test_what_is_taken_from_recipes_in_training_is_left_afterwards(kind):
    tower = training_tower(**{kind: 0.5})
    batch = read(*RECIPES).batch(np.arange(6))
    with torch.inference_mode():
        assert not torch.allclose(tower(batch), tower(batch), atol=1e-3)
        assert torch.equal(tower.eval()(batch), make_recipe_tower()(batch))


@pytest.mark.parametrize(
    ("dropout", "missing"),
    [
        ({"part": 1.0}, set(Part)),
        ({"ingredient": 1.0}, {Part.INGREDIENTS}),
        ({"step": 1.0}, {Part.INSTRUCTIONS}),
    ],
)
def test_what_is_left_out_altogether_is_as_if_it_were_not_there(dropout, missing):
    batch = read(*RECIPES).batch(np.arange(6))
    without = read(*[recipe.only(set(Part) - missing) for recipe in RECIPES])
    with torch.inference_mode():
        found = training_tower(**dropout)(batch)
    assert np.allclose(found, make_recipe_tower().project(without), atol=1e-6)


def test_a_quarter_of_the_ingredients_is_left_out():
    many = sequences([4000], WORDS).take(np.array([0]))
    tower = training_tower(ingredient=0.25)
    seen = []
    tower.ingredients.register_forward_hook(lambda _, given, __: seen.append(given[0]))
    with torch.inference_mode():
        tower.read_ingredients(many)
    assert 2850 < int(seen[0].lengths[0]) < 3150
