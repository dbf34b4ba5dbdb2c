"""Words of recipes are learnt once, with an ingredient of several words as one."""

from dataclasses import replace

import numpy as np
import pytest

from models.exceptions import NothingToLearn
from models.recipes.recipe import Recipe
from models.recipes.training import words
from models.recipes.training.words import learn_words
from tests.models.recipes.conftest import cook
from tests.models.recipes.training.conftest import SMALL

RECIPES, _ = cook(60, seed=1)
SETTINGS = replace(SMALL, word_epochs=2).word_settings


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def learnt(cache):
    return learn_words(RECIPES, SETTINGS, cache)


def files(cache):
    return sorted(path.suffix for path in cache.rglob("*") if path.is_file())


@pytest.mark.parametrize("recipes", [[], [Recipe()], [Recipe("Pie"), Recipe("Soup")]])
def test_recipes_that_say_too_little_are_refused(tmp_path, recipes):
    with pytest.raises(NothingToLearn):
        learn_words(recipes, SETTINGS, tmp_path)
    assert files(tmp_path) == []


def test_what_recipes_say_has_a_vector(learnt):
    assert {"olive_oil", "tofu", "soup", "cook", "slowly"} <= set(learnt.words)
    assert "olive" not in learnt.words
    assert learnt.dimension == SMALL.word_dimension


def test_their_numbers_have_a_mean_square_of_one(learnt):
    assert (learnt.vectors**2).mean() == pytest.approx(1, abs=1e-5)


def test_they_are_learnt_once(learnt, cache, monkeypatch):
    monkeypatch.setattr(words, "train_words", pytest.fail)
    again = learn_words(RECIPES, SETTINGS, cache)
    assert list(again.words) == list(learnt.words)
    np.testing.assert_array_equal(again.vectors, learnt.vectors)
    assert files(cache) == [".json", ".safetensors"]


def test_other_recipes_and_settings_have_words_of_their_own(learnt, cache, tmp_path):
    same = learn_words(RECIPES, SETTINGS, tmp_path)
    np.testing.assert_array_equal(same.vectors, learnt.vectors)
    other = learn_words(RECIPES, replace(SETTINGS, seed=1), tmp_path)
    assert not np.allclose(other.vectors, learnt.vectors, atol=0.1)
    fewer = learn_words(RECIPES[:20], SETTINGS, tmp_path)
    assert fewer.counts.sum() < learnt.counts.sum()
    assert len(files(tmp_path)) == 6
