"""From what a client sends to texts and the bytes of pictures."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence

from app.embeddings.schemas import PicturePart, TextPart
from app.exceptions import InvalidRequest

_DATA = "data:image/"
_PICTURE = re.compile(r"data:image/[\w.+-]+(?:;[\w.+=-]+)*;base64,", re.IGNORECASE)


def is_picture(given: str | list[int] | TextPart | PicturePart) -> bool:
    """Says whether an input is a picture, in the request or on the web."""
    return isinstance(given, PicturePart) or (isinstance(given, str) and _is_data(given))


def address_of(given: str | list[int] | TextPart | PicturePart) -> str | None:
    """Returns where on the web the picture of an input lies; None of any other input."""
    if not isinstance(given, PicturePart) or _is_data(given.image_url.url):
        return None
    return given.image_url.url


def read_input(
    given: str | list[int] | TextPart | PicturePart,
    decode: Callable[[Sequence[int]], str],
    fetched: Mapping[str, bytes],
) -> str | bytes:
    """Returns a text, or the bytes of a picture.

    Args:
        given: One input.
        decode: Turns token ids into a text.
        fetched: Pictures by their address on the web.

    Raises:
        InvalidRequest: It is blank, or neither a text nor a picture that can be read.
    """
    if isinstance(given, PicturePart):
        address = given.image_url.url
        return _picture_in(address) if _is_data(address) else fetched[address]
    if isinstance(given, list):
        return _written(decode(given))
    if isinstance(given, str) and _is_data(given):
        return _picture_in(given)
    text = given.text if isinstance(given, TextPart) else given
    return _written(text)


def _is_data(address: str) -> bool:
    return address[: len(_DATA)].lower() == _DATA


def _picture_in(address: str) -> bytes:
    header = _PICTURE.match(address)
    if header is None:
        raise InvalidRequest("a picture in the request is sent as data:image/TYPE;base64,…")
    try:
        return base64.b64decode(address[header.end() :], validate=True)
    except (binascii.Error, ValueError):
        raise InvalidRequest("what follows data:image/TYPE;base64, is not base64") from None


def _written(text: str) -> str:
    if not text.strip():
        raise InvalidRequest("a text to embed is blank")
    return text
