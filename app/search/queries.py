"""From a query as people write it to vectors, and from ranked entries to hits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.exceptions import InvalidRequest, UnknownPicture
from app.hashes import content_hash
from app.observing.stages import Stage
from app.search.pages import identify
from app.search.relevance import check_calibrated, cut_off, relevance_of
from app.workspace import Workspace
from index.catalogue import Item, parse_filter
from index.folding import fold
from index.query import ItemTerm, PictureTerm, Term, TextTerm
from index.query.algebra import combine
from index.search import ScoredHit, SearchPage, SearchRequest, Target


class PictureSource(Protocol):
    """Where the pictures that a query names come from."""

    def read(self, name: str) -> bytes:
        """Returns the bytes of the picture of that name.

        Raises:
            UnknownPicture: There is none.
        """
        ...


@dataclass(frozen=True)
class Uploads:
    """Pictures that came with a request, by file name."""

    files: Mapping[str, bytes] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        """Returns an uploaded picture's bytes.

        Raises:
            UnknownPicture: No picture of that name came with the request.
        """
        if name not in self.files:
            raise UnknownPicture(
                f"the query names the picture {name!r}, which did not come with it: "
                "send it as a part `pictures` of a multipart POST",
                name,
            )
        return self.files[name]


@dataclass(frozen=True)
class Query:
    """A query as understood.

    Attributes:
        terms: Signed, weighted terms.
        target: What is looked for.
        filter: Conditions on tags and metadata, or None.
        k: Hits wanted on this page.
        cursor: Where the page before ended, or None.
        collapse: Cosine from which a picture is shown with a better one only, or None.
        min_relevance: Relevance at which the answer is cut off, or None.
    """

    terms: Sequence[Term]
    target: Target = "images"
    filter: Any = None
    k: int = 20
    cursor: str | None = None
    collapse: float | None = None
    min_relevance: float | None = None


@dataclass(frozen=True)
class Answer:
    """Hits with the items they belong to.

    Attributes:
        collection: Name of the collection that answered.
        query: What was asked.
        hits: Ranked entries.
        relevance: Of each hit, from 0 to 1; None where the space was not calibrated.
        vector: What was searched for, `[d]` of length 1.
        items: Items of the hits by id.
        next_cursor: Where the next page starts, or None at the end.
    """

    collection: str
    query: Query
    hits: Sequence[ScoredHit]
    relevance: Sequence[float | None]
    vector: NDArray[np.float32]
    items: Mapping[int, Item]
    next_cursor: str | None


def answer(workspace: Workspace, query: Query, pictures: PictureSource) -> Answer:
    """Encodes the terms, searches, and fetches what the hits need.

    Raises:
        InvalidRequest: k is out of bounds.
        NotCalibrated: A least relevance is asked for, and the space has none.
        PixwordError, ModelFault, IndexFault: What the terms, the filter or the cursor lead to.
    """
    if not 1 <= query.k <= workspace.settings.max_k:
        raise InvalidRequest(f"k must be from 1 to {workspace.settings.max_k}, not {query.k}")
    if query.min_relevance is not None:
        check_calibrated(workspace.space, "min_relevance")
    request = _request(workspace, query, pictures)
    with Stage("search"):
        page = workspace.collection.search(request)
    vector = combine(request.weights, request.vectors)
    relevance = relevance_of(workspace.space, vector, page.hits, request.modality)
    page = cut_off(page, relevance, query.min_relevance)
    with Stage("metadata"):
        items = _items_of(workspace, page)
    # Between search and look-up another process may have removed an item.
    rows = [i for i, hit in enumerate(page.hits) if hit.item_id is None or hit.item_id in items]
    hits, shown = [page.hits[i] for i in rows], [relevance[i] for i in rows]
    return Answer(workspace.name, query, hits, shown, vector, items, page.next_cursor)


def _request(workspace: Workspace, query: Query, pictures: PictureSource) -> SearchRequest:
    contents = {
        term.name: pictures.read(term.name) for term in query.terms if isinstance(term, PictureTerm)
    }
    identity = identify(workspace.space.fingerprint, query.terms, contents)
    return SearchRequest(
        weights=_weights(query.terms, workspace.space.arithmetic_weight),
        vectors=workspace.asked.vectors(
            identity, query.cursor, lambda: _vectors(workspace, query.terms, contents)
        ),
        identity=identity,
        target=query.target,
        filter=None if query.filter is None else parse_filter(query.filter),
        k=query.k,
        cursor=query.cursor,
        collapse=query.collapse,
        excluded_items=_excluded_items(workspace, query.terms, contents),
        excluded_texts={fold(term.text) for term in query.terms if isinstance(term, TextTerm)},
    )


def _weights(terms: Sequence[Term], arithmetic_weight: float) -> NDArray[np.float32]:
    """Returns what each term is summed with: `[n]`.

    Beside a picture a text weighs what the space says it must, so that `photo.jpg - dog + cat` is
    x + λ (cat - dog). Texts alone, and pictures alone, are summed as they are typed.
    """
    weights = np.array([term.weight for term in terms], dtype=np.float32)
    texts = np.array([isinstance(term, TextTerm) for term in terms])
    if texts.any() and not texts.all():
        weights[texts] *= arithmetic_weight
    return weights


def _vectors(
    workspace: Workspace, terms: Sequence[Term], contents: Mapping[str, bytes]
) -> NDArray[np.float32]:
    """Encodes each term into its row: texts in one batch, pictures in another."""
    rows = np.zeros((len(terms), workspace.space.dimension), dtype=np.float32)
    texts = [(i, term.text) for i, term in enumerate(terms) if isinstance(term, TextTerm)]
    named = [(i, term.name) for i, term in enumerate(terms) if isinstance(term, PictureTerm)]
    with Stage("encode_text", of=len(texts)):
        rows[[i for i, _ in texts]] = workspace.space.encode_texts([text for _, text in texts])
    rows[[i for i, _ in named]] = encode_contents(workspace, [contents[n] for _, n in named])
    for i, term in enumerate(terms):
        if isinstance(term, ItemTerm):
            rows[i] = workspace.collection.catalogue.vector(term.item_id)
    return rows


def encode_contents(workspace: Workspace, contents: Sequence[bytes]) -> NDArray[np.float32]:
    """Decodes and encodes picture files into unit vectors `[n, d]`.

    Raises:
        RequestTooLarge: One has too many bytes.
        UnreadablePicture: One is not a picture, or damaged.
        PictureTooLarge: One has too many pixels.
    """
    images = []
    for content in contents:
        workspace.pictures.check_size(content)
        enough = workspace.space.image_encoder.side
        with Stage("decode"):
            images.append(workspace.pictures.decode(content, enough).image)
    with Stage("encode_picture", of=len(images)):
        return workspace.space.encode_pictures(images)


def _excluded_items(
    workspace: Workspace, terms: Sequence[Term], contents: Mapping[str, bytes]
) -> set[int]:
    """Finds the items that went into the query, by id or by the same picture file."""
    named = {term.item_id for term in terms if isinstance(term, ItemTerm)}
    if not contents:
        return named
    hashes = [content_hash(content) for content in contents.values()]
    return named | set(workspace.collection.catalogue.known_hashes(hashes).values())


def _items_of(workspace: Workspace, page: SearchPage) -> Mapping[int, Item]:
    ids = {hit.item_id for hit in page.hits if hit.item_id is not None}
    return workspace.collection.catalogue.items(sorted(ids))
