"""Recipes: a photo finds its recipe, a recipe finds its photo."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from app.access import Scope, needs
from app.http import (
    REFUSALS,
    BodyWithPictures,
    WorkspaceDep,
    body_schema,
    body_with_pictures,
    picture_response,
    picture_responses,
)
from app.parameters import PAGE, Cursor, Filter, Hits, Tag, read_filter
from app.pictures import THUMBNAIL_TYPE
from app.recipes import service
from app.recipes.additions import NewRecipes
from app.recipes.answers import (
    RecipeBody,
    RecipeOutcomes,
    RecipePage,
    RecipeSearchAnswer,
    describe_answer,
)
from app.recipes.queries import Wanted, answer
from app.recipes.schemas import MIN_RELEVANCE, RecipeSearchBody
from app.remote.dependency import RemoteDep
from app.removing import remove_recipe
from app.search.queries import Uploads

router = APIRouter(prefix="/v1/recipes", tags=["recipes"], responses=REFUSALS)

RecipeId = Annotated[
    int,
    Path(
        description="Number of a recipe.",
        json_schema_extra={"minimum": 1},
        openapi_examples={"the first": {"value": 1}},
    ),
]
SentQuery = Annotated[BodyWithPictures, body_with_pictures("query")]
SentRecipes = Annotated[BodyWithPictures, body_with_pictures("recipes")]
Looked = Annotated[Wanted, Query(description="Compare with recipes or their photos.")]

_PORRIDGE = {
    "title": "Oat porridge",
    "ingredients": ["100 g rolled oats", "300 ml milk", "1 pinch salt", "honey to taste"],
    "instructions": ["Simmer oats, milk and salt for five minutes.", "Serve with honey."],
}
_SEARCHES = {
    "a recipe, for photos": {"recipe": _PORRIDGE, "target": "photos", "k": 5},
    "ingredients": {"q": "oats + milk", "k": 5},
    "a recipe with another ingredient": {"recipe": _PORRIDGE, "q": "- honey + strawberries"},
    "one of the book, in terms": {
        "terms": [{"id": 1}, {"ingredient": "butter", "weight": -1}, {"ingredient": "garlic"}]
    },
}
_ADDITIONS = {"without a photo": {"recipes": [_PORRIDGE]}}


@router.get("/search", summary="Search recipes by ingredients and numbers")
@needs(Scope.READ)
def search(
    workspace: WorkspaceDep,
    q: Annotated[
        str,
        Query(
            max_length=10_000,
            description="Ingredients and `#ID` of recipes, with signs.",
            openapi_examples={
                "ingredients": {"value": "strawberries + sugar"},
                "arithmetic": {"value": "#1 - butter + olive oil"},
            },
        ),
    ],
    k: Hits = 10,
    cursor: Cursor = None,
    target: Looked = "recipes",
    tag: Tag = None,
    filter: Filter = None,  # noqa: A002 - the parameter's name in the address
    min_relevance: Annotated[float | None, Query(ge=0, le=1, description=MIN_RELEVANCE)] = None,
) -> RecipeSearchAnswer:
    """Finds recipes near to ingredients, recipes of the book, and sums of both."""
    body = RecipeSearchBody(
        q=q,
        k=k,
        cursor=cursor,
        target=target,
        filter=read_filter(filter, tag),
        min_relevance=min_relevance,
    )
    return describe_answer(answer(workspace, body.to_query([]), Uploads()))


@router.post(
    "/search",
    summary="Search recipes with a photo, a recipe, and ingredients",
    openapi_extra=body_schema("query", "RecipeSearchBody", _SEARCHES),
)
@needs(Scope.READ)
async def search_with_photos(
    body: SentQuery, workspace: WorkspaceDep, remote: RemoteDep
) -> RecipeSearchAnswer:
    """Takes JSON; or multipart with the same JSON as part `query` and photos as `pictures`.

    A photo alone is looked for as it is; `- chicken + tofu` beside it asks for the same dish with
    tofu. Every hit says how much each of its ingredients speaks for the match.
    """
    asked = await body.read_as(RecipeSearchBody)
    query = asked.to_query(list(body.files))
    fetched = await remote.fetch((term.image_url for term in asked.terms or ()), workspace.pictures)
    pictures = Uploads({**body.files, **fetched.all_files()})
    found = await run_in_threadpool(answer, workspace, query, pictures)
    return describe_answer(found)


@router.post(
    "", summary="Add recipes", openapi_extra=body_schema("recipes", "NewRecipes", _ADDITIONS)
)
@needs(Scope.WRITE)
async def add(body: SentRecipes, workspace: WorkspaceDep, remote: RemoteDep) -> RecipeOutcomes:
    """Takes JSON; or multipart with the same JSON as part `recipes` and photos as `pictures`.

    Each recipe gets its own outcome: a bad one fails alone. With a photo, it is found among the
    pictures as well.
    """
    recipes = (await body.read_as(NewRecipes)).recipes
    service.check(workspace, recipes, body.files)
    fetched = await remote.fetch((own.image_url for own in recipes), workspace.pictures)
    return await run_in_threadpool(service.add, workspace, recipes, body.files, fetched)


@router.get("", summary="List recipes")
@needs(Scope.READ)
def list_page(
    workspace: WorkspaceDep,
    k: Annotated[int, Query(description="Recipes on a page.", json_schema_extra=PAGE)] = 50,
    cursor: Cursor = None,
    tag: Tag = None,
    filter: Filter = None,  # noqa: A002 - the parameter's name in the address
) -> RecipePage:
    """Lists recipes by ascending id."""
    return service.list_recipes(workspace, k, cursor, read_filter(filter, tag))


@router.get("/{recipe_id}", summary="Look at a recipe")
@needs(Scope.READ)
def look(workspace: WorkspaceDep, recipe_id: RecipeId) -> RecipeBody:
    """Returns everything kept of a recipe."""
    return service.look(workspace, recipe_id)


@router.delete("/{recipe_id}", status_code=204, summary="Remove a recipe")
@needs(Scope.WRITE)
def remove(workspace: WorkspaceDep, recipe_id: RecipeId) -> None:
    """Removes a recipe, and from the pictures the one that was added with it."""
    remove_recipe(workspace, recipe_id)


@router.get(
    "/{recipe_id}/image",
    summary="The original photo",
    response_class=Response,
    responses=picture_responses("image/*"),
)
@needs(Scope.READ)
def image(request: Request, workspace: WorkspaceDep, recipe_id: RecipeId) -> Response:
    """Returns the photo's file as it was added, with the type its content was found to be."""
    item = workspace.recipes.item(recipe_id)
    content = workspace.pictures.original(item)
    return picture_response(request, content, item.media_type or "", item.content_hash or "")


@router.get(
    "/{recipe_id}/thumbnail",
    summary="A small JPEG of the photo",
    response_class=Response,
    responses=picture_responses(THUMBNAIL_TYPE),
)
@needs(Scope.READ)
def thumbnail(request: Request, workspace: WorkspaceDep, recipe_id: RecipeId) -> Response:
    """Returns a JPEG no longer than the setting `thumbnail_side`."""
    item = workspace.recipes.item(recipe_id)
    content = workspace.pictures.thumbnail(item)
    return picture_response(request, content, THUMBNAIL_TYPE, f"{item.content_hash}-thumbnail")
