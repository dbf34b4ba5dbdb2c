"""Trained towers get anchors where dev gains, and what a space needs is fitted to what they became."""

from dataclasses import replace

import numpy as np
import pytest

from models.calibration.background import Background
from models.evaluation.recipes.arithmetic import WEIGHTS, IngredientAlgebra, named_ingredients
from models.evaluation.recipes.questions import ask_ingredients
from models.evaluation.retrieval import judge_retrieval
from models.recipes.reading import read_ingredients
from models.recipes.relevance import RecipeRelevance
from models.recipes.training.finishing import ANCHOR_WEIGHTS, anchor_towers, finish_recipes
from models.recipes.training.material import RecipePairs
from models.recipes.training.run import project_pairs, split_towers
from models.recipes.training.titles import DishClasses
from tests.models.recipes.conftest import SENTENCE, WORDS, kitchen_words, read
from tests.models.recipes.training.conftest import SMALL, kitchen, photographed, run


@pytest.fixture(scope="module")
def towers(learnt):
    return split_towers(learnt.module)


@pytest.fixture(scope="module")
def finished(towers):
    return finish_recipes(towers, *kitchen(), SMALL)


def merit(towers):
    photos, recipes = project_pairs(towers, kitchen()[1].dev)
    ways = judge_retrieval(photos, recipes, np.arange(100))
    return sum(way.r1 + way.r5 + way.r10 for way in ways)


def kinds():
    data, material = kitchen()
    dishes = DishClasses.from_names(material.phrases)
    return dishes.of(recipe.title for recipe in data.dev.recipes)


def test_without_anchored_coordinates_towers_stay_as_they_are(towers):
    assert anchor_towers(towers, kitchen()[1], replace(SMALL, anchored=0)) is towers


@pytest.mark.parametrize("epochs", [0, 2, 24])
@pytest.mark.parametrize("ridge", [0.1, 1000.0])
def test_anchors_make_dev_no_worse(towers, epochs, ridge):
    settings = replace(SMALL, anchor_ridge=ridge)
    if epochs < SMALL.epochs:
        short = replace(SMALL, epochs=max(1, epochs), learning_rate=5e-3 * bool(epochs))
        towers = split_towers(run(short).module)
    anchored = anchor_towers(towers, kitchen()[1], settings)
    assert merit(anchored) >= merit(towers)
    if not epochs:
        assert merit(anchored) > merit(towers) + 50
        assert anchored[0].shape.anchor_weight > 0.3
    assert anchored[0].shape.anchor_weight == anchored[1].shape.anchor_weight
    assert anchored[0].shape.anchor_weight in ANCHOR_WEIGHTS


def test_anchors_that_help_nothing_are_left_out(towers, monkeypatch):
    monkeypatch.setattr("models.recipes.training.finishing._merit", lambda *_: 3.0)
    assert anchor_towers(towers, kitchen()[1], SMALL) is towers


def test_the_smallest_weight_of_the_best_is_taken(towers, monkeypatch):
    found = {0.2: 5.0, 0.25: 5.0, 0.3: 4.0}
    monkeypatch.setattr(
        "models.recipes.training.finishing._merit",
        lambda own, _: found.get(own[0].shape.anchor_weight, 1.0),
    )
    anchored = anchor_towers(towers, kitchen()[1], SMALL)
    assert [tower.shape.anchor_weight for tower in anchored] == [0.2, 0.2]
    assert [tower.shape.anchored for tower in anchored] == [6, 6]


def test_no_more_coordinates_are_anchored_than_there_are(towers):
    anchored = anchor_towers(towers, kitchen()[1], replace(SMALL, anchored=500))
    assert [tower.shape.anchored for tower in anchored] == [24, 24]  # as many as photos have
    vectors = project_pairs(anchored, kitchen()[1].dev)
    assert [own.shape for own in vectors] == [(100, 16 + 24)] * 2


def test_what_was_learnt_stays_as_it_was(towers, finished):
    """The first coordinates are those of the towers as they were trained, shorter."""
    weight = finished.towers[0].shape.anchor_weight
    assert 0 < weight < 1
    after = project_pairs(finished.towers, kitchen()[1].dev)
    for own, before in zip(after, project_pairs(towers, kitchen()[1].dev), strict=True):
        assert np.allclose(own[:, :16], (1 - weight) ** 0.5 * before, atol=1e-5)
        assert np.allclose(np.linalg.norm(own, axis=1), 1, atol=1e-5)


def test_relevance_is_fitted_to_the_towers_with_their_anchors(finished):
    _, material = kitchen()
    relevance = RecipeRelevance.from_card(finished.fitted["relevance"], finished.arrays)
    photos, recipes = project_pairs(finished.towers, material.train)
    assert np.allclose(relevance.photos.mean, Background.of(photos).mean, atol=1e-6)
    assert np.allclose(relevance.recipes.mean, Background.of(recipes).mean, atol=1e-6)


@pytest.mark.parametrize("modality", ["images", "texts"])
def test_dishes_of_the_same_kind_are_more_relevant(finished, modality):
    relevance = RecipeRelevance.from_card(finished.fitted["relevance"], finished.arrays)
    photos, recipes = project_pairs(finished.towers, kitchen()[1].dev)
    queries, searched = (recipes, photos) if modality == "images" else (photos, recipes)
    found = np.stack([relevance.of(q, searched @ q, modality) for q in queries])
    same = kinds()[:, None] == kinds()
    assert found[same].mean() > found[~same].mean() + 0.1
    assert found[np.eye(100, dtype=bool)].mean() > found[same].mean() + 0.1
    assert 0.5 * same.sum() < (found > 0.5).sum() < 2 * same.sum()


def test_an_ingredient_weighs_what_answers_most_questions(finished):
    data, material = kitchen()
    questions = ask_ingredients(data.dev.recipes, kinds(), material.phrases)
    names = named_ingredients(questions)
    vectors = finished.towers[1].project(read_ingredients(names, kitchen_words(), SENTENCE + WORDS))
    photos, recipes = project_pairs(finished.towers, material.dev)
    algebra = IngredientAlgebra(questions, photos, recipes, dict(zip(names, vectors, strict=True)))

    def answered(weight):
        judged = algebra.judge(weight)
        return judged.r1 + judged.r5 + judged.r10

    weight = finished.fitted["ingredient_weight"]
    assert weight in WEIGHTS
    assert answered(weight) == max(map(answered, WEIGHTS))
    assert answered(weight) > answered(0.0) + 30


def test_recipes_that_allow_no_question_leave_an_ingredient_at_one(towers):
    data, material = kitchen()
    untitled = photographed([replace(recipe, title="Dinner") for recipe in data.dev.recipes])
    found = finish_recipes(towers, replace(data, dev=untitled), material, SMALL)
    assert found.fitted["ingredient_weight"] == 1.0


def test_two_dishes_of_one_class_are_enough_to_fit_on(towers):
    """Everything is relevant then."""
    data, material = kitchen()
    rows = np.flatnonzero(kinds() == kinds()[0])[:2]
    recipes = [data.dev.recipes[row] for row in rows]
    dev = RecipePairs(material.dev.images[rows], read(*recipes))
    found = finish_recipes(
        towers, replace(data, dev=photographed(recipes)), replace(material, dev=dev), SMALL
    )
    relevance = RecipeRelevance.from_card(found.fitted["relevance"], found.arrays)
    photos, told = project_pairs(found.towers, dev)
    for photo in photos:
        assert relevance.of(photo, told @ photo, "texts").min() >= 0.5
