"""`pixword recipes`: photo to recipe, recipe to photo."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.table import Table

from app.cli.add import add_rows
from app.cli.asking import AskingCommand
from app.cli.context import opened, tidy
from app.cli.printing import show_table
from app.cli.search import QueriedFiles, figure
from app.exceptions import BadManifest, InvalidRequest, describe_problems
from app.listing import read_cursor
from app.manifests import read_rows
from app.parameters import read_filter
from app.recipes import service
from app.recipes.additions import RecipeText
from app.recipes.answers import describe_answer
from app.recipes.queries import RecipeAnswer, Wanted, answer
from app.recipes.schemas import MIN_RELEVANCE, RecipeSearchBody
from app.removing import remove_recipe

recipes = typer.Typer(help="Photo to recipe, recipe to photo.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_VOICES_SHOWN = 3


@recipes.callback()
def group() -> None:
    """Photo to recipe, recipe to photo."""


@recipes.command()
def add(files: Annotated[list[Path], typer.Argument(help="JSONL and CSV files.")]) -> None:
    """Add recipes: every line is one, also where it has a title alone.

    Exit code 0 if everything is in, 1 if something was refused.
    """
    rows = [row for file in files for row in read_rows(file, recipes=True)]
    add_rows(rows, f"there are no recipes in {', '.join(map(str, files))}")


@recipes.command(cls=AskingCommand)
def search(
    query: Annotated[
        str, typer.Argument(help="Such as: dish.jpg; dish.jpg - chicken + tofu; oats + milk; #7.")
    ] = "",
    recipe: Annotated[
        Path | None,
        typer.Option(help="JSON file with title, ingredients, instructions; any may be missing."),
    ] = None,
    target: Annotated[
        Wanted, typer.Option(help="Compare with the text of recipes, or with their photos.")
    ] = "recipes",
    k: Annotated[int, typer.Option("-k", help="How many.")] = 10,
    tag: Annotated[list[str] | None, typer.Option(help="Only recipes with all of these.")] = None,
    where: Annotated[str | None, typer.Option("--filter", help="A filter as JSON.")] = None,
    cursor: Annotated[str | None, typer.Option(help="`next` of the page before.")] = None,
    min_relevance: Annotated[float | None, typer.Option(min=0, max=1, help=MIN_RELEVANCE)] = None,
    as_json: Json = False,
) -> None:
    """Search recipes with a photo, a recipe, ingredients, and any sum of them."""
    body = _checked(
        recipe=_read_recipe(recipe) if recipe else None,
        q=query or None,
        target=target,
        filter=read_filter(where, tag),
        k=k,
        cursor=cursor,
        min_relevance=min_relevance,
    )
    with opened() as workspace:
        found = answer(workspace, body.to_query([]), QueriedFiles(workspace.pictures))
        if as_json:
            print(describe_answer(found).model_dump_json(indent=2))
        else:
            show_table(_table(found))


@recipes.command("list")
def list_recipes(
    k: Annotated[int, typer.Option("-k", help="How many.")] = 50,
    after: Annotated[int, typer.Option(min=0, help="Only ids above this one.")] = 0,
    as_json: Json = False,
) -> None:
    """List recipes by id."""
    with opened() as workspace:
        page = service.list_recipes(workspace, k, str(after), None)
    if as_json:
        for recipe in page.recipes:
            print(recipe.model_dump_json())
        return
    table = Table("id", "title", "ingredients")
    for recipe in page.recipes:
        table.add_row(str(recipe.id), recipe.title, str(len(recipe.ingredients)))
    show_table(table)
    if page.next:
        print(f"more: --after {read_cursor(page.next, workspace.recipes.collection.catalogue)}")


@recipes.command()
def show(recipe: Annotated[int, typer.Argument(help="Id of a recipe.")]) -> None:
    """Show a recipe."""
    with opened() as workspace:
        found = service.look(workspace, recipe)
    print(json.dumps(found.model_dump(), indent=2, ensure_ascii=False))


@recipes.command()
def remove(ids: Annotated[list[int], typer.Argument(help="Ids of recipes.")]) -> None:
    """Remove recipes, and from the pictures those that were added with them.

    Nothing is removed if one of the ids is unknown.
    """
    with opened() as workspace:
        for recipe_id in ids:
            service.look(workspace, recipe_id)
        for recipe_id in dict.fromkeys(ids):
            remove_recipe(workspace, recipe_id)
        tidy(workspace)
    print(f"removed {len(set(ids))}")


def _checked(**asked: Any) -> RecipeSearchBody:
    """Returns the query.

    Raises:
        InvalidRequest: A part of it is too long or out of bounds.
    """
    try:
        return RecipeSearchBody(**asked)
    except ValidationError as error:
        raise InvalidRequest(describe_problems(error.errors())) from None


def _read_recipe(path: Path) -> RecipeText:
    """Reads a recipe.

    Raises:
        BadManifest: The file cannot be read, or is no recipe.
    """
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadManifest(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise BadManifest(f"{path} is not JSON ({error})") from None
    if not isinstance(document, dict):
        raise BadManifest(f"{path} is not a JSON object")
    parts = {name: own for name, own in document.items() if name in RecipeText.model_fields}
    try:
        return RecipeText.model_validate(parts)
    except ValidationError as error:
        raise BadManifest(f"{path}: {describe_problems(error.errors())}") from None


def _table(found: RecipeAnswer) -> Table:
    table = Table("rank", "id", "score", "relevance", "recipe", "speaks most", "photo")
    for own in found.hits:
        loudest = sorted(own.voices, key=lambda voice: -voice.share)[:_VOICES_SHOWN]
        table.add_row(
            str(own.hit.rank),
            f"#{own.item.id}",
            f"{own.hit.score:.3f}",
            figure(own.relevance),
            own.recipe.title or own.item.captions[0],
            "\n".join(f"{voice.share:+.2f} {voice.ingredient}" for voice in loudest if voice.share),
            own.item.path or "",
        )
    return table
