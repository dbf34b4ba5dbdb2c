"""What a page says of what is wrong, in the language of whoever looks."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.exceptions import UnknownPicture, told_to_client
from app.page.languages import Language

_PLACE = "\ufffc"  # stands for what is put between words


@dataclass(frozen=True)
class Problem:
    """An error as a page shows it.

    Attributes:
        code: Its name, as the API has it.
        detail: The API's sentence.
        picture: The picture that only a browser has, if that is what is missing.
    """

    code: str
    detail: str
    picture: str | None = None

    @classmethod
    def of(cls, error: Exception) -> "Problem":
        """Takes an error that clients are told of in its own words."""
        picture = error.picture if isinstance(error, UnknownPicture) else None
        return cls(type(error).__name__, told_to_client(error), picture)


def explainer(language: Language) -> Callable[[Problem], Markup]:
    """Returns what writes a problem in a language.

    The sentence is the page's own, with the API's where that says more; where the page has none, it
    is the API's alone. That one is English whatever the page is in, and marked so.
    """

    def explain(problem: Problem) -> Markup:
        if problem.picture is not None:
            return escape(language.say("found.lost", name=problem.picture))
        if problem.code == "MapChanged":
            return escape(language.say("map.changed"))
        detail = Markup('<span lang="en">{}</span>').format(problem.detail)
        key = f"problem.of.{problem.code}"
        if key not in language.texts:
            return detail
        return escape(language.say(key, detail=_PLACE)).replace(_PLACE, detail)

    return explain
