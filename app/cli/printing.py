"""Printing what people name: file names may hold bytes that are no text."""


def printable(text: str) -> str:
    """Returns the text with what cannot be encoded written as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
