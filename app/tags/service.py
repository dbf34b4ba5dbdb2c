"""Words for pictures, and the vocabulary they come from."""

from collections.abc import Sequence

import numpy as np

from app.exceptions import InvalidRequest, NoPicture
from app.listing import read_cursor, write_cursor
from app.search.queries import Answer, Query, Uploads, answer
from app.search.relevance import check_calibrated
from app.tags.schemas import Added, TagBody, Tagging, WordBody, WordPage
from app.workspace import Workspace
from index.query import ItemTerm, PictureTerm, Term
from models import Space
from models.encoders.protocols import Vectors

_NAME = "picture.jpg"


def tag_picture(
    workspace: Workspace, content: bytes, k: int, min_probability: float | None = None
) -> Tagging:
    """Finds the words of the vocabulary that fit a picture best.

    Raises:
        UnreadablePicture, PictureTooLarge, RequestTooLarge: The picture cannot be used.
        InvalidRequest: k is out of bounds.
        NotCalibrated: A least probability is asked for, and the space has none.
    """
    if min_probability is not None:
        check_calibrated(workspace.space, "min_probability")
    found = _nearest_words(workspace, PictureTerm(1.0, _NAME), k, Uploads({_NAME: content}))
    return _tagging(workspace.space, found, min_probability or 0.0)


def tag_item(workspace: Workspace, item_id: int, k: int) -> Tagging:
    """Finds the words of the vocabulary that fit the picture of an item best.

    Raises:
        UnknownItem: There is no such item.
        NoPicture: It has texts only.
        InvalidRequest: k is out of bounds.
    """
    if workspace.collection.catalogue.item(item_id).content_hash is None:
        raise NoPicture(f"item {item_id} has no picture")
    found = _nearest_words(workspace, ItemTerm(1.0, item_id), k, Uploads())
    return _tagging(workspace.space, found, 0.0)


def _nearest_words(workspace: Workspace, term: Term, k: int, pictures: Uploads) -> Answer:
    return answer(workspace, Query([term], target="words", k=k), pictures)


def _tagging(space: Space, found: Answer, least: float) -> Tagging:
    """Returns the words that were found, less those of a smaller probability than the least."""
    words = [(hit.text or "", float(hit.score)) for hit in found.hits]
    probabilities = _probabilities(space, found.vector, words)
    tags = [
        TagBody(
            tag=word,
            score=round(score, 6),
            probability=None if probability is None else round(probability, 4),
        )
        for (word, score), probability in zip(words, probabilities, strict=True)
        if (probability or 0.0) >= least
    ]
    return Tagging(tags=tags)


def _probabilities(
    space: Space, picture: Vectors, words: Sequence[tuple[str, float]]
) -> list[float | None]:
    """Returns the probability of each word with its score; None each without a calibration."""
    if space.calibration is None:
        return [None] * len(words)
    scores = np.array([[score for _, score in words]])  # [1, w]
    spellings = [word for word, _ in words]
    return list(space.calibration.tag_probabilities(picture[None], spellings, scores)[0].tolist())


def add_words(workspace: Workspace, words: Sequence[str]) -> Added:
    """Adds a user's words to the vocabulary."""
    distinct = list(dict.fromkeys(" ".join(word.split()) for word in words))
    added = workspace.add_words(distinct, "user")
    return Added(added=added, known=len(words) - added)


def list_words(workspace: Workspace, k: int, cursor: str | None) -> WordPage:
    """Lists the vocabulary in the order in which words came.

    Raises:
        InvalidRequest: k is out of bounds.
        BadCursor: The cursor is not one that a page ended with.
    """
    if not 1 <= k <= workspace.settings.max_k:
        raise InvalidRequest(f"k must be from 1 to {workspace.settings.max_k}, not {k}")
    catalogue = workspace.collection.catalogue
    words = catalogue.words(read_cursor(cursor, catalogue), k + 1)
    following = write_cursor(words[k - 1].id, catalogue) if len(words) > k else None
    return WordPage(
        words=[WordBody(word=word.text, source=word.source) for word in words[:k]], next=following
    )
