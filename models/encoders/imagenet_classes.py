"""The thousand classes that the default image encoders were trained on: weights and texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.encoders.efficientnet import VARIANTS
from models.encoders.imagenet_everyday import EverydayClass, everyday_classes

_TEMPLATES = ("{}", "{a}", "a photo of {a}", "a close-up of {a}", "{a} on a white background")
_KIND_TEMPLATES = ("{}", "{a}", "a photo of {a}", "some kind of {}")
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True)
class ImageClasses:
    """The classes of a frozen classifier.

    Attributes:
        weights: Weight vector of each class over the pooled features, `[c, d_image]`.
        biases: Bias of each class, `[c]`.
        texts: Texts that name or define each class, one list a class.
        kind_texts: Texts that name each broader kind, one list a kind.
        members: 1 where a class is of a kind, else 0, `[k, c]`.
    """

    weights: Tensor
    biases: Tensor
    texts: list[list[str]]
    kind_texts: list[list[str]]
    members: Tensor


def classes_of(encoder: str) -> ImageClasses | None:
    """Returns the classes of an image encoder, or None where it has no known classifier."""
    if encoder not in VARIANTS:
        return None
    from models.encoders.efficientnet_network import class_descriptions  # noqa: PLC0415 - 4 s

    checkpoint = VARIANTS[encoder].weights.checked()
    tensors = torch.load(checkpoint, map_location="cpu", weights_only=True)
    everyday = everyday_classes()
    kinds = sorted({kind for own in everyday for kind in own.kinds})
    return ImageClasses(
        weights=tensors["_fc.weight"],
        biases=tensors["_fc.bias"],
        texts=[_texts(*pair) for pair in zip(class_descriptions(), everyday, strict=True)],
        kind_texts=[_filled(_KIND_TEMPLATES, kind) for kind in kinds],
        members=torch.tensor([[float(kind in own.kinds) for own in everyday] for kind in kinds]),
    )


def _texts(described: tuple[list[str], str], everyday: EverydayClass) -> list[str]:
    """Names a class as WordNet and as people do, in templates, with its kind, and by definition.

    More texts a class keep the text head from learning a thousand words by heart.
    """
    lemmas, definition = described
    names = list(dict.fromkeys([*lemmas, *everyday.names]))
    plain = [text for name in names for text in _filled(_TEMPLATES, name)]
    with_kind = [f"{_with_article(name)}, a kind of {everyday.kinds[0]}" for name in names]
    return [*plain, *with_kind, definition, f"{everyday.names[0]}: {definition}"]


def _filled(templates: Sequence[str], name: str) -> list[str]:
    return [template.format(name, a=_with_article(name)) for template in templates]


def _with_article(name: str) -> str:
    return f"an {name}" if name[0] in _VOWELS else f"a {name}"
