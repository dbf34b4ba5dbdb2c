"""`pixword reembed`: the whole collection encoded anew, for another space."""

from typing import Annotated

import typer
from rich.console import Console

from app.cli.printing import printable
from app.cli.progress import counting
from app.config import Settings
from app.reembedding import reembed as reembed_collection

_console = Console(stderr=True, soft_wrap=True)


def reembed(
    forget_missing: Annotated[
        bool,
        typer.Option("--forget-missing", help="Remove items whose picture cannot be read."),
    ] = False,
) -> None:
    """Encode everything anew with the spaces of the settings: pictures, words and recipes.

    A collection changes all at once, when everything is encoded; until then it is served as it
    was. Interrupted, it goes on where it stopped. Exit code 1 if pictures are missing.
    """
    settings = Settings()
    with counting("encoding", None) as progress:
        outcome = reembed_collection(
            settings, progress.total, progress, forget_missing=forget_missing
        )
    for lost in outcome.lost:
        _console.print(printable(lost), markup=False)
    if not outcome.was_needed:
        print(f"nothing to do: the collection belongs to the space {settings.space} already")
    elif not outcome.swapped:
        print(
            f"nothing was changed: {len(outcome.lost)} pictures cannot be read; bring them back, "
            "or run `pixword reembed --forget-missing` to remove their items"
        )
        raise typer.Exit(1)
    else:
        print(f"the collection belongs to the space {settings.space} now")
