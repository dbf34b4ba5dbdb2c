"""What every endpoint shares: the workspace, error answers, and request bodies with pictures."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from app.bodies.forms import open_form
from app.bodies.json_bodies import (
    JSON,
    Body,
    beside_the_loop,
    check_against,
    limits_of,
    media_type,
)
from app.bodies.json_values import parse_json
from app.bodies.names import check_file_name
from app.config import (
    COLLECTION_NAME,
    DEFAULT_COLLECTION,
    LONGEST_COLLECTION_NAME,
)
from app.exceptions import InvalidRequest, UnsupportedContent
from app.library.library import Library
from app.versions import has_already
from app.workspace import Workspace

PICTURES = "pictures"
"""Name of the parts of a multipart body that hold pictures."""

_MULTIPART = "multipart/form-data"
# Nothing in a picture file may act as a page, whatever a browser takes it for.
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class ErrorBody(BaseModel):
    """The one shape of every error."""

    error: str = Field(description="Name of the error.", examples=["UnknownItem"])
    detail: str = Field(description="What is wrong.", examples=["no item has the number #42"])
    request_id: str = Field(description="Also in the header `X-Request-ID` of every answer.")


async def _library(request: Request) -> Library:  # or each request would need a thread for it
    library: Library = request.state.library
    return library


LibraryDep = Annotated[Library, Depends(_library)]

CollectionName = Annotated[
    str,
    Query(
        max_length=LONGEST_COLLECTION_NAME,
        pattern=COLLECTION_NAME,
        description="Collection that is asked; `GET /v1/collections` lists them.",
    ),
]


async def _workspace(
    library: LibraryDep, collection: CollectionName = DEFAULT_COLLECTION
) -> AsyncIterator[Workspace]:
    async with library.lend(collection) as workspace:
        yield workspace


WorkspaceDep = Annotated[Workspace, Depends(_workspace)]

ItemId = Annotated[
    int,
    Path(
        description="Number of an item.",
        json_schema_extra={"minimum": 1},
        openapi_examples={"the first": {"value": 1}},
    ),
]

REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "model": ErrorBody,
        "description": "The request is refused; `detail` says why.",
    },
    "5XX": {"model": ErrorBody, "description": "The server failed; the next request is served."},
}


@dataclass(frozen=True)
class BodyWithPictures:
    """A request body that may have come with pictures.

    Attributes:
        document: The JSON part, or None if there was none.
        files: Pictures by file name.
        size: Bytes of the JSON part.
    """

    document: Any
    files: Mapping[str, bytes]
    size: int

    async def read_as(self, model: type[Body]) -> Body:
        """Checks the JSON part against a schema; none counts as an empty object.

        Raises:
            InvalidRequest: It does not fit.
        """
        document = {} if self.document is None else self.document
        return await beside_the_loop(self.size, lambda: check_against(model, document))


def body_with_pictures(part: str) -> Any:
    """Makes the dependency that reads a JSON body, or a multipart body of JSON and pictures.

    It raises `UnsupportedContent` for any other body, and `InvalidRequest` where the JSON is not
    JSON, or parts are missing or named twice. Parameters are read in their order: put it before
    the workspace, so that no collection is lent while a body arrives.

    Args:
        part: Name of the JSON part.
    """

    async def read(request: Request) -> BodyWithPictures:
        kind = media_type(request)
        if kind == JSON:
            return await _with_pictures(request, await request.body(), {})
        if kind == _MULTIPART:
            return await _read_parts(request, part)
        raise UnsupportedContent(f"send {JSON} or {_MULTIPART}, not {kind or 'nothing'!r}")

    return Depends(read)


async def _read_parts(request: Request, part: str) -> BodyWithPictures:
    limits = limits_of(request)
    async with open_form(request, limits.max_pictures, limits.max_json_bytes) as form:
        files: dict[str, bytes] = {}
        documents: list[bytes | str] = []
        for key, value in form.multi_items():
            if isinstance(value, UploadFile) and key == PICTURES:
                name = value.filename or f"picture{len(files) + 1}"
                check_file_name(name)
                if name in files:
                    raise InvalidRequest(f"two pictures are called {name!r}")
                files[name] = await value.read()
            elif key == part:
                documents.append(await value.read() if isinstance(value, UploadFile) else value)
            else:
                raise InvalidRequest(
                    f"there is no part {key!r}; there are {part!r} and {PICTURES!r}"
                )
    if len(documents) > 1:
        raise InvalidRequest(f"the part {part!r} came {len(documents)} times; send it once")
    if not documents:
        return BodyWithPictures(None, files, 0)
    return await _with_pictures(request, documents[0], files)


async def _with_pictures(
    request: Request, content: bytes | str, files: Mapping[str, bytes]
) -> BodyWithPictures:
    limits = limits_of(request)
    document = await beside_the_loop(len(content), lambda: parse_json(content, limits))
    return BodyWithPictures(document, files, len(content))


def picture_responses(media_type: str) -> dict[int | str, dict[str, Any]]:
    """Describes to OpenAPI an answer that is a picture.

    Args:
        media_type: What it is, such as `image/jpeg` or `image/*`.
    """
    picture = {"schema": {"type": "string", "format": "binary"}}
    return {
        200: {"description": "The picture.", "content": {media_type: picture}},
        304: {"description": "It is the one that `If-None-Match` names."},
    }


def json_schema(model: str, examples: dict[str, Any]) -> dict[str, Any]:
    """Describes to OpenAPI a body that is JSON.

    Args:
        model: Name of its schema, which `create_server` registers.
        examples: Examples of the JSON, by summary.
    """
    return {"requestBody": {"required": True, "content": {JSON: _json_content(model, examples)}}}


def body_schema(part: str, model: str, examples: dict[str, Any]) -> dict[str, Any]:
    """Describes to OpenAPI a body that is JSON, or multipart with pictures.

    Args:
        part: Name of the JSON part.
        model: Name of its schema, which another operation or `create_server` registers.
        examples: Examples of the JSON, by summary.
    """
    multipart = {
        "type": "object",
        "properties": {
            part: {"type": "string", "description": f"JSON of the schema {model}."},
            PICTURES: {"type": "array", "items": {"type": "string", "format": "binary"}},
        },
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                JSON: _json_content(model, examples),
                _MULTIPART: {
                    "schema": multipart,
                    "example": {part: json.dumps(next(iter(examples.values())))},
                },
            },
        }
    }


def _json_content(model: str, examples: dict[str, Any]) -> dict[str, Any]:
    named = {name: {"summary": name, "value": value} for name, value in examples.items()}
    return {"schema": {"$ref": f"#/components/schemas/{model}"}, "examples": named}


def picture_response(request: Request, content: bytes, media_type: str, version: str) -> Response:
    """Hands out a picture.

    Args:
        request: May name the version that it has already.
        content: Bytes of the picture.
        media_type: What they are.
        version: Changes whenever the bytes do.
    """
    tag = f'"{version}"'
    headers = _SAFE | {"ETag": tag, "Cache-Control": "private, max-age=3600"}
    if has_already(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
