"""JSON bodies: read and checked beside the event loop where that takes longer than a moment."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ValidationError

from app.bodies.json_values import parse_json
from app.config import Settings
from app.exceptions import InvalidRequest, UnsupportedContent, describe_problems

JSON = "application/json"
_A_MOMENT = 64 * 1024  # bytes: read and checked in 5 ms at most

Body = TypeVar("Body", bound=BaseModel)
Result = TypeVar("Result")


def json_body(model: type[BaseModel]) -> Any:
    """Makes the dependency that reads the body of a request as JSON of a schema.

    Args:
        model: The schema; describe it to OpenAPI with `app.http.json_schema`.
    """

    async def read(request: Request) -> BaseModel:
        kind = media_type(request)
        if kind != JSON:
            raise UnsupportedContent(f"send {JSON}, not {kind or 'nothing'!r}")
        content = await request.body()
        return await beside_the_loop(
            len(content), lambda: check_against(model, parse_json(content, limits_of(request)))
        )

    return Depends(read)


async def beside_the_loop(size: int, work: Callable[[], Result]) -> Result:
    """Does work on a body, in a thread if it is a long one.

    Args:
        size: Bytes of the body.
        work: What is done.
    """
    return work() if size <= _A_MOMENT else await run_in_threadpool(work)


def check_against(model: type[Body], document: Any) -> Body:
    """Reads a document as a schema says.

    Raises:
        InvalidRequest: It does not fit.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidRequest(describe_problems(problems)) from None


def media_type(request: Request) -> str:
    """Returns what kind of body a request has, in small letters; empty if it says nothing."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def limits_of(request: Request) -> Settings:
    """Returns the settings of the service that a request came to."""
    settings: Settings = request.state.library.settings
    return settings
