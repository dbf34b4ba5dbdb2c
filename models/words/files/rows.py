"""Words and their numbers, as word2vec's two forms, GloVe's and fastText's `.vec` write them."""

from array import array
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

_AT_A_TIME = 1 << 20  # bytes
_NUMBER = 4  # bytes, in the binary form

Row = tuple[bytes, "array[float]"]


class Content(NamedTuple):
    """What is in a file.

    Attributes:
        promised: How many words its header says it has; None where it has no header.
        dimension: How many numbers a word has.
        rows: The words with their numbers; they end where the file does, even within a row.
    """

    promised: int | None
    dimension: int
    rows: Iterator[Row]


def read_rows(file: BinaryIO, *, binary: bool) -> Content:
    """Starts to read a file.

    Raises:
        ValueError: It is of another form; so may the rows say.
    """
    first = file.readline()
    if not first:
        raise ValueError("it is empty")
    header = _read_header(first)
    if binary and header is None:
        raise ValueError("its first line is not two numbers")
    promised, dimension = header or (None, len(first.split()) - 1)
    if dimension < 1:
        raise ValueError("there are no numbers behind its words")
    if binary:
        return Content(promised, dimension, _read_binary(file, dimension))
    lines = file if header else chain([first], file)
    return Content(promised, dimension, _read_text(lines, dimension))


def _read_header(line: bytes) -> tuple[int, int] | None:
    """Returns how many words there are and how long their vectors, if the line says so."""
    parts = line.split()
    if len(parts) == 2 and all(part.isdigit() for part in parts):  # noqa: PLR2004 - as said
        return int(parts[0]), int(parts[1])
    return None


def _read_text(lines: Iterable[bytes], dimension: int) -> Iterator[Row]:
    """Reads lines; a few words of GloVe 840B (`. . .`) have spaces in them."""
    for place, line in enumerate(lines, start=1):
        parts = line.split()
        word, numbers = parts[:-dimension], parts[-dimension:]
        if not word or (len(word) > 1 and _is_number(word[-1])):
            raise ValueError(f"line {place} has not one word and {dimension} numbers")
        yield b" ".join(word), array("f", map(float, numbers))


def _is_number(part: bytes) -> bool:
    try:
        float(part)
    except ValueError:
        return False
    return True


def _read_binary(file: BinaryIO, dimension: int) -> Iterator[Row]:
    """Reads words that end with a space, each before its numbers; some programs end these lines."""
    size = dimension * _NUMBER
    held, start = bytearray(), 0
    while True:
        space = held.find(b" ", start)
        end = space + 1 + size
        if space < 0 or end > len(held):
            del held[:start]
            more, start = file.read(_AT_A_TIME), 0
            if not more:
                return
            held += more
            continue
        yield bytes(held[start:space]).lstrip(b"\n"), array("f", held[space + 1 : end])
        start = end
