"""The queries of the benchmark: pictures that show one thing, asked for with another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from models.evaluation.arithmetic.groups import Group, find_groups
from models.evaluation.arithmetic.kinds import Kinds
from models.evaluation.arithmetic.mentions import Reader
from models.evaluation.arithmetic.sayings import Rows, Sayings, read_sayings
from models.evaluation.arithmetic.settings import ArithmeticSettings
from models.exceptions import NothingToLearn

_ROUNDING = 1e-9  # 0.7 of ten words is a little more than seven


@dataclass(frozen=True)
class Swap:
    """All queries *(picture that shows a) - a + b* for one pair of terms.

    Attributes:
        old: The term a, which is subtracted.
        new: The term b, which is added.
        sources: The picture of each query, int64 `[q]`.
        relevant: The pictures that answer each query, `q` arrays, none of them empty.
    """

    old: str
    new: str
    sources: Rows
    relevant: Sequence[Rows]


def find_swaps(
    captions: Sequence[Sequence[str]],
    reader: Reader,
    kinds: Kinds,
    settings: ArithmeticSettings,
) -> list[Swap]:
    """Builds every query that the captions allow.

    Sources show a and never mention b. Relevant are the pictures that show b, never mention a, and
    share the scene: what the source says, without the words of the kind of a and b.

    Args:
        captions: Captions of each picture.
        reader: Reads the terms out of a caption.
        kinds: Which words can stand for each other.
        settings: How strict to be.

    Raises:
        NothingToLearn: No two words can be swapped, or no query has an answer.
    """
    sayings = read_sayings(captions, reader, settings.captions_a_word)
    groups = find_groups(sayings, kinds, settings.pictures_a_word * len(captions))
    if not groups:
        raise NothingToLearn(
            "arithmetic needs two words of one kind, such as dog and cat, that the captions use: "
            "no two can be swapped here"
        )
    scenes = _Scenes(sayings, kinds, settings)
    found = [swap for group in groups for swap in _swaps_within(group, sayings, scenes)]
    enough = [swap for swap in found if len(swap.sources) >= max(1, settings.queries_a_swap)]
    if not enough:
        raise NothingToLearn(
            "arithmetic needs pictures of one scene with another thing in it, such as a dog on a "
            "beach and a cat on a beach: the captions tell of none here"
        )
    return enough


class _Scenes:
    """Finds the pictures that share the scene of another."""

    def __init__(self, sayings: Sayings, kinds: Kinds, settings: ArithmeticSettings) -> None:
        self._sayings = sayings
        self._kinds = kinds
        self._settings = settings

    def sharing(self, source: int, kind: str) -> Rows:
        """Finds the pictures that share enough of a source's scene, ascending."""
        scene = [term for term in self._sayings.said[source] if self._belongs(term, kind)]
        counts = np.zeros(len(self._sayings.said), dtype=np.int64)  # [n]
        for term in scene:
            counts[self._sayings.saying[term]] += 1
        words = min(self._settings.shared_words, self._sayings.captions[source])
        share = self._settings.shared_share * len(scene) - _ROUNDING
        return np.flatnonzero(counts >= max(1, words, share))

    def _belongs(self, term: str, kind: str) -> bool:
        """Takes the words of other kinds, and properties with their thing only: black dog."""
        word, _, thing = term.partition(" ")
        if self._kinds.is_property(word) and not thing:
            return False
        return self._kinds.kind_of.get(word) != kind


def _swaps_within(group: Group, sayings: Sayings, scenes: _Scenes) -> Iterator[Swap]:
    sources = {row for rows in group.showing.values() for row in rows.tolist()}
    shared = {row: scenes.sharing(row, group.kind) for row in sources}
    for old, new in permutations(group.showing, 2):
        asked = np.setdiff1d(group.showing[old], sayings.mentioning[new], assume_unique=True)
        wanted = np.setdiff1d(group.showing[new], sayings.mentioning[old], assume_unique=True)
        pairs = [(row, np.intersect1d(shared[row], wanted)) for row in asked.tolist()]
        answered = [(row, relevant) for row, relevant in pairs if len(relevant)]
        rows = np.array([row for row, _ in answered], dtype=np.int64)
        yield Swap(old, new, rows, [relevant for _, relevant in answered])
