"""`pixword export` and `pixword import`: collections as files."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.cli.context import chosen_settings, opened, tidy
from app.cli.printing import printable
from app.cli.progress import counting
from app.exceptions import NothingAdded
from app.pictures import PictureStore
from app.recipes.book import has_recipe_book
from app.transfer.exporting import Export
from app.transfer.importing import Import
from app.transfer.manifest import Format
from app.transfer.sources import Layout, find_source
from app.transfer.targets import target_of
from index.catalogue import Catalogue

_console = Console(stderr=True, soft_wrap=True)


def export_collection(
    folder: Annotated[Path, typer.Argument(help="Folder to make; there must be nothing yet.")],
    format: Annotated[  # noqa: A002 - the option's name
        Format, typer.Option(help="Parquet, or NumPy matrices beside JSON lines.")
    ] = Format.PARQUET,
    pictures: Annotated[
        bool, typer.Option("--pictures", help="Copy the original pictures, too.")
    ] = False,
    recipes: Annotated[
        bool, typer.Option("--recipes", help="The recipe book, not the pictures.")
    ] = False,
) -> None:
    """Write items, vectors and words into a folder that other programs can read.

    Exit code 1 if pictures were to be copied and some are not where they were.
    """
    settings = chosen_settings()
    if recipes and not has_recipe_book(settings):
        raise NothingAdded("there is no recipe book yet: add recipes first")
    url = settings.recipe_catalogue_url if recipes else settings.catalogue_url
    catalogue, originals = Catalogue.open(url, None), PictureStore(settings)
    with (
        closing(catalogue),
        closing(originals),
        counting("exporting", catalogue.count()) as progress,
    ):
        done = Export(
            catalogue=catalogue,
            collection="recipes" if recipes else "pictures",
            format=format,
            pictures=originals if pictures else None,
            progress=progress,
        ).write(folder)
    for lost in done.lost:
        _console.print(printable(f"not copied: {lost}"), markup=False)
    print(
        f"exported {done.counts.items} items, {done.counts.words} words, "
        f"{done.counts.picture_files} pictures"
    )
    if done.lost:
        raise typer.Exit(1)


def import_collection(
    path: Annotated[
        Path, typer.Argument(help="Folder of an export, or a Parquet file of paths and vectors.")
    ],
    layout: Annotated[Layout, typer.Option(help="How the files are arranged.")] = Layout.PIXWORD,
    same_space: Annotated[
        bool,
        typer.Option("--same-space", help="Files that do not say it are of this space."),
    ] = False,
    reencode: Annotated[
        bool, typer.Option("--reencode", help="Encode pictures and texts anew.")
    ] = False,
) -> None:
    """Add what an export holds; what is there already stays as it is.

    All files are checked before anything is changed. Interrupted, it goes on when it is run again.
    Exit code 1 if something was refused.
    """
    source = find_source(path, layout)
    with opened() as workspace:
        target = target_of(workspace, source.collection)
        work = Import(source, target, reencode, same_space)
        collection = target.destination.collection
        with collection.serving(), counting("checking, then importing", None) as progress:
            outcome = work.run(progress)
        tidy(workspace)
    for reason in outcome.refused:
        _console.print(printable(f"refused {reason}"), markup=False)
    print(
        f"added {outcome.added}, known {outcome.known}, refused {len(outcome.refused)}; "
        f"{outcome.words} new words"
    )
    if outcome.refused:
        raise typer.Exit(1)
