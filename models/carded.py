"""Tensors on disk as safetensors, and a card beside that says what they are and their hash."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from safetensors import SafetensorError
from safetensors.torch import load, save_file
from torch import Tensor

from models.exceptions import TrainingDiverged, UnknownEncoder, WeightsCorrupt
from models.finite import are_finite
from models.hashes import hash_file


class Carded(NamedTuple):
    """What was read.

    Attributes:
        tensors: By name, as they were written.
        card: What was said of them.
        sha256: Hash of the file that they came from.
    """

    tensors: dict[str, Tensor]
    card: dict[str, Any]
    sha256: str


def card_path(path: Path) -> Path:
    """Returns where the card of the tensors at `path` lies."""
    return path.with_suffix(".json")


def save_with_card(
    path: Path, tensors: Mapping[str, Tensor], card: Mapping[str, Any], own: Mapping[str, Any]
) -> None:
    """Writes tensors to `path` and a card beside them.

    Args:
        path: Ends in `.safetensors`.
        tensors: What to write, as it is.
        card: What a reader should know.
        own: What is needed to read them, `format` among it; it overrules the card, which may have
            been read from another file. The hash is added.

    Raises:
        TrainingDiverged: Some of the tensors are no numbers.
    """
    if not are_finite(tensors.values()):
        raise TrainingDiverged
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    save_file(dict(tensors), draft)
    known = dict(own) | {"sha256": hash_file(draft)}
    described = json.dumps(known | dict(card) | known, indent=2, ensure_ascii=False)
    card_path(path).write_text(described + "\n", encoding="utf-8")
    draft.replace(path)


def load_with_card(path: Path, wanted: object, what: str) -> Carded:
    """Reads tensors after their hash was compared with their card.

    Args:
        path: Of the tensors.
        wanted: Format that the card must name.
        what: What they are, such as `heads`, for messages.

    Raises:
        UnknownEncoder: There is no such file.
        WeightsCorrupt: The card or the tensors are damaged, or do not belong together.
    """
    if not path.is_file():
        raise UnknownEncoder(f"there are no {what} at {path}")
    card = _read_card(path, wanted, what)
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != card.get("sha256"):
        raise WeightsCorrupt(f"{path.name} is not the file its card describes; it was not opened")
    try:
        tensors = load(content)
    except SafetensorError as error:
        raise WeightsCorrupt(f"{path.name} does not fit its card: {error}") from error
    if not are_finite(tensors.values()):
        raise WeightsCorrupt(f"{path.name} holds what is no number: train the {what} again")
    return Carded(tensors, card, digest)


def _read_card(path: Path, wanted: object, what: str) -> dict[str, Any]:
    try:
        card = json.loads(card_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsCorrupt(f"the card of {path.name} cannot be read: {error}") from error
    if not isinstance(card, dict) or card.get("format") != wanted:
        raise WeightsCorrupt(
            f"the card of {path.name} is of another format than {wanted}: train the {what} again"
        )
    return card
