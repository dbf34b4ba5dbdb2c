"""What a question about recipes is made of."""

from dataclasses import dataclass

from index.query import Term
from models.recipes.recipe import Recipe


@dataclass(frozen=True)
class WrittenTerm:
    """A recipe that comes with the query.

    Attributes:
        weight: Signed weight.
        recipe: Any part of it may be missing.
    """

    weight: float
    recipe: Recipe


RecipeTerm = Term | WrittenTerm
"""A photo, a recipe of the book, a recipe that comes with the query, or an ingredient (a text)."""
