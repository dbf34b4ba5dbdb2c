"""What a search is asked and what it answers."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.arrays import Vectors
from index.catalogue.filters import Filter
from index.catalogue.records import Modality

Target = Literal["images", "texts", "captions", "words"]
HitKind = Literal["image", "caption", "word"]


@dataclass(frozen=True, eq=False)
class SearchRequest:
    """A query whose terms are vectors already.

    A cursor continues only the same query. Where none is named, that is one with bit for bit the
    same weights and vectors.

    Attributes:
        weights: Signed weight of every term `[n]`.
        vectors: Vector of every term `[n, d]`, of length 1.
        target: What is searched: pictures of items, all texts, or only captions or words.
        filter: Which items may be found; captions belong to items, words are tags of items.
        k: How many hits a page has at most.
        cursor: Where the page before ended; None for the first page.
        excluded_items: Items whose pictures may not be found, nor their captions if `repeated`.
        excluded_texts: Folded texts that may not be found.
        collapse: Cosine from which a picture counts as the same as a better hit, and is shown with
            that one only; None shows all.
        identity: Names the query where its vectors may differ in their last bits from page to page.
        repeated: Whether texts that are spelled alike are all found, as titles of things that are
            not the same must be; otherwise the best of them is.
    """

    weights: NDArray[np.floating]
    vectors: Vectors
    target: Target = "images"
    filter: Filter | None = None
    k: int = 20
    cursor: str | None = None
    excluded_items: AbstractSet[int] = frozenset()
    excluded_texts: AbstractSet[str] = frozenset()
    collapse: float | None = None
    repeated: bool = False
    identity: str | None = None

    @property
    def modality(self) -> Modality:
        """Which of the two indexes is searched."""
        return "images" if self.target == "images" else "texts"


@dataclass(frozen=True)
class ScoredHit:
    """A picture or a text that answers a query, and why.

    Attributes:
        kind: What it is.
        id: Number of the item of a picture, or of the text.
        item_id: Item of a picture or a caption; None for a word.
        text: The caption or the word; None for a picture.
        score: Cosine of the angle between hit and query, from -1 to 1.
        rank: Place in the whole answer, from 1.
        contributions: What each term gave to the score, in the order of the terms.
        same: Items that were collapsed into this one, as far as they were met.
    """

    kind: HitKind
    id: int
    item_id: int | None
    text: str | None
    score: float
    rank: int
    contributions: tuple[float, ...]
    same: tuple[int, ...] = ()


@dataclass(frozen=True)
class SearchPage:
    """Some of the hits, best first.

    Attributes:
        hits: The hits of this page.
        next_cursor: What to ask the next page with; None after the last one.
    """

    hits: tuple[ScoredHit, ...]
    next_cursor: str | None
