"""What a client sends to be tagged: the file of a picture, or its address."""

from typing import Any

from fastapi import Request
from pydantic import Field
from starlette.datastructures import UploadFile

from app.bodies.forms import open_form
from app.bodies.json_bodies import check_against, limits_of, media_type
from app.exceptions import InvalidRequest, UnsupportedContent
from app.items.schemas import Strict
from app.remote.schemas import ImageUrl

_MULTIPART = "multipart/form-data"
_FORMS = (_MULTIPART, "application/x-www-form-urlencoded")
_LONGEST_TEXT = 64 * 1024  # bytes; the schema says how long an address may be


class PictureForm(Strict):
    """A picture to be tagged: `picture` or `image_url`."""

    picture: bytes | None = Field(
        None,
        description="The file of the picture.",
        json_schema_extra={"contentMediaType": "application/octet-stream"},
    )
    image_url: ImageUrl = None


async def read_picture_form(request: Request) -> PictureForm:
    """Reads the form of a request.

    Raises:
        UnsupportedContent: The body is no form.
        InvalidRequest: It holds neither or both, or anything else.
        TemporaryFolderFailed: There is no room for the picture.
    """
    kind = media_type(request)
    if kind not in _FORMS:
        raise UnsupportedContent(f"send {_MULTIPART}, not {kind or 'nothing'!r}")
    sent: dict[str, Any] = {}
    async with open_form(request, limits_of(request).max_pictures, _LONGEST_TEXT) as form:
        for name, value in form.multi_items():
            if name not in PictureForm.model_fields:
                raise InvalidRequest(f"there is no part {name!r}; there are picture and image_url")
            if name in sent:
                raise InvalidRequest(f"the part {name!r} came twice; send it once")
            if isinstance(value, UploadFile) != (name == "picture"):
                raise InvalidRequest("send `picture` as a file, and `image_url` as a text")
            sent[name] = await value.read() if isinstance(value, UploadFile) else value
    found = check_against(PictureForm, sent)
    if (found.picture is None) == (found.image_url is None):
        raise InvalidRequest("send the picture as `picture`, or its address as `image_url`")
    return found


FORM_SCHEMA: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            _MULTIPART: {"schema": {"$ref": f"#/components/schemas/{PictureForm.__name__}"}}
        },
    }
}
"""Describes the form to OpenAPI."""
