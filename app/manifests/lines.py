"""The lines of a manifest as objects, each that is none with what is wrong with it."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from app.exceptions import BadManifest
from app.manifests.keys import CAPTION_KEYS, LISTED_KEYS, PICTURE_KEYS, RECIPE_KEYS

_SEPARATOR = ";"  # between the parts of one CSV cell
_NOT_TEXT = "not a text in UTF-8"


class Line(NamedTuple):
    """One line of a manifest.

    Attributes:
        number: From 1.
        values: What it says by key; of a line with a problem nothing.
        problem: Why it cannot be read, or None.
    """

    number: int
    values: dict[str, Any]
    problem: str | None = None


def read_lines(path: Path) -> Iterator[Line]:
    """Reads a manifest line by line.

    Raises:
        BadManifest: The file cannot be read, or it is a CSV whose cells cannot be told apart.
    """
    try:
        # What is not UTF-8 becomes halves of surrogate pairs, so that the lines around it are read.
        with path.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as file:
            is_csv = path.suffix.lower() == ".csv"
            yield from _csv_lines(file, path) if is_csv else _json_lines(file)
    except OSError as error:
        raise BadManifest(f"{path.name} cannot be read: {error.strerror}") from None


def _json_lines(file: TextIO) -> Iterator[Line]:
    for number, line in enumerate(file, start=1):
        if line.strip():
            yield _json_line(number, line)


def _json_line(number: int, line: str) -> Line:
    if not _is_text(line):
        return Line(number, {}, _NOT_TEXT)
    try:
        values = json.loads(line)
    except RecursionError:
        return Line(number, {}, "not JSON (nested too deeply)")
    except ValueError as error:
        return Line(number, {}, f"not JSON ({error})")
    if not isinstance(values, dict):
        return Line(number, {}, "not a JSON object")
    return Line(number, values)


def _csv_lines(file: TextIO, path: Path) -> Iterator[Line]:
    reader = csv.DictReader(file)
    try:
        if not all(map(_is_text, reader.fieldnames or ())):
            raise BadManifest(f"{path.name}, line 1: {_NOT_TEXT}")
        for row in reader:
            yield _csv_line(reader.line_num, row)
    except csv.Error as error:
        raise BadManifest(f"{path.name}, after line {reader.line_num}: {error}") from None


def _csv_line(number: int, row: dict[Any, Any]) -> Line:
    if None in row:
        return Line(number, {}, "more cells than the header has")
    if not all(_is_text(cell or "") for cell in row.values()):
        return Line(number, {}, _NOT_TEXT)
    cells = {key: _cell(key, cell or "") for key, cell in row.items() if cell or key in RECIPE_KEYS}
    return Line(number, cells)


def _cell(key: str, value: str) -> Any:
    """Splits list columns; turns numbers and truth values of other columns into what they are."""
    if key in LISTED_KEYS:
        return [part.strip() for part in value.split(_SEPARATOR) if part.strip()]
    if key in PICTURE_KEYS or key in CAPTION_KEYS:
        return value
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return parsed if isinstance(parsed, int | float | bool) else value


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
