"""What a head is kept from relying on while it is trained."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Regularisation:
    """How much is taken from a head in training; nothing of it is left afterwards.

    Attributes:
        noise: Deviation of Gaussian noise on every scaled feature.
        dropout: Share of features dropped.
        level_dropout: Share of whole levels dropped, so that none of them is needed.
        hidden_dropout: Share of hidden units dropped.
    """

    noise: float = 0.0
    dropout: float = 0.0
    level_dropout: float = 0.0
    hidden_dropout: float = 0.0


class Corruption(nn.Module):
    """Scaled vectors `[n, d]` with noise on them and parts of them missing, in training only."""

    def __init__(self, levels: Sequence[int], regularisation: Regularisation) -> None:
        """Takes the lengths of the levels and how much is taken away."""
        super().__init__()
        self._levels = torch.tensor(list(levels))
        self._regularisation = regularisation
        self._dropout = nn.Dropout(regularisation.dropout)

    def forward(self, scaled: Tensor) -> Tensor:
        """Corrupts `[n, d]`."""
        if not self.training:
            return scaled
        noisy = scaled + self._regularisation.noise * torch.randn_like(scaled)
        corrupted: Tensor = self._dropout(noisy * self._kept_levels(scaled))
        return corrupted

    def _kept_levels(self, scaled: Tensor) -> Tensor:
        """Draws zeros and ones `[n, d]`, one draw a level and row."""
        size = (len(scaled), len(self._levels))
        drawn = torch.rand(size, device=scaled.device) >= self._regularisation.level_dropout
        widths = self._levels.to(scaled.device)
        return drawn.to(scaled.dtype).repeat_interleave(widths, dim=1)
