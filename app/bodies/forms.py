"""Forms, whose files lie in the temporary folder while they are read."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData
from starlette.requests import Request

from app.exceptions import TemporaryFolderFailed

_log = logging.getLogger("pixword")


@asynccontextmanager
async def open_form(
    request: Request, most_parts: int, longest_text: int
) -> AsyncIterator[FormData]:
    """Reads a form; its files are gone behind the block.

    Args:
        request: The request.
        most_parts: Most files, and most texts.
        longest_text: Most bytes of a text.

    Raises:
        TemporaryFolderFailed: There is no room for its files.
    """
    try:
        async with request.form(
            max_files=most_parts, max_fields=most_parts, max_part_size=longest_text
        ) as form:
            yield form
    except OSError as error:
        _log.error("a form cannot be kept in the temporary folder: %s", error)
        raise TemporaryFolderFailed(
            "the server has no room for the files of this request: ask again later"
        ) from None
