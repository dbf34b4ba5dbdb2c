"""Rendering the page at `/`."""

from jinja2 import Environment, PackageLoader, Template, select_autoescape

from app.config import DEFAULT_COLLECTION
from app.exceptions import KNOWN_ERRORS, told_to_client
from app.observing.stages import Stage
from app.search.queries import Answer, Query, Uploads, answer
from app.search.schemas import SearchAnswer, describe_answer
from app.workspace import Workspace
from index.query import parse_query

_HITS = 24
_SUGGESTIONS = ("strawberry", "a red car", "#1 - animal + flower")


def render_page(workspace: Workspace, q: str) -> str:
    """Renders the search box and, for a query, its hits or what is wrong with it."""
    found: SearchAnswer | None = None
    problem = None
    if q.strip():
        try:
            found = describe_answer(_ask(workspace, q))
        except KNOWN_ERRORS as error:
            problem = told_to_client(error)
    count = workspace.collection.catalogue.count()
    with Stage("render"):
        return _template("page.html").render(
            q=q,
            found=found,
            problem=problem,
            collection=_parameter(workspace),
            count=count,
            suggestions=_SUGGESTIONS,
        )


def render_locked_page() -> str:
    """Renders what whoever has no key sees: where the API is, and nothing of the collection."""
    return _template("locked.html").render()


def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("app.page"), autoescape=select_autoescape(), trim_blocks=True
    )
    return environment.get_template(name)


def _parameter(workspace: Workspace) -> str:
    """Returns what links of the page end with, so that they stay in the collection."""
    return "" if workspace.name == DEFAULT_COLLECTION else f"&collection={workspace.name}"


def _ask(workspace: Workspace, q: str) -> Answer:
    return answer(workspace, Query(parse_query(q), k=_HITS), Uploads())
