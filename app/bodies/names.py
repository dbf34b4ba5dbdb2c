"""Names of uploaded files, which are terms of queries and stand in answers and logs."""

import unicodedata

from app.exceptions import InvalidRequest

_OF_PATHS = frozenset("/\\")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # control, format, surrogates, line ends


def check_file_name(name: str) -> None:
    """Refuses the name of an uploaded file that is a path, or holds what nobody sees.

    Raises:
        InvalidRequest: It does.
    """
    if name in {".", ".."} or _OF_PATHS & set(name):
        raise InvalidRequest(f"the picture {name!r} has a path: send the name of the file alone")
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        raise InvalidRequest(f"the name of the picture {name!r} has control characters")
