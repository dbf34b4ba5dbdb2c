"""What a line of a manifest says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from app.exceptions import BadManifest, describe_problems
from app.items.schemas import NewItemBody
from app.manifests.keys import CAPTION_KEYS, PICTURE_KEYS, RECIPE_KEYS, TAG_KEYS, TITLE_KEY
from app.recipes.additions import NewRecipe
from models.recipes.recipe import Recipe


@dataclass(frozen=True)
class ManifestRow:
    """One line of a manifest.

    Attributes:
        picture: The picture's path, resolved against the manifest's folder; None for texts alone.
        captions: What describes it; the title of a recipe is the first.
        tags: Its tags.
        metadata: Every other column, and ingredients and instructions.
        place: File and line, for messages.
        recipe: What is cooked, if the row is a recipe.
        error: Why the line cannot be read, or None.
    """

    picture: Path | None
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    recipe: Recipe | None = None
    error: BadManifest | None = None


def read_row(
    values: Mapping[str, Any], folder: Path, place: str, *, is_recipe: bool = False
) -> ManifestRow:
    """Reads what a line says, within the limits that requests have.

    Args:
        values: The line.
        folder: What the picture's path is relative to.
        place: File and line.
        is_recipe: It is a recipe, whatever it has.

    Raises:
        BadManifest: It is not in the documented form, or says too much.
    """
    rest = dict(values)
    picture = _picture(rest, folder)
    tags = _texts(_take(rest, TAG_KEYS), "tags")
    if is_recipe or any(key in rest for key in RECIPE_KEYS):
        return _recipe_row(rest, picture, tags, place)
    captions = _texts(_take(rest, CAPTION_KEYS), "captions")
    if picture is None and not captions:
        raise BadManifest("neither a picture (key 'image') nor a caption")
    said = {"captions": list(captions), "tags": list(tags), "metadata": dict.fromkeys(rest)}
    _check(NewItemBody, said)
    return ManifestRow(picture, captions, tags, rest, place)


def _recipe_row(
    rest: dict[str, Any], picture: Path | None, tags: tuple[str, ...], place: str
) -> ManifestRow:
    """Reads a recipe, whose ingredients and instructions stay among the metadata."""
    title = rest.pop(TITLE_KEY, None)
    if title is not None and not isinstance(title, str):
        raise BadManifest("the title of a recipe must be one text")
    captions = _texts(_take(rest, CAPTION_KEYS), "captions")
    titles = [own for own in ((title or "").strip(), *captions) if own]
    lists = {key: _texts(rest.pop(key, None), key) for key in RECIPE_KEYS}
    recipe = Recipe(titles[0] if titles else "", **lists)
    written = {key: list(texts) for key, texts in lists.items() if texts}
    said = {"title": recipe.title, "tags": list(tags), "metadata": dict.fromkeys(rest)}
    _check(NewRecipe, said | written)
    _check(NewItemBody, {"captions": titles})
    return ManifestRow(picture, tuple(dict.fromkeys(titles)), tags, rest | written, place, recipe)


def _check(schema: type[BaseModel], said: Mapping[str, Any]) -> None:
    """Refuses what a request with the same could not say; values of metadata are checked later."""
    try:
        schema.model_validate(said)
    except ValidationError as error:
        raise BadManifest(describe_problems(error.errors())) from None


def _picture(rest: dict[str, Any], folder: Path) -> Path | None:
    picture = _take(rest, PICTURE_KEYS)
    if picture is None:
        return None
    if not isinstance(picture, str) or not picture:
        raise BadManifest("the picture's path is not text")
    return folder / picture


def _take(values: dict[str, Any], keys: Sequence[str]) -> Any:
    """Takes the first of the keys that is there out of the values."""
    for key in keys:
        if key in values:
            return values.pop(key)
    return None


def _texts(value: Any, what: str) -> tuple[str, ...]:
    listed = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
        raise BadManifest(f"{what} must be a text or a list of texts")
    return tuple(text.strip() for text in listed if text.strip())
