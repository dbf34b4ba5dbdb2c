"""A recipe space over the weightless encoders, made by hand: a red photo and a red dish are near.

Opening the shipped one takes a server of a test five seconds, for encoders that it never asks.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from models.calibration.logistic import Logistic
from models.heads import HeadKind, HeadShape
from models.recipes.files import save_recipe_heads
from models.recipes.photo_tower import PhotoShape, PhotoTower
from models.recipes.recipe_tower import RecipeTower, TowerShape
from models.recipes.relevance import RecipeRelevance
from models.words.vectors import WordVectors
from tests.calibrated import NAMED, plain_background

KNOWN = (
    *("butter", "chicken", "garlic", "honey", "milk", "oat", "oats", "olive", "oil", "olive oil"),
    *("onion", "rice", "rolled", "rolled oat", "salt", "strawberry", "sugar", "tofu", "tomato"),
)
"""Ingredients that have a vector."""
_COLOURS, _WIDTH, _WORDS = 11, 64, 4
_QUIETER = 0.2  # what ingredients, steps and nothing at all weigh beside a colour in the title


def save_weightless_recipes(path: Path) -> str:
    """Saves the heads; where a title names colours and a photo shows them, the two are near."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for ending, content in _files().items():
        path.with_suffix(ending).write_bytes(content)
    return str(path)


@cache
def _files() -> Mapping[str, bytes]:
    """Heads and card, which every test has a copy of and which take longer to make than to write."""
    photo = PhotoTower(PhotoShape(HeadShape(HeadKind.LINEAR, (_WIDTH,), _COLOURS))).eval()
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(0)
        recipe = RecipeTower(TowerShape((_WIDTH, _WORDS), _WORDS, _COLOURS, 2 * _COLOURS)).eval()
        colours = torch.eye(_COLOURS, _WIDTH)
        photo.head.body.layer.weight.copy_(colours)
        photo.head.body.layer.bias.zero_()
        recipe.title.weight.zero_()[:, :_WIDTH] = torch.cat([colours, -colours])
        recipe.title.bias.zero_()
        recipe.output.weight.mul_(_QUIETER)[:, : 2 * _COLOURS] = torch.cat(
            [torch.eye(_COLOURS), -torch.eye(_COLOURS)], dim=1
        )  # gelu(x) - gelu(-x) is x
        recipe.output.bias.mul_(_QUIETER)
    spelled = [name.replace(" ", "_") for name in KNOWN]
    vectors = np.random.default_rng(0).normal(size=(len(spelled), _WORDS)).astype(np.float32)
    score = Logistic((5.0, 0.0, 0.0, 0.0, 0.0), -2.5)  # 0.5 at a score of 0.5
    plain = plain_background(dimension=_COLOURS)
    relevance = RecipeRelevance(plain, plain, score, score, score, score)
    card = {
        "encoders": {"image": NAMED, "text": NAMED},
        "settings": {"mirrored": False},
        "fitted": {"ingredient_weight": 0.5, "relevance": relevance.to_card()},
    }
    words = WordVectors(spelled, vectors)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "heads.safetensors"
        save_recipe_heads(path, photo, recipe, words, card, relevance.tensors())
        return {file.suffix: file.read_bytes() for file in Path(folder).iterdir()}
