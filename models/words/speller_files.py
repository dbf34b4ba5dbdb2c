"""Where the speller of some word vectors lies, and what its card says; without opening it."""

import json
from pathlib import Path
from typing import Any

from models.exceptions import UnknownEncoder, WeightsCorrupt

FORMAT = "pixword-speller-1"
SUFFIX = ".chars.safetensors"


def speller_path(vectors: Path) -> Path:
    """Returns where the speller lies that was taught with the vectors at `vectors`."""
    return vectors.with_suffix(SUFFIX)


def read_speller_card(path: Path) -> dict[str, Any]:
    """Reads the card of the speller at `path`.

    Raises:
        UnknownEncoder: There is no speller.
        WeightsCorrupt: The card is missing, damaged or of another format.
    """
    if not path.is_file():
        raise UnknownEncoder(f"there is no speller at {path}; `pixword train chars` makes one")
    try:
        card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        known = card["format"] == FORMAT and isinstance(card["sha256"], str)
        known = known and isinstance(card["dimension"], int)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsCorrupt(f"the card of {path.name} cannot be read: {error}") from error
    if not known:
        raise WeightsCorrupt(f"{path.name} is not the speller its card describes")
    return dict(card)
