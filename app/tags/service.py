"""Words for pictures, and the vocabulary they come from."""

from collections.abc import Sequence

from app.exceptions import InvalidRequest
from app.http import read_cursor
from app.search.queries import Query, Uploads, answer
from app.tags.schemas import Added, TagBody, Tagging, WordBody, WordPage
from app.workspace import Workspace
from index.query import PictureTerm

_NAME = "picture.jpg"


def tag_picture(workspace: Workspace, content: bytes, k: int) -> Tagging:
    """Finds the words of the vocabulary that fit a picture best.

    Raises:
        UnreadablePicture, PictureTooLarge, RequestTooLarge: The picture cannot be used.
        InvalidRequest: k is out of bounds.
    """
    query = Query([PictureTerm(1.0, _NAME)], target="words", k=k)
    found = answer(workspace, query, Uploads({_NAME: content}))
    return Tagging(
        tags=[TagBody(tag=hit.text or "", score=round(float(hit.score), 6)) for hit in found.hits]
    )


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
    after = read_cursor(cursor)
    words = workspace.collection.catalogue.words(after, k + 1)
    following = str(words[k - 1].id) if len(words) > k else None
    return WordPage(
        words=[WordBody(word=word.text, source=word.source) for word in words[:k]], next=following
    )
