"""How probably a hit is the dish that was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.calibration.background import Background
from models.calibration.backgrounds import Modality, with_prefix
from models.calibration.logistic import Logistic, fit_rising
from models.calibration.relevance import standing, with_some_others
from models.calibration.thresholds import Judged, best_threshold
from models.encoders.protocols import Vectors
from models.exceptions import WeightsCorrupt

CARD = "relevance"

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Asked:
    """Queries of one kind with what is relevant to each.

    Attributes:
        queries: Unit vectors, `[q, d]`.
        searched: Unit vectors of what is searched, `[n, d]`.
        relevant: What each query should find, bool `[q, n]`.
    """

    queries: Vectors
    searched: Vectors
    relevant: NDArray[np.bool_]

    @property
    def scores(self) -> Vectors:
        """Cosines of the queries with all that is searched, `[q, n]`."""
        result: Vectors = self.queries @ self.searched.T
        return result


@dataclass(frozen=True)
class Questions:
    """What relevance is fitted on, some kinds of queries for each of its parts.

    Attributes:
        images: Queries without a photo that look for photos.
        texts: Photos that look for recipes.
        images_alike: Photos that look for other photos.
        texts_alike: Queries without a photo that look for other recipes.
    """

    images: Sequence[Asked]
    texts: Sequence[Asked]
    images_alike: Sequence[Asked]
    texts_alike: Sequence[Asked]


@dataclass(frozen=True, eq=False)
class RecipeRelevance:
    """Relevance of recipes and of photos: the probability of being the same kind of dish.

    It is read off the score and what photos and recipes at large score with the same query, which
    tells a query that is like no dish (Platt 1999, over the features of `standing`).

    Attributes:
        photos: What photos at large look like.
        recipes: What recipes at large look like.
        images: Relevance of photos to a question of recipes, ingredients or both.
        texts: Relevance of recipes to a question with a photo.
        images_alike: Relevance of photos to a question with a photo; two photos of anything are
            nearer to each other than a photo to a recipe. None where it was not fitted.
        texts_alike: Relevance of recipes to a question without one, or None likewise.
    """

    photos: Background
    recipes: Background
    images: Logistic
    texts: Logistic
    images_alike: Logistic | None = None
    texts_alike: Logistic | None = None

    def of(
        self, query: Vectors, scores: ArrayLike, modality: Modality, *, alike: bool = False
    ) -> Floats | None:
        """Returns the relevance of hits, from 0 to 1; it rises with the score.

        Args:
            query: Unit vector of the query, `[d]`.
            scores: Cosines of the hits with it, `[n]`.
            modality: What was searched: photos (`images`) or recipes (`texts`).
            alike: Photos were searched with a question that holds a photo, or recipes with one
                that holds none.

        Returns:
            Relevance, `[n]`, or None where it was not fitted for such questions.
        """
        fitted = self._fit_of(modality, alike=alike)
        if fitted is None:
            return None
        return fitted.probabilities(self._standing(query[None], np.asarray(scores)[None])[0])

    def to_card(self) -> dict[str, Any]:
        """Returns the fitted numbers for a card."""
        fits = {name: getattr(self, name) for name in (*_CROSSING, *_ALIKE)}
        return {name: fitted.to_card() for name, fitted in fits.items() if fitted is not None}

    def _fit_of(self, modality: Modality, *, alike: bool) -> Logistic | None:
        if modality == "images":
            return self.images_alike if alike else self.images
        return self.texts_alike if alike else self.texts

    def tensors(self) -> dict[str, Vectors]:
        """Returns everything else, float32 of one dimension, by name."""
        return {
            f"{name}:{part}": array
            for name in ("photos", "recipes")
            for part, array in getattr(self, name).tensors().items()
        }

    @classmethod
    def from_card(
        cls, card: Mapping[str, Any], tensors: Mapping[str, Vectors]
    ) -> "RecipeRelevance":
        """Reads what `to_card` and `tensors` returned; other tensors may stand among them.

        Raises:
            WeightsCorrupt: Something is missing or does not fit.
        """
        try:
            return cls(
                Background.from_tensors(with_prefix(tensors, "photos:")),
                Background.from_tensors(with_prefix(tensors, "recipes:")),
                *(_read_logistic(card[name]) for name in _CROSSING),
                *(_read_logistic(card[name]) if name in card else None for name in _ALIKE),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise WeightsCorrupt(f"the relevance beside the heads is damaged: {error}") from error

    @classmethod
    def fit(
        cls,
        photos: Vectors,
        recipes: Vectors,
        questions: "Questions",
    ) -> "RecipeRelevance":
        """Fits relevance; then 0.5 is the cut-off with the best F1 over the kinds of queries.

        Args:
            photos: What the heads were trained on, `[n, d]`.
            recipes: Likewise.
            questions: Of dishes that the heads were not trained on.
        """
        nothing = Logistic((0.0,) * _FEATURES, 0.0)
        return cls(Background.of(photos), Background.of(recipes), nothing, nothing).refitted(
            questions
        )

    def refitted(self, questions: "Questions") -> "RecipeRelevance":
        """Fits relevance likewise, over the same backgrounds."""
        fits: dict[str, Any] = {
            own.name: self._fitted(getattr(questions, own.name)) for own in fields(questions)
        }
        return replace(self, **fits)

    def _fitted(self, kinds: Sequence[Asked]) -> Logistic | None:
        """Fits one part, or none where nothing is relevant."""
        if not any(kind.relevant.any() for kind in kinds):
            return None
        features = [self._standing(kind.queries, kind.scores) for kind in kinds]  # [q, n, f] each
        targets = np.concatenate([kind.relevant.ravel() for kind in kinds])
        flat = np.concatenate([own.reshape(-1, _FEATURES) for own in features])
        kept = with_some_others(targets)
        stand_for = (~targets).sum() / max(1, (~targets[kept]).sum())
        importance = np.where(targets[kept], 1.0, stand_for)
        fitted = fit_rising(flat[kept], targets[kept], importance, rising=1)
        judged = [
            Judged.of(fitted.logits(own), kind.relevant)
            for own, kind in zip(features, kinds, strict=True)
            if kind.relevant.any()
        ]
        return Logistic(fitted.weights, fitted.bias - best_threshold(judged))

    def _standing(self, queries: Vectors, scores: NDArray[np.floating]) -> Floats:
        return standing(scores, self.photos.scores(queries), self.recipes.scores(queries))


_FEATURES = 5  # of `standing`
_CROSSING, _ALIKE = ("images", "texts"), ("images_alike", "texts_alike")


def _read_logistic(card: Mapping[str, Any]) -> Logistic:
    """Reads a fit, which has a weight for every feature."""
    fitted = Logistic.from_card(card)
    if len(fitted.weights) != _FEATURES:
        raise ValueError(f"{len(fitted.weights)} weights for {_FEATURES} features")
    return fitted
