"""Names of things, and the choice among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.heads import ProjectionHead
from models.training.losses.infonce import Scale


@dataclass(frozen=True)
class Names:
    """Vectors of texts that name some things, several texts a thing.

    Attributes:
        vectors: Of all texts, `[m, d_text]`.
        starts: Where the texts of each thing begin, int64 `[c + 1]`; the last is m.
    """

    vectors: Tensor
    starts: Tensor

    def draw(self) -> Tensor:
        """Draws one text a thing: `[c, d_text]`."""
        first, end = self.starts[:-1], self.starts[1:]
        chance = torch.rand(len(first), device=self.starts.device)
        drawn: Tensor = self.vectors[first + (chance * (end - first)).long()]
        return drawn

    def means(self, width: int) -> Tensor:
        """Returns the mean of each thing's unit vectors, over their first numbers: `[c, width]`."""
        unit = nn.functional.normalize(self.vectors[:, :width], dim=1)
        counts = self.starts.diff()
        things = torch.arange(len(counts)).repeat_interleave(counts)
        total = torch.zeros(len(counts), width).index_add(0, things, unit)
        return total / counts[:, None]

    def prepared(self, head: ProjectionHead) -> "Names":
        """Returns the same as the head prepares them, on its device."""
        device = head.rotation.device
        return Names(head.prepare(self.vectors.to(device)), self.starts.to(device))


def starts_of(texts: Sequence[Sequence[str]]) -> Tensor:
    """Returns where the texts of each thing begin once they stand in one row: int64 `[c + 1]`."""
    return torch.tensor([0, *(len(own) for own in texts)]).cumsum(0)


class NameChoice(nn.Module):
    """Cross-entropy of choosing names for pictures among all, with a learnt temperature."""

    def __init__(self, temperature: float) -> None:
        """Starts at the given temperature."""
        super().__init__()
        self._scale = Scale(temperature)

    def forward(self, images: Tensor, names: Tensor, answers: Tensor) -> Tensor:
        """Compares pictures with names.

        Args:
            images: Pictures in the joint space, `[n, d]`.
            names: One name of each thing in the joint space, `[c, d]`.
            answers: How much each name is right, `[n, c]`; a row adds up to 1, or to 0 where
                nothing is known.
        """
        loss: Tensor = nn.functional.cross_entropy(self._scale(images @ names.T), answers)
        return loss
