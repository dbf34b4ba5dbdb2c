"""How relevant recipes are to a question, by what it holds and what it looks for."""

from collections.abc import Sequence

import numpy as np

from app.exceptions import NotCalibrated
from app.recipes.book import RecipeBook
from app.recipes.terms import RecipeTerm
from index.query import ItemTerm, PictureTerm
from index.search import ScoredHit
from models.calibration.backgrounds import Modality
from models.encoders.protocols import Vectors


def relevance_of(
    book: RecipeBook,
    terms: Sequence[RecipeTerm],
    query: Vectors,
    hits: Sequence[ScoredHit],
    modality: Modality,
) -> list[float | None]:
    """Returns the relevance of each hit, from 0 to 1; None each where it was not fitted.

    Args:
        book: Was searched.
        terms: The question.
        query: Their sum, a unit vector `[d]`.
        hits: What it found.
        modality: Whether photos were compared, or recipes.
    """
    scores = np.array([hit.score for hit in hits], dtype=np.float64)
    alike = holds_photo(book, terms) == (modality == "images")
    found = book.space.relevance.of(query, scores, modality, alike=alike)
    return [None] * len(hits) if found is None else list(found.tolist())


def check_fitted(relevance: Sequence[float | None], least: float | None) -> None:
    """Refuses to cut off by what was not fitted.

    Raises:
        NotCalibrated: A least relevance is asked for, and there is none.
    """
    if least is not None and None in relevance:
        raise NotCalibrated(
            "min_relevance: the recipe space was not calibrated for such a question: leave it out, "
            "or train its heads again"
        )


def holds_photo(book: RecipeBook, terms: Sequence[RecipeTerm]) -> bool:
    """Says whether a photo is asked for: one that came with the question, or that of a recipe."""
    wanted = [term for term in terms if term.weight > 0]
    numbers = [term.item_id for term in wanted if isinstance(term, ItemTerm)]
    kept = book.collection.catalogue.items(numbers).values()
    return any(isinstance(term, PictureTerm) for term in wanted) or any(
        own.content_hash is not None for own in kept
    )
