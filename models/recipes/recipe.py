"""What a recipe is."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The parts of a recipe; any of them may be missing."""

    TITLE = "title"
    INGREDIENTS = "ingredients"
    INSTRUCTIONS = "instructions"


ALL_PARTS = tuple(Part)


@dataclass(frozen=True)
class Recipe:
    """A recipe, as people write it.

    Attributes:
        title: Name of the dish; "" where there is none.
        ingredients: Lines with quantities, measures and remarks, in order.
        instructions: Steps, in order; one may be a sentence or a paragraph.
    """

    title: str = ""
    ingredients: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written anywhere: not one letter of any script."""
        texts = (self.title, *self.ingredients, *self.instructions)
        return not any(character.isalpha() for text in texts for character in text)

    def only(self, parts: Collection[Part]) -> "Recipe":
        """Returns the recipe without its other parts."""
        return Recipe(
            self.title if Part.TITLE in parts else "",
            self.ingredients if Part.INGREDIENTS in parts else (),
            self.instructions if Part.INSTRUCTIONS in parts else (),
        )
