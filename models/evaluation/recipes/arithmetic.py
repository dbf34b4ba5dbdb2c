"""What ingredient arithmetic is worth, and how much an ingredient weighs beside a photo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.encoders.protocols import Vectors
from models.evaluation.recipes.questions import IngredientQuestion
from models.evaluation.retrieval import Retrieval

WEIGHTS = tuple(step / 10 for step in range(1, 21))
_BLOCK = 512


@dataclass(frozen=True, eq=False)
class IngredientAlgebra:
    """Questions with all the vectors that they need.

    Attributes:
        questions: What is asked.
        photos: Unit vectors of the photos, `[n, d]`.
        recipes: Unit vectors of the recipes, `[n, d]`.
        ingredients: Unit vector `[d]` of every ingredient that is named.
    """

    questions: Sequence[IngredientQuestion]
    photos: Vectors
    recipes: Vectors
    ingredients: Mapping[str, Vectors]

    def judge(self, weight: float) -> Retrieval:
        """Judges `photo + weight (plus - minus)`; 0 asks with the photo alone."""
        return self._judge(self._photos + weight * (self._plus - self._minus))

    def judge_ingredient(self) -> Retrieval:
        """Judges the added ingredient alone."""
        return self._judge(self._plus)

    def best_weight(self) -> float:
        """Returns the weight with the largest sum of R@1, R@5 and R@10; of several the smallest."""
        judged = {weight: self.judge(weight) for weight in WEIGHTS}
        return max(WEIGHTS, key=lambda w: (judged[w].r1 + judged[w].r5 + judged[w].r10, -w))

    @property
    def _photos(self) -> Vectors:
        return self.photos[[question.row for question in self.questions]]

    @property
    def _plus(self) -> Vectors:
        return np.stack([self.ingredients[question.plus] for question in self.questions])

    @property
    def _minus(self) -> Vectors:
        return np.stack([self.ingredients[question.minus] for question in self.questions])

    def _judge(self, queries: Vectors) -> Retrieval:
        """Ranks the recipes; the dish that is asked with is not among the answers."""
        ranks = np.zeros(len(queries), dtype=np.int64)
        for start in range(0, len(queries), _BLOCK):
            scores = queries[start : start + _BLOCK] @ self.recipes.T
            for place, own in enumerate(scores):
                question = self.questions[start + place]
                own[question.row] = -np.inf
                right = np.array(sorted(question.right))
                wrong = np.ones(len(own), dtype=np.bool_)
                wrong[[*right, question.row]] = False
                ranks[start + place] = (~(own[wrong] < own[right].max())).sum()
        return Retrieval.from_ranks(ranks)


def named_ingredients(questions: Sequence[IngredientQuestion]) -> list[str]:
    """Returns every ingredient that questions name."""
    return sorted({name for question in questions for name in (question.minus, question.plus)})
