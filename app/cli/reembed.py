"""`pixword reembed`: the whole collection encoded anew, for another space."""

from typing import Annotated

import typer
from rich.console import Console

from app.cli.context import chosen_settings
from app.cli.printing import printable
from app.cli.progress import counting
from app.config import Settings
from app.reembedding import reembed as reembed_collection

_console = Console(stderr=True, soft_wrap=True)


ForgetMissing = Annotated[
    bool, typer.Option("--forget-missing", help="Remove items whose picture cannot be read.")
]


def reembed(forget_missing: ForgetMissing = False) -> None:
    """Encode everything anew with the spaces of the settings: pictures, words and recipes.

    A collection changes all at once, when everything is encoded; until then it is served as it
    was. Interrupted, it goes on where it stopped. Exit code 1 if pictures are missing.
    """
    report_reembedding(chosen_settings(), forget_missing=forget_missing)


def report_reembedding(settings: Settings, *, forget_missing: bool) -> None:
    """Moves a collection to the space of its settings, and says what became of it.

    Raises:
        Exit: Pictures are missing.
    """
    with counting("encoding", None) as progress:
        outcome = reembed_collection(
            settings, progress.total, progress, forget_missing=forget_missing
        )
    for lost in outcome.lost:
        _console.print(printable(f"item {lost.item_id}: {lost.reason}"), markup=False)
    if not outcome.was_needed:
        print(f"nothing to do: the collection belongs to the space {settings.space} already")
    elif not outcome.swapped:
        print(
            f"nothing was changed: {len(outcome.lost)} pictures cannot be read; bring them back, "
            "or add --forget-missing to remove their items"
        )
        raise typer.Exit(1)
    else:
        print(f"the collection belongs to the space {settings.space} now")
