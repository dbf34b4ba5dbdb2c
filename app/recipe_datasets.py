"""Folders of photographed recipes, for training and judging a recipe space."""

from pathlib import Path

from app.datasets import rows_of_split
from models.recipes.training.material import PhotographedRecipes


def read_recipe_split(folder: Path, split: str) -> PhotographedRecipes:
    """Reads one split of a folder with a JSONL or CSV manifest of recipes.

    Args:
        folder: Holds one manifest whose rows name a photo, ingredients and instructions.
        split: Value of the rows' `split`, or `all`; see `app.datasets.read_split`.

    Raises:
        BadManifest: There is no manifest, more than one, or no such split.
    """
    chosen = rows_of_split(folder, split)
    usable = [
        (row.picture, row.recipe)
        for row in chosen
        if row.recipe is not None and row.picture is not None and row.picture.is_file()
    ]
    return PhotographedRecipes(
        pictures=[picture for picture, _ in usable],
        recipes=[recipe for _, recipe in usable],
        skipped=len(chosen) - len(usable),
        name=f"{folder.resolve().name}/{split}",
    )
