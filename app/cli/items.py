"""`pixword list`, `pixword info`, `pixword remove`."""

import json
from typing import Annotated

import typer
from rich.table import Table

from app.cli.context import opened, tidy
from app.cli.printing import show_table
from app.items.schemas import ItemBody
from app.items.service import list_items as list_page
from app.listing import read_cursor
from app.removing import remove_item

Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


def list_items(
    k: Annotated[int, typer.Option("-k", help="How many.")] = 50,
    after: Annotated[int, typer.Option(min=0, help="Only ids above this one.")] = 0,
    tag: Annotated[list[str] | None, typer.Option(help="Only items with all of these.")] = None,
    as_json: Json = False,
) -> None:
    """List items by id."""
    condition = {"and": [{"tag": name} for name in tag]} if tag else None
    with opened() as workspace:
        page = list_page(workspace, k, str(after), condition)
    if as_json:
        for item in page.items:
            print(item.model_dump_json())
        return
    table = Table("id", "captions", "tags")
    for item in page.items:
        table.add_row(str(item.id), "\n".join(item.captions), ", ".join(item.tags))
    show_table(table)
    if page.next:
        print(f"more: --after {read_cursor(page.next, workspace.collection.catalogue)}")


def info(
    item: Annotated[int | None, typer.Argument(help="An item; the collection if left out.")] = None,
) -> None:
    """Show everything about an item, or about the collection."""
    with opened() as workspace:
        catalogue = workspace.collection.catalogue
        if item is not None:
            kept = catalogue.item(item)
            document = ItemBody.of(kept, workspace.name).model_dump() | {"path": kept.path}
        else:
            document = {
                "data": str(workspace.settings.data.absolute()),
                "space": workspace.space.name,
                "dimension": workspace.space.dimension,
                "items": catalogue.count(),
                "sequence": catalogue.latest_sequence(),
                "fields": sorted(catalogue.fields()),
            }
    print(json.dumps(document, indent=2, ensure_ascii=False))


def remove(
    items: Annotated[list[int], typer.Argument(help="Ids of items.")],
) -> None:
    """Remove items; picture files that were added from a folder stay where they are.

    Nothing is removed if one of the ids is unknown.
    """
    with opened() as workspace:
        catalogue = workspace.collection.catalogue
        for item_id in items:
            catalogue.item(item_id)
        for item_id in dict.fromkeys(items):
            remove_item(workspace, item_id)
        tidy(workspace)
    print(f"removed {len(set(items))}")
