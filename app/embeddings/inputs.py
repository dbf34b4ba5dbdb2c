"""From what a client sends to texts and the bytes of pictures."""

import base64
import binascii
import re

from app.embeddings.schemas import PicturePart, TextPart
from app.embeddings.token_vocabulary import TokenVocabulary
from app.exceptions import InvalidRequest

_PICTURE = re.compile(r"data:image/[\w.+-]+(?:;[\w.+=-]+)*;base64,", re.IGNORECASE)
_TEXTS_ONLY = (
    "this server reads no token ids: send texts (LangChain: check_embedding_ctx_length=False), or "
    "name a token vocabulary in the setting PIXWORD_TOKEN_VOCABULARY"
)


def read_input(
    given: str | list[int] | TextPart | PicturePart, vocabulary: TokenVocabulary | None
) -> str | bytes:
    """Returns a text, or the bytes of a picture.

    Args:
        given: One input.
        vocabulary: What reads token ids, or None.

    Raises:
        InvalidRequest: It is blank, or neither a text nor a picture that can be read.
    """
    if isinstance(given, PicturePart):
        return _picture_at(given.image_url.url)
    if isinstance(given, list):
        return _written(_decoded(given, vocabulary))
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


def _decoded(ids: list[int], vocabulary: TokenVocabulary | None) -> str:
    if vocabulary is None:
        raise InvalidRequest(_TEXTS_ONLY)
    return vocabulary.decode(ids)


def _written(text: str) -> str:
    if not text.strip():
        raise InvalidRequest("a text to embed is blank")
    return text
