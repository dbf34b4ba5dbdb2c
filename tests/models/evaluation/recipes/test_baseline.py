"""The papers' baseline: canonical correlation of pooled features and mean word vectors."""

import numpy as np
import pytest

from models.evaluation.recipes import chance, judge_bags
from models.evaluation.recipes.baseline import GRID, CcaBaseline, fit_cca, mean_words
from models.exceptions import WeightsCorrupt
from models.recipes.canonical import fit_canonical
from models.recipes.recipe import Part, Recipe
from tests.models.recipes.conftest import WORDS, cook, kitchen_words, read

POOLED = 16


def pairs(number, seed):
    recipes, photos = cook(number, seed)
    return photos, read(*recipes)


@pytest.fixture(scope="module")
def fitted():
    return fit_cca(pairs(200, 1), pairs(100, 2), POOLED, WORDS)


@pytest.mark.parametrize("lost", ["cca:photo:mean", "cca:recipe:axes", "cca:recipe:deviation"])
def test_a_baseline_that_lacks_something_is_refused(fitted, lost):
    tensors = {name: array for name, array in fitted.tensors().items() if name != lost}
    with pytest.raises(WeightsCorrupt, match=lost):
        CcaBaseline.from_tensors(tensors)


def test_mean_words_are_those_of_ingredients_beside_those_of_steps():
    words = kitchen_words()
    recipe = Recipe("Pie", ("2 leeks", "1 cup olive oil"), ("Cook slowly.", "Cook the pie."))
    found = mean_words(read(recipe, Recipe("Pie"), recipe.only({Part.INSTRUCTIONS})), WORDS)
    ingredients = (words.ingredient("leek") + words.ingredient("olive oil")) / 2
    steps = (words.text(["cook", "slowly"]) + words.text(["cook", "pie"])) / 2
    assert np.allclose(found[0], [*ingredients, *steps], atol=1e-6)
    assert not found[1].any()
    assert np.allclose(found[2], [*np.zeros(WORDS), *steps], atol=1e-6)


def test_it_finds_dishes_that_it_was_not_fitted_on(fitted):
    for way in judge_bags(*fitted.project(*pairs(100, 3))):
        assert way.medr < 0.4 * chance(100).medr


def test_nothing_but_pooled_features_and_words_is_looked_at(fitted):
    photos, recipes = pairs(20, 3)
    before = fitted.project(photos, recipes)
    changed = photos.copy()
    changed[:, POOLED:] = 9
    after = fitted.project(changed, recipes.only([Part.INGREDIENTS, Part.INSTRUCTIONS]))
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)
        assert np.allclose(np.linalg.norm(one, axis=1), 1, atol=1e-5)


def test_the_settings_that_serve_dev_best_are_taken(fitted):
    (photos, recipes), dev = pairs(200, 1), pairs(100, 2)

    def merit(baseline):
        ways = judge_bags(*baseline.project(*dev))
        return sum(way.r1 + way.r5 + way.r10 for way in ways)

    every = [
        CcaBaseline(*fit_canonical(photos[:, :POOLED], mean_words(recipes, WORDS), own))
        for own in GRID
    ]
    assert merit(fitted) == max(map(merit, every)) > min(map(merit, every))


def test_it_comes_back_as_it_was(fitted):
    again = CcaBaseline.from_tensors(fitted.tensors() | {"words": np.zeros(3)})
    for one, other in zip(fitted.project(*pairs(9, 3)), again.project(*pairs(9, 3)), strict=True):
        np.testing.assert_array_equal(one, other)
