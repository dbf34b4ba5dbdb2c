"""`pixword collections`: list, make, move and remove collections."""

from typing import Annotated

import typer
from rich.table import Table

from app.cli.printing import show_table
from app.cli.reembed import ForgetMissing, report_reembedding
from app.config import Settings
from app.library.leftovers import clear_leftovers
from app.library.making import check_movable, create_collection, remove_collection
from app.library.places import (
    as_recorded,
    checked_name,
    collection_names,
    mark_of,
    placed,
    read_figures,
)
from app.library.shared import SharedModels
from app.library.space_names import space_of_owner
from index.exceptions import NoCatalogue
from models import DEFAULT_SPACE

collections = typer.Typer(help="List, make, move and remove collections.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the collection.")]


@collections.command("list")
def list_all() -> None:
    """List the collections of the data folder with their spaces."""
    settings = Settings()
    table = Table("name", "space", "dimension", "items")
    for name in collection_names(settings):
        table.add_row(name, *_figures(as_recorded(settings, name)))
    show_table(table)


@collections.command()
def add(
    name: Name,
    space: Annotated[
        str, typer.Option(help="`default`, `open_clip:NAME/PRETRAINED` or FILE.safetensors.")
    ] = DEFAULT_SPACE,
) -> None:
    """Make an empty collection; `pixword --collection NAME add` fills it."""
    settings = Settings()
    made = create_collection(settings, name, space_of_owner(space), SharedModels(settings))
    print(f"made the collection {name} in the space {made.name}")


@collections.command()
def move(
    name: Name,
    space: Annotated[str, typer.Argument(help="Where to.")],
    forget_missing: ForgetMissing = False,
) -> None:
    """Encode a collection anew for another space, and change all at once.

    A server that runs goes on with the new space. Interrupted, it goes on where it stopped.
    """
    settings = Settings()
    mark_of(settings, checked_name(name))
    check_movable(settings, name)
    report_reembedding(placed(settings, name, space_of_owner(space)), forget_missing=forget_missing)


@collections.command()
def remove(name: Name) -> None:
    """Remove a collection with its uploads; pictures in folders of yours stay there."""
    settings = Settings()
    remove_collection(settings, name)
    clear_leftovers(settings)
    print(f"removed the collection {name}")


def _figures(settings: Settings) -> tuple[str, str, str]:
    """Returns space, dimension and number of items of a collection."""
    try:
        space, items = read_figures(settings)
    except NoCatalogue:
        return settings.space, "", "0"
    return space.name, str(space.dimension), str(items)
