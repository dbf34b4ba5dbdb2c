"""A kitchen of few words: recipes, photos that show what is in them, and small towers."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from models.heads import HeadKind, HeadShape
from models.recipes.anchor import LinearAnchor
from models.recipes.canonical import LinearMap
from models.recipes.features import RecipeFeatures, Sequences
from models.recipes.photo_tower import PhotoShape, PhotoTower
from models.recipes.reading import read_recipes
from models.recipes.recipe import Recipe
from models.recipes.recipe_tower import RecipeTower, TowerShape
from models.recipes.words import RecipeWords
from models.words.tokenising import split_words
from models.words.vectors import WordVectors

KINDS = ("soup", "salad", "pie", "curry")
MAINS = ("tofu", "chicken", "beef", "prawn", "lentil", "pumpkin", "spinach", "leek")
SIDES = (
    *("rice", "cream", "lemon", "ginger", "olive oil", "garlic"),
    *("onion", "basil", "honey", "walnut", "feta", "thyme"),
)
WORDS, SENTENCE, IMAGE = 8, 12, 24
"""Lengths of the vectors of words, of texts, and of photos."""


@pytest.fixture(autouse=True, scope="package")
def one_thread():
    """These matrices are small: a second thread waits longer than it helps on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def draw(seed, *shape):
    """Normal numbers, float32."""
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def kitchen_words():
    """A random vector for each word of the kitchen; `olive_oil` has one of its own."""
    spelled = [word.replace(" ", "_") for word in (*KINDS, *MAINS, *SIDES)]
    return RecipeWords(
        WordVectors([*spelled, "oil", "cook", "slowly"], draw(3, len(spelled) + 3, 8))
    )


def read_texts(texts: Sequence[str]):
    """A frozen text encoder: the mean over random vectors of the words, whatever their order."""
    vectors = [
        np.mean([draw(list(word.encode()), SENTENCE) for word in split_words(text.casefold())], 0)
        for text in texts
    ]
    return np.array(vectors, dtype=np.float32).reshape(len(texts), SENTENCE)


def read(*recipes: Recipe) -> RecipeFeatures:
    return read_recipes(recipes, read_texts, kitchen_words())


def sequences(lengths, dimension, seed=0) -> Sequences:
    return Sequences.of_lengths(draw(seed, sum(lengths), dimension), lengths)


def cook(number, seed):
    """Recipes of a kind with a main and three sides, and photos in which all of it is seen."""
    rng = np.random.default_rng(seed)
    seen = np.random.default_rng(7).normal(size=(len(KINDS) + len(MAINS) + len(SIDES), IMAGE))
    recipes, photos = [], []
    for _ in range(number):
        kind, main = rng.integers(len(KINDS)), rng.integers(len(MAINS))
        sides = rng.choice(len(SIDES), 3, replace=False)
        recipes.append(
            Recipe(
                f"{MAINS[main]} {KINDS[kind]}".title(),
                (f"200 g {MAINS[main]}", *(f"1/2 cup {SIDES[side]}, chopped" for side in sides)),
                (f"Cook the {SIDES[sides[0]]} slowly.", f"Serve the {KINDS[kind]}."),
            )
        )
        shown = [kind, len(KINDS) + main, *(len(KINDS) + len(MAINS) + sides)]
        photos.append(np.abs(seen[shown].sum(axis=0) + 0.1 * rng.normal(size=IMAGE)))
    return recipes, np.array(photos, dtype=np.float32)


def linear_map(features, outputs, seed):
    deviation = np.abs(draw(seed + 2, features)) + np.float32(0.5)
    return LinearMap(draw(seed, features), deviation, draw(seed + 1, outputs, features))


def make_recipe_tower(anchored=0, weight=0.0, **rest) -> RecipeTower:
    """A tower with random weights, and a scaler that has seen something."""
    torch.manual_seed(0)
    shape = TowerShape(
        (SENTENCE, WORDS), WORDS, outputs=10, hidden=6, anchored=anchored, anchor_weight=weight
    )
    tower = RecipeTower(TowerShape(**(vars(shape) | rest)))
    tower.scaler.fit(torch.from_numpy(draw(5, 40, sum(tower.shape.levels))))
    if anchored:
        tower.anchor = LinearAnchor.of(linear_map(tower.shape.summary, anchored, 20))
    return tower.eval()


def make_photo_tower(anchored=0, weight=0.0) -> PhotoTower:
    torch.manual_seed(1)
    head = HeadShape(HeadKind.MLP, (16, 8), outputs=10, hidden=12, power=0.5)
    tower = PhotoTower(PhotoShape(head, anchored, weight))
    tower.head.scaler.fit(torch.from_numpy(np.abs(draw(6, 40, IMAGE))))
    if anchored:
        tower.anchor = LinearAnchor.of(linear_map(IMAGE, anchored, 30))
    return tower.eval()
