"""Answers a search from the two indexes, and the catalogue where texts and filters are."""

from collections.abc import Sequence

from index.arrays import Ids
from index.catalogue.catalogue import Catalogue
from index.catalogue.filters import Filter
from index.catalogue.records import TextEntry, TextKind
from index.query.algebra import combine, contributions
from index.search.cursor import Bookmark, Position, query_digest, read_cursor, write_cursor
from index.search.distinct import DistinctPictures, DistinctTexts, EveryText, Everything
from index.search.paging import Fetch, entries_after
from index.search.requests import HitKind, ScoredHit, SearchPage, SearchRequest, Target
from index.vectors import Ranked
from index.vectors.protocol import VectorReader
from index.vectors.ranking import checked_k

# The cursor of a page that may have missed a few names its hits, so that they come no second time
# and what was missed comes on the next page. Longer pages are exact instead: their cursor would
# not fit into an address.
LONGEST_APPROXIMATE_PAGE = 200

_KINDS: dict[Target, TextKind | None] = {"texts": None, "captions": "caption", "words": "word"}

Keep = DistinctTexts | EveryText | DistinctPictures | Everything


class Searcher:
    """Answers one request; reads a catalogue and one state of an index, and changes neither."""

    def __init__(
        self,
        catalogue: Catalogue,
        reader: VectorReader,
        request: SearchRequest,
        condition: Filter | None,
    ) -> None:
        """Takes the catalogue, the index of the request's modality, and the request.

        Args:
            catalogue: Where texts are.
            reader: The index.
            request: What is asked.
            condition: Its filter, as the catalogue takes it.

        Raises:
            QueryCancels: The terms sum to nothing.
            BadCursor: The cursor is malformed or belongs to another query.
            ValueError: k is below 1.
        """
        self._catalogue = catalogue
        self._reader = reader
        self._request = request
        self._condition = condition
        self._k = checked_k(request.k)
        self._query = combine(request.weights, request.vectors)
        self._digest = query_digest(request, self._query, _origin_of(catalogue))
        cursor = request.cursor
        self._bookmark = None if cursor is None else read_cursor(cursor, self._digest)

    def answer(self) -> SearchPage:
        """Returns one page; see `Collection.search`."""
        keep = self._keep()
        # One entry more than the page holds tells whether there is a next page.
        found = entries_after(self._fetch(), keep, self._bookmark, self._k + 1)
        page = Ranked(found.ids[: self._k], found.scores[: self._k], found.exact)
        hits = self._hits(page, keep)
        more = len(found.ids) > self._k
        return SearchPage(tuple(hits), self._cursor_behind(page) if more else None)

    def _fetch(self) -> Fetch:
        allowed, excluded = self._allowed(), self._excluded()
        exact = self._bookmark is not None or self._k > LONGEST_APPROXIMATE_PAGE

        def fetch(count: int) -> Ranked:
            return self._reader.search(self._query, count, allowed, excluded, exact=exact)

        return fetch

    def _allowed(self) -> Ids | None:
        target, condition = self._request.target, self._condition
        if target == "images":
            return self._catalogue.matching_items(condition) if condition else None
        kind = _KINDS[target]
        if kind is None and condition is None:
            return None
        return self._catalogue.matching_texts(kind, condition)

    def _excluded(self) -> set[int]:
        if self._request.target == "images":
            return set(self._request.excluded_items)
        excluded = set(self._catalogue.text_ids_of(self._request.excluded_texts).tolist())
        if self._request.repeated:  # a caption stands for its item
            excluded |= set(self._catalogue.caption_ids_of(self._request.excluded_items).tolist())
        return excluded

    def _keep(self) -> Keep:
        shown = self._bookmark.shown if self._bookmark else ()
        if self._request.modality == "texts" and self._request.repeated:
            return EveryText(self._catalogue)
        if self._request.modality == "texts":
            return DistinctTexts(self._catalogue, shown)
        if self._request.collapse is not None:
            return DistinctPictures(self._reader, self._request.collapse, shown)
        return Everything()

    def _hits(self, page: Ranked, keep: Keep) -> list[ScoredHit]:
        vectors = self._reader.vectors_of(page.ids)  # [m, d]
        shares = contributions(self._request.weights, self._request.vectors, vectors)  # [m, n]
        texts = keep.entries if isinstance(keep, DistinctTexts | EveryText) else {}
        same = keep.same if isinstance(keep, DistinctPictures) else {}
        rows = zip(page.ids.tolist(), page.scores.tolist(), shares.tolist(), strict=True)
        first = self._bookmark.rank + 1 if self._bookmark else 1
        return [
            _hit(entry_id, texts.get(entry_id), score, rank, share, same.get(entry_id, ()))
            for rank, (entry_id, score, share) in enumerate(rows, first)
        ]

    def _cursor_behind(self, page: Ranked) -> str:
        before = self._bookmark or Bookmark(0, None)
        rank = before.rank + len(page.ids)
        if not page.exact:  # which only a first page may be
            return write_cursor(Bookmark(rank, None, tuple(page.ids.tolist())), self._digest)
        last = Position(float(page.scores[-1]), int(page.ids[-1]))
        return write_cursor(Bookmark(rank, last, before.shown), self._digest)


def _origin_of(catalogue: Catalogue) -> str:
    return f"{catalogue.identity}/{catalogue.space.fingerprint}"


def _hit(
    entry_id: int,
    text: TextEntry | None,
    score: float,
    rank: int,
    shares: Sequence[float],
    same: Sequence[int],
) -> ScoredHit:
    kind: HitKind = text.kind if text else "image"
    item_id = text.item_id if text else entry_id
    words = text.text if text else None
    return ScoredHit(kind, entry_id, item_id, words, score, rank, tuple(shares), tuple(same))
