"""How many analogies word vectors solve."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.words.vectors import WordVectors

_AT_A_TIME = 256  # questions


class Question(NamedTuple):
    """a is to b as c is to d; d is looked for."""

    section: str
    a: str
    b: str
    c: str
    d: str


@dataclass(frozen=True)
class AnalogyFigures:
    """How many analogies were solved.

    Attributes:
        accuracy: In per cent of those that were asked.
        asked: Questions whose four words are in the vocabulary.
        skipped: The others.
        sections: Accuracy of each section in per cent, and how many of it were asked.
    """

    accuracy: float
    asked: int
    skipped: int
    sections: dict[str, tuple[float, int]]


def judge_analogies(
    vectors: WordVectors, questions: Sequence[Question], most_frequent: int = 30_000
) -> AnalogyFigures:
    """Solves analogies: d must be the word nearest to b - a + c, but for a, b and c.

    Mikolov et al. 2013 (arXiv 1301.3781), section 4.1; unit vectors, as in word2vec's own program.

    Args:
        vectors: What is judged.
        questions: What is asked; those with a word that is unknown are skipped.
        most_frequent: Words that are looked among, and that count as known.
    """
    place = {word: row for word, row in vectors.rows.items() if row < most_frequent}
    usable = [q for q in questions if all(word in place for word in q[1:])]
    rows = np.array([[place[word] for word in q[1:]] for q in usable]).reshape(-1, 4)
    right = _solve(vectors, rows, most_frequent)
    asked, solved = Counter[str](), Counter[str]()
    for question, is_right in zip(usable, right, strict=True):
        asked[question.section] += 1
        solved[question.section] += bool(is_right)
    return AnalogyFigures(
        accuracy=_per_cent(sum(solved.values()), len(usable)),
        asked=len(usable),
        skipped=len(questions) - len(usable),
        sections={name: (_per_cent(solved[name], count), count) for name, count in asked.items()},
    )


def _solve(vectors: WordVectors, rows: NDArray[np.int64], most_frequent: int) -> NDArray[np.bool_]:
    units = vectors.unit(np.arange(min(most_frequent, len(vectors.words))))  # [n, d]
    right = np.zeros(len(rows), dtype=bool)
    for start in range(0, len(rows), _AT_A_TIME):
        a, b, c, d = rows[start : start + _AT_A_TIME].T
        scores = (units[b] - units[a] + units[c]) @ units.T  # [q, n]
        for left_out in (a, b, c):
            scores[np.arange(len(scores)), left_out] = -np.inf
        right[start : start + len(scores)] = scores.argmax(axis=1) == d
    return right


def _per_cent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
