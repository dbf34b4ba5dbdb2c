"""Recipes of the small kitchen, which small towers learn in seconds."""

from functools import cache
from pathlib import Path

import pytest
import torch

from models.recipes.training.material import (
    PhotographedRecipes,
    RecipeData,
    RecipeMaterial,
    RecipePairs,
)
from models.recipes.training.run import train_recipe_towers
from models.recipes.training.settings import RecipeSettings
from models.recipes.training.titles import DishClasses
from models.training.hardware import Hardware
from tests.models.recipes.conftest import IMAGE, SENTENCE, WORDS, cook, kitchen_words, read

SMALL = RecipeSettings(
    dimension=16,
    anchored=6,
    image_hidden=48,
    hidden=24,
    word_dimension=WORDS,
    noise=0.1,
    image_dropout=0.0,
    text_dropout=0.0,
    level_dropout=0.0,
    image_hidden_dropout=0.1,
    hidden_dropout=0.1,
    class_least=20,
    batch=50,
    epochs=24,
    judge_every=8,
    learning_rate=5e-3,
    weight_decay=0.01,
    averaging=0.9,
)
CPU = Hardware(torch.device("cpu"), half=False)


def photographed(recipes):
    return PhotographedRecipes([Path(f"{row}.png") for row in range(len(recipes))], recipes)


@cache
def kitchen(train=200, dev=100):
    """What is learnt from, as data and as features."""
    (cooked, photos), (others, judged) = cook(train, seed=1), cook(dev, seed=2)
    titles = [recipe.title for recipe in cooked]
    dishes = DishClasses.of_titles(titles, SMALL.class_least)
    material = RecipeMaterial(
        image_levels=(IMAGE - 8, 8),
        text_levels=(SENTENCE, WORDS),
        words=kitchen_words(),
        train=RecipePairs(photos, read(*cooked)),
        views=[],
        dev=RecipePairs(judged, read(*others)),
        classes=dishes.of(titles),
        phrases=dishes.names,
    )
    return RecipeData(photographed(cooked), photographed(others)), material


def run(settings=SMALL, learnt_from: RecipeMaterial | None = None, unfinished=None, report=None):
    reports = []
    material = learnt_from or kitchen()[1]
    trained = train_recipe_towers(material, settings, CPU, report or reports.append, unfinished)
    assert report or unfinished or reports == trained.history
    return trained


@pytest.fixture(scope="package")
def learnt():
    return run()
