"""`pixword duplicates`: pictures that are nearly the same."""

import json
from typing import Annotated

import typer

from app.cli.context import opened
from app.cli.progress import counting
from app.parameters import NEAR_DUPLICATE
from app.workspace import Workspace
from index.duplicates import DuplicateGroup, find_duplicates


def duplicates(
    threshold: Annotated[
        float,
        typer.Option(min=0.5, max=1, help="Cosine from which two pictures are nearly the same."),
    ] = NEAR_DUPLICATE,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one group a line.")] = False,
) -> None:
    """Report pictures that are nearly the same, in groups, the largest first.

    Nothing is removed: `pixword remove ID` does that.
    """
    with opened() as workspace:
        groups = _find(workspace, threshold)
        for group in groups:
            _report(workspace, group, as_json=as_json)
    if not as_json:
        spare = sum(len(group.ids) - 1 for group in groups)
        print(f"{len(groups)} groups; {spare} pictures are nearly the same as another one")


def _find(workspace: Workspace, threshold: float) -> list[DuplicateGroup]:
    collection = workspace.collection
    reader = collection.upkeep.indexes["images"].reader()
    with counting("comparing", len(reader)) as progress:
        return find_duplicates(
            collection.catalogue.all_vectors("images"),
            reader,
            threshold,
            lambda done, _total: progress.reach(done),
        )


def _report(workspace: Workspace, group: DuplicateGroup, *, as_json: bool) -> None:
    items = workspace.collection.catalogue.items(group.ids)
    places = [(item_id, items[item_id].path) for item_id in group.ids if item_id in items]
    if as_json:
        listed = [{"id": item_id, "path": path} for item_id, path in places]
        print(json.dumps({"items": listed, "lowest": round(group.lowest, 6)}, ensure_ascii=False))
        return
    print(f"{len(places)} pictures, {group.lowest:.3f}")
    for item_id, path in places:
        print(f"  #{item_id}  {path}")
