"""Printing what people name: file names may hold bytes that are no text."""

from rich.console import Console, RenderableType


def printable(text: str) -> str:
    """Returns the text with what cannot be encoded written as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def show_table(table: RenderableType) -> None:
    """Prints a table on standard output; `[/b]` in a word or a caption is text, not markup."""
    Console(markup=False, emoji=False).print(table)
