"""What the page of recipes shows first: the answer to the query that its address holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.exceptions import KNOWN_ERRORS
from app.page.problems import Problem
from app.recipes import service
from app.recipes.answers import (
    RecipeBody,
    RecipeHitBody,
    RecipePage,
    RecipeSearchAnswer,
    describe_answer,
)
from app.recipes.queries import RecipeQuery, Wanted, answer
from app.search.queries import Uploads
from app.workspace import Workspace
from index.query import ItemTerm, Term, TextTerm, format_query, parse_query

FIRST_RECIPES = 24
MOST_LINES = 6
"""Ingredients of a recipe that are shown before it is opened."""


@dataclass(frozen=True)
class AskedRecipes:
    """What the address of the page of recipes holds.

    Attributes:
        q: Ingredients, recipes and photos with signs; blank shows the book.
        target: Whether recipes answer, or their photos.
        cursor: Where the page before ended.
    """

    q: str = ""
    target: Wanted = "recipes"
    cursor: str | None = None


@dataclass(frozen=True)
class Line:
    """An ingredient of a shown recipe, and where it leads.

    Attributes:
        text: As the recipe has it.
        share: How much it speaks for the match, from -1 to 1; None where nothing is asked.
        plus: Query that has it added.
        minus: Query that has it subtracted.
    """

    text: str
    share: float | None
    plus: str
    minus: str


@dataclass(frozen=True)
class Card:
    """A shown recipe.

    Attributes:
        recipe: What is kept of it, or the hit.
        lines: Its ingredients.
    """

    recipe: RecipeBody
    lines: Sequence[Line]

    @property
    def loudest(self) -> list[Line]:
        """The ingredients that say most for or against the match, in their order."""
        most = sorted(self.lines, key=lambda line: -abs(line.share or 0))[:MOST_LINES]
        return [line for line in self.lines if line in most]

    @property
    def pictures(self) -> str | None:
        """Query that looks for the dish among the pictures; None where it has no name."""
        title = self.recipe.title
        return format_query([TextTerm(1.0, title)]) if title else None

    @property
    def relevance(self) -> float | None:
        """Probability of being the same kind of dish, where it is known."""
        return self.recipe.relevance if isinstance(self.recipe, RecipeHitBody) else None


@dataclass(frozen=True)
class Recipes:
    """What the page of recipes shows first.

    Attributes:
        answer: Hits of a query, or a page of the book; None if the query is wrong.
        cards: The same, each with where its ingredients lead.
        problem: What is wrong with the query.
    """

    answer: RecipeSearchAnswer | RecipePage | None = None
    cards: Sequence[Card] = ()
    problem: Problem | None = None


def see_recipes(workspace: Workspace, asked: AskedRecipes) -> Recipes:
    """Answers what an address asks, or says what is wrong with it."""
    try:
        return _find(workspace, asked)
    except KNOWN_ERRORS as error:
        return Recipes(problem=Problem.of(error))


def see_recipe(workspace: Workspace, recipe_id: int) -> Card:
    """Looks at one recipe; its ingredients lead to the dish with them and without.

    Raises:
        UnknownItem: There is no such recipe.
    """
    recipe = service.look(workspace, recipe_id)
    return _card(recipe, [ItemTerm(1.0, recipe_id)])


def _find(workspace: Workspace, asked: AskedRecipes) -> Recipes:
    if not asked.q.strip():
        page = service.list_recipes(workspace, FIRST_RECIPES, asked.cursor, None)
        return Recipes(page, [_card(own, []) for own in page.recipes])
    terms = parse_query(asked.q)
    query = RecipeQuery(terms, target=asked.target, k=FIRST_RECIPES, cursor=asked.cursor)
    found = describe_answer(answer(workspace, query, Uploads()))
    return Recipes(found, [_card(hit, terms) for hit in found.hits])


def _card(recipe: RecipeBody, terms: Sequence[Term]) -> Card:
    if isinstance(recipe, RecipeHitBody):
        shares = [(voice.ingredient, voice.share) for voice in recipe.voices]
        return Card(recipe, [_line(text, share, recipe, terms) for text, share in shares])
    return Card(recipe, [_line(text, None, recipe, terms) for text in recipe.ingredients])


def _line(text: str, share: float | None, recipe: RecipeBody, terms: Sequence[Term]) -> Line:
    """Where nothing is asked, to subtract an ingredient is to ask for the dish without it."""
    minus = _with_term(terms or [ItemTerm(1.0, recipe.id)], TextTerm(-1.0, text))
    return Line(text, share, _with_term(terms, TextTerm(1.0, text)), minus)


def _with_term(terms: Sequence[Term], added: TextTerm) -> str:
    """Writes terms and one more, which takes the place of one of the same text."""
    others = [own for own in terms if not (isinstance(own, TextTerm) and own.text == added.text)]
    return format_query([*others, added])
