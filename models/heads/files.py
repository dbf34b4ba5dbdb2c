"""A pair of heads on disk: tensors as safetensors, and a card that says what they are."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load, save_file
from torch import nn

from models.exceptions import HeadsMismatch, UnknownEncoder, WeightsCorrupt
from models.hashes import hash_file
from models.heads.projection import ProjectionHead
from models.heads.shape import AnchorShape, HeadKind, HeadShape
from models.packing import pack, unpack

FORMAT = 2


@dataclass(frozen=True)
class HeadPair:
    """Two heads into one space, and the card they came with.

    Attributes:
        image: Head of the image encoder.
        text: Head of the text encoder.
        card: Data, encoders, settings and metrics, as `save_heads` wrote them.
        fingerprint: Hash of the tensors.
        arrays: What else was kept beside the heads, by name, such as what calibrates scores.
    """

    image: ProjectionHead
    text: ProjectionHead
    card: Mapping[str, Any]
    fingerprint: str
    arrays: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def mirrored(self) -> bool:
        """Whether the image head expects the mean over a picture and its mirror image."""
        settings = self.card.get("settings")
        return isinstance(settings, Mapping) and settings.get("mirrored") is True


def save_heads(
    path: Path,
    image: ProjectionHead,
    text: ProjectionHead,
    card: Mapping[str, Any],
    arrays: Mapping[str, NDArray[np.float32]] | None = None,
) -> None:
    """Writes heads to `path` and their card beside it as `.json`.

    Args:
        path: Ends in `.safetensors`.
        image: Head of the image encoder.
        text: Head of the text encoder.
        card: What a reader must know of them; sizes, format and hash are added.
        arrays: What else is to be kept, by names that start with neither `image.` nor `text.`.
    """
    tensors = {
        f"{side}.{name}": tensor
        for side, head in (("image", image), ("text", text))
        for name, tensor in head.state_dict().items()
    }
    beside = {name: torch.from_numpy(array.copy()) for name, array in (arrays or {}).items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    save_file(pack(tensors) | beside, draft)
    own = {
        "format": FORMAT,
        "sha256": hash_file(draft),
        "image_head": asdict(image.shape),
        "text_head": asdict(text.shape),
    }
    described = own | dict(card) | own  # a card that was read from other heads does not overrule
    card_path(path).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)


def load_heads(path: Path) -> HeadPair:
    """Reads heads after their hash was compared with their card.

    Raises:
        UnknownEncoder: There is no such file.
        WeightsCorrupt: The card or the tensors are damaged, or do not belong together.
    """
    if not path.is_file():
        raise UnknownEncoder(f"there are no heads at {path}")
    card = _read_card(path)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != card.get("sha256"):
        raise WeightsCorrupt(f"{path.name} is not the file its card describes; it was not opened")
    try:
        tensors = unpack(load(content))
        image = _restore(card["image_head"], tensors, "image.")
        text = _restore(card["text_head"], tensors, "text.")
    except (KeyError, TypeError, ValueError, RuntimeError, SafetensorError, HeadsMismatch) as error:
        raise WeightsCorrupt(f"{path.name} does not fit its card: {error}") from error
    arrays = {
        name: tensor.numpy()
        for name, tensor in tensors.items()
        if not name.startswith(("image.", "text."))
    }
    return HeadPair(image, text, card, card["sha256"], arrays)


def card_path(path: Path) -> Path:
    """Returns where the card of the heads at `path` lies."""
    return path.with_suffix(".json")


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card = json.loads(card_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsCorrupt(f"the card of {path.name} cannot be read: {error}") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise WeightsCorrupt(
            f"the card of {path.name} is of another format than {FORMAT}: train the heads again"
        )
    return card


def _restore(
    described: Mapping[str, Any], tensors: Mapping[str, torch.Tensor], prefix: str
) -> ProjectionHead:
    sizes = dict(described)
    kind, levels = HeadKind(sizes.pop("kind")), tuple(sizes.pop("levels"))
    anchor = sizes.pop("anchor")
    fixed = None if anchor is None else AnchorShape(**anchor)
    head = ProjectionHead(HeadShape(kind, levels, anchor=fixed, **sizes))
    own = {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}
    head.load_state_dict(own)
    frozen: nn.Module = head.eval().requires_grad_(requires_grad=False)
    assert isinstance(frozen, ProjectionHead)
    return frozen
