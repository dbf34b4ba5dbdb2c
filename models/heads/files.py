"""A pair of heads on disk: tensors as safetensors, and a card that says what they are."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.carded import load_with_card, save_with_card
from models.exceptions import HeadsMismatch, WeightsCorrupt
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
    own = {
        "format": FORMAT,
        "image_head": asdict(image.shape),
        "text_head": asdict(text.shape),
    }
    save_with_card(path, pack(tensors) | beside, card, own)


def load_heads(path: Path) -> HeadPair:
    """Reads heads after their hash was compared with their card.

    Raises:
        UnknownEncoder: There is no such file.
        WeightsCorrupt: The card or the tensors are damaged, or do not belong together.
    """
    carded = load_with_card(path, FORMAT, "heads")
    try:
        tensors = unpack(carded.tensors)
        image = _restore(carded.card["image_head"], tensors, "image.")
        text = _restore(carded.card["text_head"], tensors, "text.")
    except (KeyError, TypeError, ValueError, RuntimeError, HeadsMismatch) as error:
        raise WeightsCorrupt(f"{path.name} does not fit its card: {error}") from error
    arrays = {
        name: tensor.numpy()
        for name, tensor in tensors.items()
        if not name.startswith(("image.", "text."))
    }
    return HeadPair(image, text, carded.card, carded.sha256, arrays)


def read_shape(described: Mapping[str, Any]) -> HeadShape:
    """Reads a shape as a card has it.

    Raises:
        KeyError, TypeError, ValueError: It is none.
    """
    sizes = dict(described)
    kind, levels = HeadKind(sizes.pop("kind")), tuple(sizes.pop("levels"))
    anchor = sizes.pop("anchor")
    fixed = None if anchor is None else AnchorShape(**anchor)
    return HeadShape(kind, levels, anchor=fixed, **sizes)


def _restore(
    described: Mapping[str, Any], tensors: Mapping[str, torch.Tensor], prefix: str
) -> ProjectionHead:
    head = ProjectionHead(read_shape(described))
    own = {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}
    head.load_state_dict(own)
    frozen: nn.Module = head.eval().requires_grad_(requires_grad=False)
    assert isinstance(frozen, ProjectionHead)
    return frozen
