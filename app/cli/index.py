"""`pixword index`: build, verify, compact and show the vector indexes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import chosen_settings
from app.cli.watching import watching
from index.catalogue import Catalogue
from index.snapshots.store import SnapshotStore
from index.upkeep.indexes import MODALITIES
from index.upkeep.upkeep import Upkeep
from index.upkeep.verification import IndexCheck, check_index, check_snapshots
from index.vectors import IndexKind

index = typer.Typer(
    help="Build, verify, compact and show the vector indexes.", no_args_is_help=True
)


Recipes = Annotated[
    bool, typer.Option("--recipes", help="Those of the recipe book, not of the pictures.")
]


@index.command()
def build(
    kind: Annotated[
        IndexKind | None, typer.Option(help="Kind of index; PIXWORD_INDEX if left out.")
    ] = None,
    recipes: Recipes = False,
) -> None:
    """Build the indexes anew from the catalogue, and save them."""
    with _upkeep(_Place.of(recipes), kind) as upkeep:
        with watching(upkeep.journal):
            upkeep.rebuild()
        _print(upkeep.describe())


@index.command()
def compact(recipes: Recipes = False) -> None:
    """Drop removed vectors, join parts, and save."""
    with _upkeep(_Place.of(recipes)) as upkeep:
        with watching(upkeep.journal):
            upkeep.open()
            upkeep.tidy(force=True, compact=True)
        _print(upkeep.describe())


@index.command()
def info(recipes: Recipes = False) -> None:
    """Show what the indexes hold, and what was wrong with them."""
    with _upkeep(_Place.of(recipes)) as upkeep:
        with watching(upkeep.journal):
            upkeep.open()
        _print(upkeep.describe())


@index.command()
def verify(recipes: Recipes = False) -> None:
    """Check every byte of the snapshots, and the newest good one against the catalogue.

    Exit code 1 if anything is wrong.
    """
    place = _Place.of(recipes)
    snapshots = list(check_snapshots(SnapshotStore(place.folder)))
    with _upkeep(place) as upkeep:
        with watching(upkeep.journal):
            upkeep.open()
        checks: dict[str, IndexCheck] = {
            name: check_index(upkeep.catalogue, name, upkeep.indexes[name].reader())
            for name in MODALITIES
        }
    _print(
        {
            "snapshots": [asdict(check) for check in snapshots],
            **{name: asdict(check) for name, check in checks.items()},
        }
    )
    if any(check.fault for check in snapshots) or not all(c.is_good for c in checks.values()):
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Place:
    """Where a collection lies."""

    url: str
    folder: Path
    kind: IndexKind

    @classmethod
    def of(cls, recipes: bool) -> "_Place":
        settings = chosen_settings()
        if recipes:
            return cls(settings.recipe_catalogue_url, settings.recipe_index_folder, settings.index)
        return cls(settings.catalogue_url, settings.index_folder, settings.index)


@contextmanager
def _upkeep(place: _Place, kind: IndexKind | None = None) -> Iterator[Upkeep]:
    """Opens the catalogue whatever its space is: nothing is encoded here."""
    catalogue = Catalogue.open(place.url, None)
    try:
        yield Upkeep(catalogue, kind or place.kind, place.folder)
    finally:
        catalogue.close()


def _print(document: object) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))
