"""When two texts count as the same, and which texts can be kept at all."""

import unicodedata


def fold(text: str) -> str:
    """Returns what two spellings of one text share: case, white space and composition removed.

    Canonical caseless matching (The Unicode Standard, definition D145), composed at the end.
    """
    caseless = unicodedata.normalize("NFD", text).casefold()
    return " ".join(unicodedata.normalize("NFC", caseless).split())


def is_storable(text: str) -> bool:
    """Says whether every database keeps the text: no NUL and no half of a surrogate pair."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False
