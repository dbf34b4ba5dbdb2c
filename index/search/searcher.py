"""Answers a search from the two indexes, and the catalogue where texts and filters are."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import Ids, Vector
from index.catalogue.catalogue import Catalogue
from index.catalogue.records import Modality, TextEntry, TextKind
from index.query.algebra import combine, contributions
from index.search.cursor import Position, query_digest, read_cursor, write_cursor
from index.search.distinct import DistinctTexts
from index.search.paging import Fetch, entries_after
from index.search.requests import HitKind, ScoredHit, SearchPage, SearchRequest, Target
from index.vectors import Ranked, VectorIndex
from index.vectors.ranking import checked_k

_KINDS: dict[Target, TextKind | None] = {"texts": None, "captions": "caption", "words": "word"}


class Searcher:
    """Reads a catalogue and its indexes; changes neither."""

    def __init__(self, catalogue: Catalogue, indexes: Mapping[Modality, VectorIndex]) -> None:
        """Takes a catalogue and one index a modality."""
        self._catalogue = catalogue
        self._indexes = indexes

    def search(self, request: SearchRequest) -> SearchPage:
        """Answers one page; see `Collection.search`."""
        query = combine(request.weights, request.vectors)
        digest = query_digest(request, query)
        after = read_cursor(request.cursor, digest) if request.cursor is not None else None
        texts = DistinctTexts(self._catalogue) if request.modality == "texts" else None
        # One entry more than the page holds tells whether there is a next page.
        fetch = self._fetch(request, query)
        found = entries_after(fetch, texts or _all, after, checked_k(request.k) + 1)
        hits = self._hits(request, found, texts, after)[: request.k]
        more = len(found.ids) > request.k
        return SearchPage(tuple(hits), _cursor_behind(hits[-1], digest) if more else None)

    def _fetch(self, request: SearchRequest, query: Vector) -> Fetch:
        allowed, excluded = self._allowed(request), self._excluded(request)

        def fetch(count: int) -> Ranked:
            return self._indexes[request.modality].search(query, count, allowed, excluded)

        return fetch

    def _allowed(self, request: SearchRequest) -> Ids | None:
        if request.target == "images":
            return self._catalogue.matching_items(request.filter) if request.filter else None
        kind = _KINDS[request.target]
        if kind is None and request.filter is None:
            return None
        return self._catalogue.matching_texts(kind, request.filter)

    def _excluded(self, request: SearchRequest) -> set[int]:
        if request.target == "images":
            return set(request.excluded_items)
        return set(self._catalogue.text_ids_of(request.excluded_texts).tolist())

    def _hits(
        self,
        request: SearchRequest,
        ranked: Ranked,
        texts: DistinctTexts | None,
        after: Position | None,
    ) -> list[ScoredHit]:
        vectors = self._indexes[request.modality].vectors_of(ranked.ids)  # [m, d]
        shares = contributions(request.weights, request.vectors, vectors)  # [m, n]
        rows = zip(ranked.ids.tolist(), ranked.scores.tolist(), shares.tolist(), strict=True)
        return [
            _hit(entry_id, texts.entries[entry_id] if texts else None, score, rank, share)
            for rank, (entry_id, score, share) in enumerate(rows, after.rank + 1 if after else 1)
        ]


def _all(ranked: Ranked) -> NDArray[np.bool_]:
    return np.ones(len(ranked.ids), dtype=bool)


def _hit(
    entry_id: int, text: TextEntry | None, score: float, rank: int, shares: Sequence[float]
) -> ScoredHit:
    kind: HitKind = text.kind if text else "image"
    item_id = text.item_id if text else entry_id
    words = text.text if text else None
    return ScoredHit(kind, entry_id, item_id, words, score, rank, tuple(shares))


def _cursor_behind(hit: ScoredHit, digest: str) -> str:
    return write_cursor(Position(hit.score, hit.id, hit.rank), digest)
