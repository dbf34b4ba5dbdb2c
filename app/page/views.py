"""What a page shows first: the answer to the query that its address holds."""

from dataclasses import dataclass
from typing import Any

from app.exceptions import KNOWN_ERRORS
from app.items import service as items
from app.items.schemas import ItemPage
from app.page.problems import Problem
from app.parameters import read_filter
from app.search.queries import Query, Uploads, answer
from app.search.schemas import SearchAnswer, describe_answer
from app.workspace import Workspace
from index.query import parse_query

FIRST_HITS = 40


@dataclass(frozen=True)
class Asked:
    """What the address of the gallery holds.

    Attributes:
        q: Query in the short syntax; blank shows everything.
        tags: Only what has all of these.
        filter: JSON of a filter.
        min_relevance: Where the answer is cut off.
        cursor: Where the page before ended.
    """

    q: str = ""
    tags: tuple[str, ...] = ()
    filter: str | None = None
    min_relevance: float | None = None
    cursor: str | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether not everything is asked for."""
        return bool(self.q.strip() or self.tags or self.filter or self.min_relevance is not None)


@dataclass(frozen=True)
class Gallery:
    """What the gallery shows first.

    Attributes:
        answer: Hits of a query, or a page of all items; None if the query is wrong.
        problem: What is wrong with it.
    """

    answer: SearchAnswer | ItemPage | None = None
    problem: Problem | None = None

    @property
    def entries(self) -> list[Any]:
        """Hits, or items."""
        if self.answer is None:
            return []
        return list(
            self.answer.hits if isinstance(self.answer, SearchAnswer) else self.answer.items
        )


def see_gallery(workspace: Workspace, asked: Asked) -> Gallery:
    """Answers what an address asks, or says what is wrong with it."""
    try:
        return Gallery(_find(workspace, asked))
    except KNOWN_ERRORS as error:
        return Gallery(problem=Problem.of(error))


def _find(workspace: Workspace, asked: Asked) -> SearchAnswer | ItemPage:
    condition = read_filter(asked.filter, list(asked.tags))
    if not asked.q.strip():
        return items.list_items(workspace, FIRST_HITS, asked.cursor, condition, newest_first=True)
    query = Query(
        parse_query(asked.q),
        filter=condition,
        k=FIRST_HITS,
        cursor=asked.cursor,
        min_relevance=asked.min_relevance,
    )
    return describe_answer(answer(workspace, query, Uploads()))
