"""What is asked of a set of pictures, as vectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.encoders.protocols import Vectors
from models.evaluation.arithmetic.kinds import built_in_kinds
from models.evaluation.arithmetic.mentions import Reader
from models.evaluation.arithmetic.ranking import blocks_of, rank_all
from models.evaluation.arithmetic.recall import Ranks
from models.evaluation.arithmetic.settings import ArithmeticSettings
from models.evaluation.arithmetic.swaps import Swap, find_swaps

EncodeTexts = Callable[[Sequence[str]], Vectors]
"""Turns texts into unit vectors of the space, float32 `[n, d]`."""


@dataclass(frozen=True)
class Questions:
    """The queries of the benchmark in one space.

    Attributes:
        images: Unit vectors of the pictures, `[n, d]`.
        captions: Captions of each picture.
        reader: Reads the terms out of a caption.
        swaps: The queries.
        terms: Unit vector of every term that is swapped, `[d]` each.
    """

    images: Vectors
    captions: Sequence[Sequence[str]]
    reader: Reader
    swaps: Sequence[Swap]
    terms: dict[str, Vectors]

    def arithmetic_ranks(self, weights: Sequence[float]) -> list[list[Ranks]]:
        """Ranks `x + λ (t_b - t_a)`: for each λ the ranks of every swap."""
        by_swap = [self._ranks_of(swap, weights) for swap in self.swaps]
        return [list(ranks) for ranks in zip(*by_swap, strict=True)]

    def picture_ranks(self) -> list[Ranks]:
        """Ranks by the source alone: what is found without any words."""
        return self.arithmetic_ranks([0.0])[0]

    def word_ranks(self) -> list[Ranks]:
        """Ranks by the added word alone: what is found without the picture."""
        return [self._ranks_by(swap, self.terms[swap.new][None]) for swap in self.swaps]

    def caption_ranks(self, encode_texts: EncodeTexts) -> list[Ranks]:
        """Ranks by a caption of the source with the word swapped in it."""
        texts = [self._swapped_captions(swap) for swap in self.swaps]
        distinct = sorted({text for own in texts for text in own})
        row_of = {text: row for row, text in enumerate(distinct)}
        vectors = encode_texts(distinct)
        return [
            self._ranks_by(swap, vectors[[row_of[text] for text in own]])
            for swap, own in zip(self.swaps, texts, strict=True)
        ]

    def _ranks_of(self, swap: Swap, weights: Sequence[float]) -> list[Ranks]:
        change = self.images @ (self.terms[swap.new] - self.terms[swap.old])  # [n]
        ranks: list[list[Ranks]] = [[] for _ in weights]
        for block, ranker in blocks_of(swap, len(self.images)):
            kept = self.images[swap.sources[block]] @ self.images.T  # [b, n]
            for own, weight in zip(ranks, weights, strict=True):
                own.append(ranker.rank((kept + weight * change).astype(np.float32, copy=False)))
        return [np.concatenate(own) for own in ranks]

    def _ranks_by(self, swap: Swap, queries: Vectors) -> Ranks:
        """Ranks by one vector a query, `[q, d]`, or one for all of them, `[1, d]`."""
        each = np.broadcast_to(queries, (len(swap.sources), queries.shape[1]))
        return rank_all(swap, len(self.images), lambda block: each[block] @ self.images.T)

    def _swapped_captions(self, swap: Swap) -> list[str]:
        """Swaps the term in the first caption of each source that mentions it."""
        return [
            next(
                self.reader.swapped(caption, swap.old, swap.new)
                for caption in self.captions[source]
                if swap.old in self.reader.terms_in(caption)
            )
            for source in swap.sources.tolist()
        ]


def ask(
    images: Vectors,
    captions: Sequence[Sequence[str]],
    encode_texts: EncodeTexts,
    settings: ArithmeticSettings,
) -> Questions:
    """Builds the queries that captions allow, and encodes their terms.

    Raises:
        NothingToLearn: No two words can be swapped, or no query has an answer.
    """
    kinds = built_in_kinds()
    reader = Reader(kinds, [caption for own in captions for caption in own])
    swaps = find_swaps(captions, reader, kinds, settings)
    terms = sorted({term for swap in swaps for term in (swap.old, swap.new)})
    vectors = encode_texts(terms)
    return Questions(images, captions, reader, swaps, dict(zip(terms, vectors, strict=True)))
