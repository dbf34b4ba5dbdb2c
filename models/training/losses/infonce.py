"""InfoNCE in both directions, with a learnt temperature."""

import torch
from torch import Tensor, nn

LARGEST_SCALE = 100.0
"""Bound of one over the temperature, as in Radford et al. 2021."""


class Scale(nn.Module):
    """One over a learnt temperature; it multiplies cosines into logits."""

    def __init__(self, temperature: float) -> None:
        """Starts at the given temperature."""
        super().__init__()
        self.log_scale = nn.Parameter(torch.tensor(1.0 / temperature).log())

    def forward(self, cosines: Tensor) -> Tensor:
        """Returns logits."""
        return self.log_scale.exp().clamp(max=LARGEST_SCALE) * cosines


class SymmetricInfoNCE(nn.Module):
    """Cross-entropy over a batch's cosines, picture → text and text → picture.

    van den Oord et al. 2018 (arXiv 1807.03748, eq. 4), made symmetric as in Radford et al. 2021
    (arXiv 2103.00020, figure 3).
    """

    def __init__(self, temperature: float) -> None:
        """Starts at the given temperature."""
        super().__init__()
        self.scale = Scale(temperature)

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        """Compares unit vectors `[n, d]` whose rows match one to one."""
        logits = self.scale(images @ texts.T)  # [n, n]
        targets = torch.arange(len(images), device=images.device)
        forth = nn.functional.cross_entropy(logits, targets)
        back = nn.functional.cross_entropy(logits.T, targets)
        return (forth + back) / 2
