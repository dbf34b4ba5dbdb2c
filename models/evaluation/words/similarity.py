"""How well word vectors rank pairs as people do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from models.exceptions import NothingToLearn
from models.words.lexicon import Lexicon, Source

_FEWEST_PAIRS = 2


class RatedPair(NamedTuple):
    """Two words, and how alike people find them."""

    first: str
    second: str
    rating: float


@dataclass(frozen=True)
class SimilarityFigures:
    """How well pairs are ranked.

    Attributes:
        spearman: Rank correlation with people's ratings over the pairs that could be compared.
        pairs: How many those are.
        of: How many there are in all.
        spelt: Pairs of which one word at least is known by its spelling alone.
    """

    spearman: float
    pairs: int
    of: int
    spelt: int


def judge_similarity(lexicon: Lexicon, pairs: Sequence[RatedPair]) -> SimilarityFigures:
    """Compares cosines with people's ratings by Spearman's rank correlation.

    Args:
        lexicon: What is judged; where it spells, every pair can be compared, and otherwise those
            whose words are both in the vocabulary.
        pairs: Rated pairs.

    Raises:
        NothingToLearn: Fewer than two pairs can be compared, or all of them are alike.
    """
    from scipy.stats import spearmanr  # noqa: PLC0415 - a second that nothing else needs

    usable = [p for p in pairs if lexicon.speller is not None or _is_known(lexicon, p)]
    if len(usable) < _FEWEST_PAIRS:
        raise NothingToLearn(f"only {len(usable)} of {len(pairs)} pairs have words that are known")
    first = lexicon.look_up([pair.first for pair in usable])
    second = lexicon.look_up([pair.second for pair in usable])
    cosines = np.einsum("nd,nd->n", first.vectors, second.vectors)
    spelt = [
        Source.SPELLING in sources for sources in zip(first.sources, second.sources, strict=True)
    ]
    ratings = np.array([pair.rating for pair in usable])
    if not (np.ptp(cosines) and np.ptp(ratings)):
        raise NothingToLearn("the cosines or the ratings of these pairs are all the same")
    correlation = spearmanr(cosines, ratings).statistic
    return SimilarityFigures(round(float(correlation), 4), len(usable), len(pairs), sum(spelt))


def _is_known(lexicon: Lexicon, pair: RatedPair) -> bool:
    vectors = lexicon.vectors
    return vectors.row(pair.first) is not None and vectors.row(pair.second) is not None
