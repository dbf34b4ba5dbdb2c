"""Tags: words for a picture, and the vocabulary."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.concurrency import run_in_threadpool

from app.access import Scope, needs
from app.bodies.json_bodies import json_body
from app.http import REFUSALS, WorkspaceDep, json_schema
from app.parameters import PAGE, Cursor
from app.remote.dependency import RemoteDep
from app.tags import service
from app.tags.schemas import WORDS_EXAMPLE, Added, NewWords, Tagging, WordPage
from app.tags.sent import FORM_SCHEMA, PictureForm, read_picture_form

router = APIRouter(prefix="/v1/tags", tags=["tags"], responses=REFUSALS)

Sent = Annotated[PictureForm, Depends(read_picture_form)]


@router.post("", summary="Words for a picture", openapi_extra=FORM_SCHEMA)
@needs(Scope.READ)
async def tag_picture(
    sent: Sent,
    workspace: WorkspaceDep,
    remote: RemoteDep,
    k: Annotated[int, Query(description="How many words.", json_schema_extra=PAGE)] = 10,
    min_probability: Annotated[
        float | None, Query(ge=0, le=1, description="Leave out words that are less probable.")
    ] = None,
) -> Tagging:
    """Finds the words of the vocabulary that fit a picture best: a file, or one on the web."""
    content = sent.picture
    if content is None:
        fetched = await remote.fetch([sent.image_url], workspace.pictures)
        content = fetched.all_files()[sent.image_url or ""]
    return await run_in_threadpool(service.tag_picture, workspace, content, k, min_probability)


@router.get("/vocabulary", summary="List the vocabulary")
@needs(Scope.READ)
def vocabulary(
    workspace: WorkspaceDep,
    k: Annotated[int, Query(description="Words on a page.", json_schema_extra=PAGE)] = 100,
    cursor: Cursor = None,
) -> WordPage:
    """Lists the words that pictures are tagged with."""
    return service.list_words(workspace, k, cursor)


@router.post(
    "/vocabulary",
    summary="Add words",
    openapi_extra=json_schema("NewWords", {"two words": WORDS_EXAMPLE}),
)
@needs(Scope.WRITE)
def add_words(
    words: Annotated[NewWords, json_body(NewWords)],
    workspace: WorkspaceDep,
) -> Added:
    """Adds your own words to the vocabulary."""
    return service.add_words(workspace, words.words)


@router.delete("/vocabulary/{word}", status_code=204, summary="Remove one of your words")
@needs(Scope.WRITE)
def remove_word(
    workspace: WorkspaceDep,
    word: Annotated[str, Path(min_length=1, description="A word of yours.")],
) -> None:
    """Removes a word that a user added."""
    workspace.collection.remove_word(word)
