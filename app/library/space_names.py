"""Which spaces may be named: a file's path is for whoever owns the machine, not for clients."""

import re
from pathlib import Path

from app.config import Settings
from app.exceptions import BadSpace
from models import DEFAULT_SPACE
from models.space import SHORTENED

# No dot, slash or second colon: the weights of an open_clip model may be a file's path as well.
_OPEN_CLIP = re.compile(r"open_clip:[A-Za-z0-9_-]+/[A-Za-z0-9_-]+")
_HEADS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\.safetensors")
_BUILT_IN = (DEFAULT_SPACE, "colour-names")


def space_of_client(settings: Settings, name: str) -> str:
    """Returns the space that a client names; heads are files of the folder `heads`.

    Raises:
        BadSpace: Clients may not name it.
    """
    base = _without_number(name)
    if base in _BUILT_IN or _OPEN_CLIP.fullmatch(base):
        return name
    if settings.heads is not None and _HEADS.fullmatch(base):
        return str(settings.heads.absolute() / name)
    raise BadSpace(
        f"clients may not name the space {name!r}: there are 'default', "
        "'open_clip:NAME/PRETRAINED' and, where PIXWORD_HEADS is set, the files in that folder"
    )


def shown_to_client(space: str) -> str:
    """Returns how a client knows a space: of heads, not where they lie."""
    return Path(space).name if _HEADS.fullmatch(_without_number(Path(space).name)) else space


def space_of_owner(name: str) -> str:
    """Returns the space that the owner of the machine names, wherever commands are run later."""
    return str(Path(name).absolute()) if ".safetensors" in name and ":" not in name else name


def _without_number(name: str) -> str:
    short = SHORTENED.fullmatch(name)
    return short["base"] if short else name
