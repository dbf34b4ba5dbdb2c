"""`pixword tags`: the vocabulary."""

from typing import Annotated

import typer

from app.cli.context import opened
from app.listing import read_cursor
from app.tags import service

tags = typer.Typer(help="The vocabulary that pictures are tagged with.", no_args_is_help=True)


@tags.command()
def add(words: Annotated[list[str], typer.Argument(help="Words of your own.")]) -> None:
    """Add words to the vocabulary."""
    with opened() as workspace:
        result = service.add_words(workspace, words)
    print(f"added {result.added}, known {result.known}")


@tags.command()
def remove(word: Annotated[str, typer.Argument(help="A word that you added.")]) -> None:
    """Remove one of your words from the vocabulary."""
    with opened() as workspace:
        workspace.collection.remove_word(word)
    print("removed 1")


@tags.command("list")
def list_words(
    k: Annotated[int, typer.Option("-k", help="How many.")] = 100,
    after: Annotated[int, typer.Option(min=0, help="Where the page before ended.")] = 0,
) -> None:
    """List the vocabulary."""
    with opened() as workspace:
        page = service.list_words(workspace, k, str(after))
    for word in page.words:
        print(f"{word.word}\t{word.source}")
    if page.next:
        print(f"more: --after {read_cursor(page.next, workspace.collection.catalogue)}")
