"""Who looks at a page, in which language, and what they are shown."""

import gzip
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from app.access import Scope
from app.access.callers import Caller, caller_of
from app.config import DEFAULT_COLLECTION
from app.exceptions import (
    KNOWN_ERRORS,
    InvalidRequest,
    describe_problems,
    headers_of,
    status_of,
)
from app.http import CollectionName
from app.library.library import Library
from app.page.assets import takes_gzip
from app.page.languages import Language, preferred_language
from app.page.problems import Problem
from app.page.rendering import render
from app.workspace import Workspace

_QUICKLY = 5  # level of gzip
NOTHING: Mapping[str, object] = MappingProxyType({})

Look = Callable[[Workspace], Mapping[str, object]]


@dataclass(frozen=True)
class Visit:
    """Who looks at which collection, in which language.

    Attributes:
        caller: Who looks.
        language: Of the page.
        library: The collections.
        collection: Name of the one that is looked at.
        address: Path and query of the page.
        packs: Whether the browser takes gzip: a page of hits is then a fifth as long.
    """

    caller: Caller
    language: Language
    library: Library
    collection: str
    address: str
    packs: bool = False

    @classmethod
    def of(cls, request: Request, collection: str = DEFAULT_COLLECTION) -> "Visit":
        """Reads who sent a request."""
        language = preferred_language(request.headers.get("accept-language", ""))
        query = request.url.query
        address = f"{request.url.path}?{query}" if query else request.url.path
        library: Library = request.state.library
        return cls(caller_of(request), language, library, collection, address, takes_gzip(request))

    @property
    def may_look(self) -> bool:
        """Whether the visitor is shown what collections hold."""
        return self.caller.may(Scope.READ)

    def shows(
        self, template: str, values: Mapping[str, object] = NOTHING, status: int = 200
    ) -> HTMLResponse:
        """Renders a page for the visitor."""
        content = render(template, self.language, self.caller, self.collection, values)
        headers = {
            "Content-Language": self.language.code,
            "Vary": "Accept-Language, Accept-Encoding, Cookie",
        }
        if not self.packs:
            return HTMLResponse(content, status, headers)
        packed = gzip.compress(content.encode(), _QUICKLY)
        return HTMLResponse(packed, status, headers | {"Content-Encoding": "gzip"})

    def stops(self, *, was_wrong: bool = False) -> HTMLResponse:
        """Renders what whoever has no key sees, which says nothing of any collection.

        Args:
            was_wrong: Whether there was a key, and it is not valid.
        """
        told = {"then": self.address, "was_wrong": was_wrong}
        stranger = replace(self, collection=DEFAULT_COLLECTION)
        return stranger.shows("locked.html", told, InvalidRequest.status if was_wrong else 200)

    def refuses(self, error: Exception) -> HTMLResponse:
        """Renders what is wrong."""
        answer = self.shows("problem.html", {"problem": Problem.of(error)}, status_of(error))
        answer.headers.update(headers_of(error))
        return answer

    async def sees(self, template: str, look: Look) -> HTMLResponse:
        """Shows what a look into the collection finds, or that a key is needed for it."""
        if not self.may_look:
            return self.stops()
        try:
            async with self.library.lend(self.collection) as workspace:
                return await run_in_threadpool(lambda: self.shows(template, look(workspace)))
        except KNOWN_ERRORS as error:
            return self.refuses(error)


async def _visit(request: Request, collection: CollectionName = DEFAULT_COLLECTION) -> Visit:
    return Visit.of(request, collection)


VisitDep = Annotated[Visit, Depends(_visit)]


def _collection_of(request: Request, error: RequestValidationError) -> str:
    """Returns the collection that an address names, unless that is what makes no sense."""
    if any("collection" in problem["loc"] for problem in error.errors()):
        return DEFAULT_COLLECTION
    return request.query_params.get("collection", DEFAULT_COLLECTION)


class PageRoute(APIRoute):
    """Shows a page, not JSON, to whoever asks with an address that makes no sense."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wraps the handler of FastAPI."""
        handle = super().get_route_handler()

        async def handle_or_refuse(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                visit = Visit.of(request, _collection_of(request, error))
                problem = InvalidRequest(describe_problems(error.errors()))
                return visit.refuses(problem) if visit.may_look else visit.stops()

        return handle_or_refuse
