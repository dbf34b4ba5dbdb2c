"""From what a client sends to texts and the bytes of pictures."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence

from app.embeddings.schemas import PicturePart, TextPart
from app.exceptions import InvalidRequest

_PICTURE = re.compile(r"data:image/[\w.+-]+(?:;[\w.+=-]+)*;base64,", re.IGNORECASE)


def read_input(
    given: str | list[int] | TextPart | PicturePart, decode: Callable[[Sequence[int]], str]
) -> str | bytes:
    """Returns a text, or the bytes of a picture.

    Args:
        given: One input.
        decode: Turns token ids into a text.

    Raises:
        InvalidRequest: It is blank, or neither a text nor a picture that can be read.
    """
    if isinstance(given, PicturePart):
        return _picture_at(given.image_url.url)
    if isinstance(given, list):
        return _written(decode(given))
    if isinstance(given, TextPart):
        return _written(given.text)
    return _picture_at(given) if given[:11].lower() == "data:image/" else _written(given)


def _picture_at(address: str) -> bytes:
    header = _PICTURE.match(address)
    if header is None:
        raise InvalidRequest("a picture is sent as data:image/TYPE;base64,… and not by its address")
    try:
        return base64.b64decode(address[header.end() :], validate=True)
    except (binascii.Error, ValueError):
        raise InvalidRequest("what follows data:image/TYPE;base64, is not base64") from None


def _written(text: str) -> str:
    if not text.strip():
        raise InvalidRequest("a text to embed is blank")
    return text
