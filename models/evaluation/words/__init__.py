"""Judging word vectors: analogies, and similarity as people see it."""

from models.evaluation.words.analogies import AnalogyFigures, Question, judge_analogies
from models.evaluation.words.similarity import RatedPair, SimilarityFigures, judge_similarity

__all__ = [
    "AnalogyFigures",
    "Question",
    "RatedPair",
    "SimilarityFigures",
    "judge_analogies",
    "judge_similarity",
]
