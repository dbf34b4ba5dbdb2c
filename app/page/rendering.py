"""Rendering the pages: templates, in the language of whoever looks."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from app.access.callers import Caller
from app.access.scopes import Scope
from app.config import DEFAULT_COLLECTION
from app.observing.stages import Stage
from app.page.assets import assets
from app.page.languages import Language, is_other_script
from app.page.problems import explainer


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("app.page"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    template: str, language: Language, caller: Caller, collection: str, values: Mapping[str, object]
) -> str:
    """Renders a page.

    Args:
        template: Its name.
        language: Of the page.
        caller: Who looks; buttons that would be refused are left out.
        collection: That it shows.
        values: What else the template names.
    """
    with Stage("render"):
        return (
            _environment()
            .get_template(template)
            .render(
                say=language.say,
                explain=explainer(language),
                is_other_script=is_other_script,
                language=language,
                asset=assets().address,
                collection=collection,
                link=_Links(collection).link,
                key=caller.key,
                may_write=caller.may(Scope.WRITE),
                **values,
            )
        )


class _Links:
    """Addresses that stay in a collection."""

    def __init__(self, collection: str) -> None:
        self._always = [] if collection == DEFAULT_COLLECTION else [("collection", collection)]

    def link(self, path: str, **parameters: object) -> str:
        """Returns an address; parameters that are None or blank are left out, lists repeated."""
        given = [(key, value) for key, value in parameters.items() if value not in (None, "", ())]
        query = urlencode([*given, *self._always], doseq=True)
        return f"{path}?{query}" if query else path
