"""From a query about recipes to ranked recipes, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.exceptions import InvalidRequest
from app.hashes import content_hash
from app.observing.stages import Stage
from app.recipes.book import RecipeBook, recipe_of
from app.recipes.filters import read_recipe_filter
from app.recipes.relevance import check_fitted, relevance_of
from app.recipes.terms import RecipeTerm, WrittenTerm
from app.search.pages import identify
from app.search.queries import PictureSource
from app.search.relevance import cut_off
from app.workspace import Workspace
from index.catalogue import Item
from index.query import ItemTerm, PictureTerm, TextTerm
from index.query.algebra import combine
from index.search import ScoredHit, SearchRequest, Target
from models.recipes.recipe import Recipe
from models.recipes.space import Voice

Wanted = Literal["recipes", "photos"]

_TARGETS: dict[Wanted, Target] = {"recipes": "captions", "photos": "images"}


@dataclass(frozen=True)
class RecipeQuery:
    """A query as understood.

    Attributes:
        terms: Signed, weighted terms; a text is an ingredient.
        target: Which side is compared: recipes by their text, or their photos.
        filter: Conditions on tags and metadata, or None.
        k: Hits wanted on this page.
        cursor: Where the page before ended, or None.
        min_relevance: Relevance at which the answer is cut off, or None.
    """

    terms: Sequence[RecipeTerm]
    target: Wanted = "recipes"
    filter: Any = None
    k: int = 10
    cursor: str | None = None
    min_relevance: float | None = None


@dataclass(frozen=True)
class RecipeHit:
    """A recipe that answers a query.

    Attributes:
        hit: Rank, score, and what each term gave to it.
        item: The item that keeps it.
        recipe: Its text.
        relevance: From 0 to 1; None where it was not fitted for such a question.
        voices: How much each ingredient speaks for the match.
    """

    hit: ScoredHit
    item: Item
    recipe: Recipe
    relevance: float | None
    voices: Sequence[Voice]


@dataclass(frozen=True)
class RecipeAnswer:
    """One page of hits.

    Attributes:
        collection: Name of the collection that answered.
        query: What was asked.
        hits: Best first.
        next_cursor: Where the next page starts, or None at the end.
    """

    collection: str
    query: RecipeQuery
    hits: Sequence[RecipeHit]
    next_cursor: str | None


def answer(workspace: Workspace, query: RecipeQuery, pictures: PictureSource) -> RecipeAnswer:
    """Encodes the terms, searches, and says why each hit is one.

    Raises:
        InvalidRequest: k is out of bounds.
        NotCalibrated: A least relevance is asked for, and was not fitted for such a question.
        PixwordError, ModelFault, IndexFault: What the terms, the filter or the cursor lead to.
    """
    if not 1 <= query.k <= workspace.settings.max_k:
        raise InvalidRequest(f"k must be from 1 to {workspace.settings.max_k}, not {query.k}")
    book = workspace.recipes
    request = _request(workspace, query, pictures)
    book.collection.refresh()  # nothing follows other processes where it was opened on the way
    with Stage("search"):
        page = book.collection.search(request)
    vector = combine(request.weights, request.vectors)
    relevance = relevance_of(book, query.terms, vector, page.hits, request.modality)
    check_fitted(relevance, query.min_relevance)
    page = cut_off(page, relevance, query.min_relevance)
    hits = _hits(book, vector, page.hits, relevance)
    return RecipeAnswer(workspace.name, query, hits, page.next_cursor)


def _hits(
    book: RecipeBook,
    query: NDArray[np.float32],
    hits: Sequence[ScoredHit],
    relevance: Sequence[float | None],
) -> list[RecipeHit]:
    ids = [hit.item_id for hit in hits if hit.item_id is not None]
    with Stage("metadata"):
        items = book.collection.catalogue.items(ids)
    # Between search and look-up another process may have removed a recipe.
    there = [
        (hit, items[hit.item_id], relevant)
        for hit, relevant in zip(hits, relevance, strict=False)
        if hit.item_id in items
    ]
    recipes = [recipe_of(item) for _, item, _ in there]
    voices = book.space.voices(query, [recipe.ingredients for recipe in recipes])
    return [
        RecipeHit(hit, item, recipe, relevant, own)
        for (hit, item, relevant), recipe, own in zip(there, recipes, voices, strict=True)
    ]


def _request(workspace: Workspace, query: RecipeQuery, pictures: PictureSource) -> SearchRequest:
    contents = {
        term.name: pictures.read(term.name) for term in query.terms if isinstance(term, PictureTerm)
    }
    identity = identify(workspace.recipes.space.fingerprint, query.terms, contents)
    return SearchRequest(
        weights=_weights(query.terms, workspace.recipes.space.ingredient_weight),
        vectors=workspace.asked.vectors(
            identity, query.cursor, lambda: _vectors(workspace, query.terms, contents)
        ),
        identity=identity,
        target=_TARGETS[query.target],
        filter=read_recipe_filter(workspace.recipes.collection.catalogue, query.filter),
        k=query.k,
        cursor=query.cursor,
        excluded_items=_excluded(workspace.recipes, query, contents),
        repeated=True,
    )


def _weights(terms: Sequence[RecipeTerm], ingredient_weight: float) -> NDArray[np.float32]:
    """Returns what each term is summed with: `[n]`.

    Beside a photo or a recipe an ingredient weighs what was fitted, so that `photo.jpg - chicken +
    tofu` is still about the dish of the photo.
    """
    alone = all(isinstance(term, TextTerm) for term in terms)
    scaled = [
        term.weight * (ingredient_weight if isinstance(term, TextTerm) and not alone else 1.0)
        for term in terms
    ]
    return np.array(scaled, dtype=np.float32)


def _vectors(
    workspace: Workspace, terms: Sequence[RecipeTerm], contents: Mapping[str, bytes]
) -> NDArray[np.float32]:
    """Encodes the terms, those of one kind together: `[n, d]`."""
    book = workspace.recipes
    photos = _encode_photos(workspace, list(contents.values()))
    by_name = dict(zip(contents, photos, strict=True))
    texts = [term.text for term in terms if isinstance(term, TextTerm)]
    written = [term.recipe for term in terms if isinstance(term, WrittenTerm)]
    with Stage("encode_text", of=len(texts) + len(written)):
        ingredients = iter(book.space.encode_ingredients(texts))
        recipes = iter(book.space.encode_recipes(written))

    def vector(term: RecipeTerm) -> NDArray[np.float32]:
        match term:
            case PictureTerm():
                photo: NDArray[np.float32] = by_name[term.name]
                return photo
            case ItemTerm():
                kept: NDArray[np.float32] = book.vector(term.item_id)
                return kept
            case TextTerm():
                return next(ingredients)
            case WrittenTerm():
                return next(recipes)

    return np.stack([vector(term) for term in terms])


def _encode_photos(workspace: Workspace, contents: Sequence[bytes]) -> NDArray[np.float32]:
    """Decodes and encodes photos.

    Raises:
        RequestTooLarge: One has too many bytes.
        UnreadablePicture: One is not a picture, or damaged.
        PictureTooLarge: One has too many pixels.
    """
    space = workspace.recipes.space
    images = []
    for content in contents:
        workspace.pictures.check_size(content)
        with Stage("decode"):
            images.append(workspace.pictures.decode(content, space.image_encoder.side).image)
    with Stage("encode_picture", of=len(images)):
        return space.encode_photos(images)


def _excluded(book: RecipeBook, query: RecipeQuery, contents: Mapping[str, bytes]) -> set[int]:
    """Finds what went into the query: recipes by number and, among photos, the same photo."""
    named = {term.item_id for term in query.terms if isinstance(term, ItemTerm)}
    if query.target == "recipes" or not contents:
        return named
    hashes = [content_hash(content) for content in contents.values()]
    return named | set(book.collection.catalogue.known_hashes(hashes).values())
