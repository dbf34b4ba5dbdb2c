"""Manifests, row by row."""

from collections.abc import Iterator
from pathlib import Path

from app.exceptions import BadManifest
from app.manifests.lines import Line, read_lines
from app.manifests.rows import ManifestRow, read_row

MANIFEST_EXTENSIONS = frozenset({".jsonl", ".csv"})


def read_manifest(path: Path) -> Iterator[ManifestRow]:
    """Reads a manifest row by row, all of which must be in the documented form.

    JSONL has an object a line, CSV a header. `image` names the picture, relative to the manifest;
    `captions` (or `caption`, `title`) and `tags` are lists, in CSV separated by semicolons. Every
    other key is metadata. `ingredients` and `instructions`, lists likewise, make a recipe of the
    row, also where they are empty; `title` is its title.

    Raises:
        BadManifest: A row is not in that form; the message names its line.
    """
    for row in read_rows(path):
        if row.error is not None:
            raise BadManifest(f"{row.place}: {row.error}")
        yield row


def read_rows(path: Path, *, recipes: bool = False) -> Iterator[ManifestRow]:
    """Reads a manifest likewise; a row that is not in that form has an error.

    Args:
        path: JSONL or CSV.
        recipes: Every row is a recipe, whatever it has.

    Raises:
        BadManifest: The file cannot be read, or it is a CSV whose cells cannot be told apart.
    """
    for line in read_lines(path):
        yield _row(line, path, is_recipe=recipes)


def _row(line: Line, path: Path, *, is_recipe: bool) -> ManifestRow:
    place = f"{path.name}, line {line.number}"
    if line.problem is not None:
        return ManifestRow(None, place=place, error=BadManifest(line.problem))
    try:
        return read_row(line.values, path.parent, place, is_recipe=is_recipe)
    except BadManifest as error:
        return ManifestRow(None, place=place, error=error)
