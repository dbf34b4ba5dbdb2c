"""The baseline of the papers: canonical correlation of image features and mean word vectors.

Salvador et al. 2017 (section 5.1) compare with it: for a recipe the mean word vector of its
ingredients beside one of its instructions, for a photo the pooled features of the frozen network.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.encoders.protocols import Vectors
from models.evaluation.retrieval import judge_retrieval
from models.exceptions import WeightsCorrupt
from models.recipes.canonical import CanonicalSettings, LinearMap, fit_canonical
from models.recipes.features import RecipeFeatures

GRID = tuple(
    CanonicalSettings(axes, ridge) for axes in (20, 40, 80) for ridge in (0.1, 0.3, 1.0, 3.0)
)
"""Settings that are tried; the best on dev is the baseline."""

_PREFIX = "cca:"
_SIDES = ("photo", "recipe")
_PARTS = ("mean", "deviation", "axes")


@dataclass(frozen=True, eq=False)
class CcaBaseline:
    """Maps from features of frozen encoders to shared axes.

    Attributes:
        photo: Over the first level of image vectors.
        recipe: Over the means of word vectors of ingredients and of steps.
    """

    photo: LinearMap
    recipe: LinearMap

    def project(self, images: Vectors, recipes: RecipeFeatures) -> tuple[Vectors, Vectors]:
        """Maps photos and recipes to unit vectors, `[n, a]` each."""
        pooled = images[:, : len(self.photo.mean)]
        width = len(self.recipe.mean) // 2
        return self.photo.project(pooled), self.recipe.project(mean_words(recipes, width))

    def tensors(self) -> dict[str, Vectors]:
        """Returns all numbers, by name."""
        return {
            f"{_PREFIX}{side}:{part}": getattr(getattr(self, side), part)
            for side in _SIDES
            for part in _PARTS
        }

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Vectors]) -> "CcaBaseline":
        """Reads what `tensors` returned; others may stand among them.

        Raises:
            WeightsCorrupt: Something is missing.
        """
        try:
            maps = [
                LinearMap(*(tensors[f"{_PREFIX}{side}:{part}"] for part in _PARTS))
                for side in _SIDES
            ]
        except KeyError as error:
            raise WeightsCorrupt(f"the baseline beside the heads lacks {error}") from error
        return cls(*maps)


def fit_cca(
    train: tuple[Vectors, RecipeFeatures],
    dev: tuple[Vectors, RecipeFeatures],
    pooled: int,
    words: int,
) -> CcaBaseline:
    """Fits the baseline on pairs of `train`, with the settings that serve `dev` best.

    Args:
        train: Image vectors and recipes, row by row.
        dev: Likewise.
        pooled: Length of the first level of image vectors.
        words: Length of word vectors.
    """
    images, recipes = train[0][:, :pooled], mean_words(train[1], words)
    fitted = [CcaBaseline(*fit_canonical(images, recipes, settings)) for settings in GRID]
    return max(fitted, key=lambda baseline: _merit(*baseline.project(*dev)))


def mean_words(recipes: RecipeFeatures, width: int) -> Vectors:
    """Returns mean word vectors of ingredients and of steps side by side, `[n, 2 * width]`.

    Args:
        recipes: Their steps' vectors end with the mean over the words of each.
        width: Length of word vectors.
    """
    parts = []
    for sequences in (recipes.ingredients, recipes.steps):
        batch = sequences.take(np.arange(len(recipes)))
        parts.append(batch.means()[:, -width:].numpy())
    return np.concatenate(parts, axis=1)


def _merit(photos: Vectors, recipes: Vectors) -> float:
    forth, back = judge_retrieval(photos, recipes, np.arange(len(photos)))
    return sum(way.r1 + way.r5 + way.r10 for way in (forth, back))
