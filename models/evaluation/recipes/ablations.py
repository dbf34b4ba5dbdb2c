"""What each part of a recipe space brings: the same training with one thing changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from models.encoders.protocols import Vectors
from models.evaluation.recipes.baseline import mean_words
from models.recipes.features import RecipeFeatures, Sequences
from models.recipes.recipe import Part, Recipe
from models.recipes.sequences import Order
from models.recipes.training.material import RecipeData, RecipeMaterial, RecipePairs
from models.recipes.training.settings import RecipeSettings
from models.recipes.wording import lines_of
from models.training.losses import LossKind

ORDINARY = "as shipped, trained again"
TFIDF_AXES = 300

_TITLE, _INGREDIENTS, _STEPS = Part.TITLE, Part.INGREDIENTS, Part.INSTRUCTIONS

CHANGES: Mapping[str, Mapping[str, Any]] = {
    ORDINARY: {},
    "no title: the papers' tower": {"parts": (_INGREDIENTS, _STEPS)},
    "no instructions": {"parts": (_TITLE, _INGREDIENTS)},
    "no ingredients": {"parts": (_TITLE, _STEPS)},
    "titles only": {"parts": (_TITLE,)},
    "means in the place of LSTMs": {"order": Order.MEAN},
    "without semantic regularisation": {"semantic_weight": 0.0},
    "cosine-embedding loss": {"loss": LossKind.COSINE},
    "triplet loss, hardest negatives": {"loss": LossKind.TRIPLET},
}
"""Settings that differ, by what the variant is called."""

Summarise = Callable[[RecipeData, RecipeMaterial], tuple[Vectors, Vectors]]


@dataclass(frozen=True)
class Variant:
    """One training.

    Attributes:
        name: What is changed.
        settings: How it is trained.
        material: What it is trained on.
    """

    name: str
    settings: RecipeSettings
    material: RecipeMaterial


def make_variants(
    data: RecipeData, material: RecipeMaterial, settings: RecipeSettings
) -> list[Variant]:
    """Returns all variants; training them is the caller's."""
    changed = [Variant(name, replace(settings, **own), material) for name, own in CHANGES.items()]
    fixed = [
        _over_fixed_vectors(name, summarise(data, material), settings, material)
        for name, summarise in _SUMMARIES.items()
    ]
    return [*changed, *fixed]


def _over_fixed_vectors(
    name: str, vectors: tuple[Vectors, Vectors], settings: RecipeSettings, material: RecipeMaterial
) -> Variant:
    """Trains a head over one vector a recipe: the tower reads it in the place of the title."""
    train, dev = vectors
    return Variant(
        name,
        replace(settings, parts=(_TITLE,)),
        replace(
            material,
            text_levels=(train.shape[1],),
            train=_with_vectors(material.train, train),
            dev=_with_vectors(material.dev, dev),
        ),
    )


def _with_vectors(pairs: RecipePairs, vectors: Vectors) -> RecipePairs:
    count, width = vectors.shape
    recipes = RecipeFeatures(
        titles=vectors,
        titled=np.ones(count, dtype=np.bool_),
        ingredients=Sequences.empty(count, pairs.recipes.ingredients.vectors.shape[1]),
        steps=Sequences.empty(count, width),
    )
    return RecipePairs(pairs.images, recipes)


def _means(_: RecipeData, material: RecipeMaterial) -> tuple[Vectors, Vectors]:
    width = material.words.dimension
    return mean_words(material.train.recipes, width), mean_words(material.dev.recipes, width)


def _tfidf(data: RecipeData, _: RecipeMaterial) -> tuple[Vectors, Vectors]:
    """Weighs the words of whole recipes, titles among them, along their main axes."""
    weigh = TfidfVectorizer(analyzer=_all_words, min_df=2, sublinear_tf=True)
    train = weigh.fit_transform(data.train.recipes)
    axes = TruncatedSVD(min(TFIDF_AXES, min(train.shape) - 1), random_state=0)
    reduced = axes.fit_transform(train).astype(np.float32)
    dev: Vectors = axes.transform(weigh.transform(data.dev.recipes)).astype(np.float32)
    return reduced, dev


def _all_words(recipe: Recipe) -> Sequence[str]:
    return [word for line in lines_of(recipe) for word in line]


_SUMMARIES: Mapping[str, Summarise] = {
    "head over mean word vectors": _means,
    "head over TF-IDF": _tfidf,
}
