"""The thousand classes that the default image encoders were trained on: weights and names."""

from dataclasses import dataclass

import torch
from torch import Tensor

from models.encoders.efficientnet import VARIANTS

_TEMPLATES = ("{}", "a photo of a {}", "a {} on a white background")


@dataclass(frozen=True)
class ImageClasses:
    """The classes of a frozen classifier.

    Attributes:
        weights: Weight vector of each class over the pooled features, `[c, d_image]`.
        biases: Bias of each class, `[c]`.
        texts: Texts that name each class, one list a class.
    """

    weights: Tensor
    biases: Tensor
    texts: list[list[str]]


def classes_of(encoder: str) -> ImageClasses | None:
    """Returns the classes of an image encoder, or None where it has no known classifier."""
    if encoder not in VARIANTS:
        return None
    from models.encoders.efficientnet_network import class_names  # noqa: PLC0415 - 4 s

    checkpoint = VARIANTS[encoder].weights.checked()
    tensors = torch.load(checkpoint, map_location="cpu", weights_only=True)
    return ImageClasses(
        tensors["_fc.weight"], tensors["_fc.bias"], [_texts(names) for names in class_names()]
    )


def _texts(names: list[str]) -> list[str]:
    return [template.format(name) for name in names for template in _TEMPLATES]
