"""Queries of many kinds with what is relevant to each, made of captioned pictures.

Relevant has one meaning for all kinds: a query asks for words, and a picture is relevant if its
captions together say all of them and none that was subtracted. A caption asks for the words of the
vocabulary that it says, a picture for those that more than half of its captions say. A caption's
own picture is relevant whatever it says, and the other way round; a picture does not find itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.calibration.backgrounds import Modality
from models.calibration.said import Mask, Said
from models.calibration.split import CaptionedVectors
from models.encoders.protocols import Vectors

QUERIES = 500  # of a kind
_TRIES = 20  # draws for every query of a kind that is drawn
_FEWEST_WORDS = 2  # that a caption or picture must say before it asks for something


@dataclass(frozen=True, eq=False)
class QueryKind:
    """Queries of one kind.

    Attributes:
        name: What they are.
        modality: What they look for.
        vectors: Unit vectors of the queries, `[q, d]`.
        relevant: What each of them should find, `[q, n]` or `[q, m]`.
    """

    name: str
    modality: Modality
    vectors: Vectors
    relevant: Mask

    def scores(self, split: CaptionedVectors) -> Vectors:
        """Returns the cosines with everything that is searched, `[q, n]` or `[q, m]`."""
        searched = split.images if self.modality == "images" else split.texts
        result: Vectors = self.vectors @ searched.T
        return result


class _Maker:
    """Draws queries from one split."""

    def __init__(self, split: CaptionedVectors, said: Said, word_weight: float, seed: int) -> None:
        self._split = split
        self._said = said
        self._weight = word_weight
        self._rng = np.random.default_rng(seed)
        self._pictures = said.pictures.astype(np.float32)
        self._captions = said.captions.astype(np.float32)
        self._rows = np.arange(len(split.images))

    def captions_to_pictures(self) -> QueryKind:
        rows = self._drawn(self._said.captions)
        relevant = _saying_all(self._said.captions[rows], self._pictures)
        relevant |= self._split.owners[rows][:, None] == self._rows
        return QueryKind("captions → pictures", "images", self._split.texts[rows], relevant)

    def words_to_pictures(self) -> QueryKind:
        relevant = self._said.pictures.T
        return QueryKind("words → pictures", "images", self._said.vectors, relevant)

    def pairs_to_pictures(self) -> QueryKind:
        return self._collected("two words → pictures", self._pair)

    def pictures_to_pictures(self) -> QueryKind:
        rows = self._drawn(self._said.mostly)
        relevant = _saying_all(self._said.mostly[rows], self._pictures)
        relevant &= rows[:, None] != self._rows
        return QueryKind("pictures → pictures", "images", self._split.images[rows], relevant)

    def swaps_to_pictures(self) -> QueryKind:
        return self._collected("picture - word + word → pictures", self._swap)

    def pictures_to_captions(self) -> QueryKind:
        rows = self._drawn(self._said.mostly)
        relevant = _saying_all(self._said.mostly[rows], self._captions)
        relevant |= rows[:, None] == self._split.owners
        return QueryKind("pictures → captions", "texts", self._split.images[rows], relevant)

    def words_to_captions(self) -> QueryKind:
        relevant = self._said.captions.T
        return QueryKind("words → captions", "texts", self._said.vectors, relevant)

    def _drawn(self, asked: Mask) -> NDArray[np.int64]:
        """Draws rows that ask for something."""
        rows = np.flatnonzero(asked.sum(axis=1) >= _FEWEST_WORDS)
        return np.sort(self._rng.permutation(rows)[:QUERIES])

    def _collected(self, name: str, draw: Callable[[], tuple[Vectors, Mask] | None]) -> QueryKind:
        """Draws until there are enough queries, or none come any more."""
        found = (draw() for _ in range(_TRIES * QUERIES))
        queries = [query for _, query in zip(range(QUERIES), filter(None, found), strict=False)]
        vectors = np.array([vector for vector, _ in queries], dtype=np.float32)
        return QueryKind(name, "images", vectors, np.array([hits for _, hits in queries]))

    def _pair(self) -> tuple[Vectors, Mask] | None:
        if len(self._said.words) < _FEWEST_WORDS:
            return None
        one, other = self._rng.choice(len(self._said.words), 2, replace=False)
        relevant = self._said.pictures[:, one] & self._said.pictures[:, other]
        return _found(self._said.vectors[one] + self._said.vectors[other], relevant)

    def _swap(self) -> tuple[Vectors, Mask] | None:
        picture = self._rng.integers(len(self._rows))
        shown = np.flatnonzero(self._said.mostly[picture])
        other = np.flatnonzero(~self._said.pictures[picture])
        if len(shown) < _FEWEST_WORDS or not len(other):
            return None
        gone, come = self._rng.choice(shown), self._rng.choice(other)
        wanted = self._said.mostly[picture].copy()
        wanted[[gone, come]] = False, True
        relevant = _saying_all(wanted[None], self._pictures)[0] & ~self._said.pictures[:, gone]
        words = self._said.vectors[come] - self._said.vectors[gone]
        return _found(self._split.images[picture] + self._weight * words, relevant)


def make_queries(
    split: CaptionedVectors, said: Said, word_weight: float = 1.0, seed: int = 0
) -> list[QueryKind]:
    """Makes up to 500 queries of each of seven kinds; a kind of which there are none is left out.

    Args:
        split: The pictures and captions, which are also what is searched.
        said: What they say.
        word_weight: What a word weighs beside a picture.
        seed: The same seed draws the same queries.
    """
    maker = _Maker(split, said, word_weight, seed)
    return [asking for kind in _kinds(maker) if len((asking := _with_hits(kind)).vectors)]


def _kinds(maker: _Maker) -> Iterator[QueryKind]:
    yield maker.captions_to_pictures()
    yield maker.words_to_pictures()
    yield maker.pairs_to_pictures()
    yield maker.pictures_to_pictures()
    yield maker.swaps_to_pictures()
    yield maker.pictures_to_captions()
    yield maker.words_to_captions()


def _with_hits(kind: QueryKind) -> QueryKind:
    """Leaves out queries to which nothing is relevant."""
    rows = np.flatnonzero([hits.any() for hits in kind.relevant])
    return QueryKind(kind.name, kind.modality, kind.vectors[rows], kind.relevant[rows])


def _saying_all(asked: Mask, said: NDArray[np.float32]) -> Mask:
    """Says which of `[n, w]` say all words that each of `[q, w]` asks for: `[q, n]`."""
    missing = asked.sum(axis=1)[:, None] - asked.astype(np.float32) @ said.T
    result: Mask = missing < 0.5  # noqa: PLR2004 - whole numbers as floats
    return result


def _found(total: Vectors, relevant: Mask) -> tuple[Vectors, Mask] | None:
    length = float(np.linalg.norm(total))
    return (total / length, relevant) if relevant.any() and length else None
