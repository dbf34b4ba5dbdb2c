"""Search with words, pictures, items and any sum of them."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool

from app.access import Scope, needs
from app.http import (
    REFUSALS,
    BodyWithPictures,
    ItemId,
    WorkspaceDep,
    body_schema,
    body_with_pictures,
)
from app.parameters import Collapse, Cursor, Filter, Hits, MinRelevance, Tag, read_filter
from app.remote.dependency import RemoteDep
from app.search.queries import Query as SearchQuery
from app.search.queries import Uploads, answer
from app.search.schemas import SearchAnswer, SearchBody, describe_answer
from index.query import ItemTerm
from index.search import Target

router = APIRouter(prefix="/v1", tags=["search"], responses=REFUSALS)

Wanted = Annotated[
    Target,
    Query(description="What is looked for: pictures, or texts: `captions`, `words`, or both."),
]
Sent = Annotated[BodyWithPictures, body_with_pictures("query")]

_EXAMPLES = {
    "words": {"q": "dog on a beach", "k": 5},
    "arithmetic in the short syntax": {"q": "#1 - animal + 0.5*snow", "k": 5},
    "arithmetic in terms": {
        "terms": [{"item": 1}, {"text": "animal", "weight": -1}, {"text": "flower"}],
        "k": 5,
    },
    "words for a picture, filtered": {
        "q": "#1",
        "target": "texts",
        "filter": {"or": [{"tag": "animal"}, {"tag": "food"}]},
    },
    "pictures in the left half of the map": {
        "q": "snow",
        "filter": {"area": [[0, 0], [0.5, 0], [0.5, 1], [0, 1]]},
    },
}


@router.get("/search", summary="Search in the short syntax")
@needs(Scope.READ)
def search(
    workspace: WorkspaceDep,
    q: Annotated[
        str,
        Query(
            max_length=10_000,
            description="Words, `#ID` of items, and sums of them.",
            examples=["strawberry", "#1 - animal + flower"],
            openapi_examples={
                "words": {"value": "strawberry"},
                "arithmetic": {"value": "#1 - animal + flower"},
            },
        ),
    ],
    k: Hits = 20,
    cursor: Cursor = None,
    target: Wanted = "images",
    tag: Tag = None,
    filter: Filter = None,  # noqa: A002 - the parameter's name in the address
    collapse: Collapse = None,
    min_relevance: MinRelevance = None,
) -> SearchAnswer:
    """Finds the pictures, or the words, nearest to words, items and sums of both."""
    body = SearchBody(
        q=q,
        k=k,
        cursor=cursor,
        target=target,
        filter=read_filter(filter, tag),
        collapse=collapse,
        min_relevance=min_relevance,
    )
    return describe_answer(answer(workspace, body.to_query([]), Uploads()))


@router.post(
    "/search",
    summary="Search with pictures, words and items",
    openapi_extra=body_schema("query", "SearchBody", _EXAMPLES),
)
@needs(Scope.READ)
async def search_with_pictures(
    body: Sent, workspace: WorkspaceDep, remote: RemoteDep
) -> SearchAnswer:
    """Takes JSON; or multipart with the same JSON as part `query` and files as `pictures`.

    A term names a picture by its file name: `photo.jpg - dog + cat`. A picture without a query is
    searched for as it is. A term may name a picture on the web instead: `image_url`.
    """
    asked = await body.read_as(SearchBody)
    query = asked.to_query(list(body.files))
    fetched = await remote.fetch((term.image_url for term in asked.terms or ()), workspace.pictures)
    pictures = Uploads({**body.files, **fetched.all_files()})
    found = await run_in_threadpool(answer, workspace, query, pictures)
    return describe_answer(found)


@router.get("/items/{item_id}/similar", summary="Items like this one")
@needs(Scope.READ)
def similar(
    workspace: WorkspaceDep,
    item_id: ItemId,
    k: Hits = 20,
    cursor: Cursor = None,
    target: Wanted = "images",
    tag: Tag = None,
    filter: Filter = None,  # noqa: A002 - the parameter's name in the address
    collapse: Collapse = None,
    min_relevance: MinRelevance = None,
) -> SearchAnswer:
    """Finds what is nearest to an item, which is left out itself."""
    terms = [ItemTerm(1.0, item_id)]
    query = SearchQuery(terms, target, read_filter(filter, tag), k, cursor, collapse, min_relevance)
    return describe_answer(answer(workspace, query, Uploads()))
