"""Choosing a loss by name, and adding terms to it."""

from enum import StrEnum

from torch import Tensor, nn

from models.training.losses.contrastive import Contrastive
from models.training.losses.cosine import CosineEmbedding
from models.training.losses.infonce import SymmetricInfoNCE
from models.training.losses.spread import alignment, uniformity
from models.training.losses.triplet import HardestTriplet


class LossKind(StrEnum):
    """The losses to choose from; their classes name the papers."""

    INFONCE = "infonce"
    TRIPLET = "triplet"
    CONTRASTIVE = "contrastive"
    COSINE = "cosine"


MARGINS = {LossKind.TRIPLET: 0.2, LossKind.CONTRASTIVE: 1.2, LossKind.COSINE: 0.1}
"""Margins that are taken where none is given."""


class Loss(nn.Module):
    """A loss over matching pairs, with the terms for alignment and uniformity beside it."""

    def __init__(self, pairwise: nn.Module, align: float, uniform: float) -> None:
        """Takes the loss and the weights of both terms."""
        super().__init__()
        self.pairwise = pairwise
        self._align = align
        self._uniform = uniform

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        """Compares unit vectors `[n, d]` whose rows match one to one."""
        loss: Tensor = self.pairwise(images, texts)
        if self._align:
            loss = loss + self._align * alignment(images, texts)
        if self._uniform:
            loss = loss + self._uniform * (uniformity(images) + uniformity(texts)) / 2
        return loss


def make_loss(
    kind: LossKind,
    temperature: float,
    margin: float | None = None,
    align: float = 0.0,
    uniform: float = 0.0,
    negatives: float = 0.5,
) -> Loss:
    """Makes a loss.

    Args:
        kind: Which one.
        temperature: Where InfoNCE starts.
        margin: Of the others; None takes the one of `MARGINS`.
        align: Weight of the alignment of matching pairs.
        uniform: Weight of the uniformity of both modalities.
        negatives: Weight of the pairs that do not match, of the cosine-embedding loss.
    """
    match kind:
        case LossKind.INFONCE:
            return Loss(SymmetricInfoNCE(temperature), align, uniform)
        case LossKind.TRIPLET:
            return Loss(HardestTriplet(_margin(kind, margin)), align, uniform)
        case LossKind.CONTRASTIVE:
            return Loss(Contrastive(_margin(kind, margin)), align, uniform)
        case LossKind.COSINE:
            return Loss(CosineEmbedding(_margin(kind, margin), negatives), align, uniform)


def _margin(kind: LossKind, margin: float | None) -> float:
    return MARGINS[kind] if margin is None else margin
