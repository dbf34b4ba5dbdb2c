"""JSONL and CSV files that name pictures with captions, tags and anything else."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.exceptions import BadManifest
from models.recipes.recipe import Recipe

MANIFEST_EXTENSIONS = frozenset({".jsonl", ".csv"})
_SEPARATOR = ";"  # between the captions or tags of one CSV cell
_PICTURE_KEYS = ("image", "picture", "path", "file")
_CAPTION_KEYS = ("captions", "caption", "title")
_TAG_KEYS = ("tags", "tag")
_RECIPE_KEYS = ("ingredients", "instructions")


@dataclass(frozen=True)
class ManifestRow:
    """One line of a manifest.

    Attributes:
        picture: The picture's path, resolved against the manifest's folder; None for texts alone.
        captions: What describes it.
        tags: Its tags.
        metadata: Every other column.
        place: File and line, for messages.
        recipe: What is cooked, where ingredients or instructions are given.
    """

    picture: Path | None
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    recipe: Recipe | None = None


def read_manifest(path: Path) -> Iterator[ManifestRow]:
    """Reads a manifest row by row.

    JSONL has an object a line, CSV a header. `image` names the picture, relative to the manifest;
    `captions` (or `caption`, `title`) and `tags` are lists, in CSV separated by semicolons. Every
    other key is metadata; `ingredients` and `instructions`, lists likewise, make a recipe of the
    row, whose title is its first caption.

    Raises:
        BadManifest: A line is not in that form; the message names it.
    """
    lines = _csv_lines(path) if path.suffix.lower() == ".csv" else _json_lines(path)
    for number, values in lines:
        yield _read_row(values, path, f"{path.name}, line {number}")


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with _open(path) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                values = json.loads(line)
            except ValueError as error:
                raise BadManifest(f"{path.name}, line {number}: not JSON ({error})") from None
            if not isinstance(values, dict):
                raise BadManifest(f"{path.name}, line {number}: not a JSON object")
            yield number, values


def _csv_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with _open(path) as file:
        reader = csv.DictReader(file)
        try:
            for row in reader:
                if None in row:
                    raise BadManifest(
                        f"{path.name}, line {reader.line_num}: more cells than the header has"
                    )
                yield (
                    reader.line_num,
                    {key: _cell(key, value) for key, value in row.items() if value},
                )
        except csv.Error as error:
            raise BadManifest(f"{path.name}, line {reader.line_num}: {error}") from None


def _open(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8-sig", newline="", errors="strict")
    except OSError as error:
        raise BadManifest(f"{path.name} cannot be read: {error.strerror}") from None


def _cell(key: str, value: str) -> Any:
    """Splits list columns; turns numbers and truth values of other columns into what they are."""
    if key in ("captions", *_TAG_KEYS, *_RECIPE_KEYS):
        return [part.strip() for part in value.split(_SEPARATOR) if part.strip()]
    if key in _PICTURE_KEYS or key in _CAPTION_KEYS:
        return value
    try:
        parsed = json.loads(value)
    except ValueError:
        return value
    return parsed if isinstance(parsed, int | float | bool) else value


def _read_row(values: dict[str, Any], path: Path, place: str) -> ManifestRow:
    rest = dict(values)
    picture = _take(rest, _PICTURE_KEYS)
    if picture is not None and (not isinstance(picture, str) or not picture):
        raise BadManifest(f"{place}: the picture's path is not text")
    captions = _texts(_take(rest, _CAPTION_KEYS), "captions", place)
    tags = _texts(_take(rest, _TAG_KEYS), "tags", place)
    recipe = _recipe(rest, captions, place)
    if picture is None and not captions and recipe is None:
        raise BadManifest(f"{place}: neither a picture (key 'image') nor a caption")
    located = None if picture is None else path.parent / picture
    return ManifestRow(located, captions, tags, rest, place, recipe)


def _recipe(rest: dict[str, Any], captions: tuple[str, ...], place: str) -> Recipe | None:
    """Reads ingredients and instructions, which stay among the metadata, as lists of texts."""
    lists = {key: _texts(rest[key], key, place) for key in _RECIPE_KEYS if key in rest}
    rest.update({key: list(texts) for key, texts in lists.items()})
    if not any(lists.values()):
        return None
    return Recipe(captions[0] if captions else "", **lists)


def _take(values: dict[str, Any], keys: tuple[str, ...]) -> Any:
    """Takes the first of the keys that is there out of the values."""
    for key in keys:
        if key in values:
            return values.pop(key)
    return None


def _texts(value: Any, what: str, place: str) -> tuple[str, ...]:
    listed = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
        raise BadManifest(f"{place}: {what} must be a text or a list of texts")
    return tuple(text.strip() for text in listed if text.strip())
