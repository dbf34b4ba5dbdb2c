"""Losses of metric learning."""

import torch
from torch import Tensor, nn


class SymmetricInfoNCE(nn.Module):
    """Cross-entropy over a batch's similarities, in both directions, with a learnt temperature.

    van den Oord et al. 2018 (arXiv 1807.03748, eq. 4), made symmetric as in Radford et al. 2021
    (arXiv 2103.00020, figure 3). The scale is held below 100 as there.
    """

    def __init__(self, temperature: float) -> None:
        """Starts at the given temperature."""
        super().__init__()
        self.log_scale = nn.Parameter(torch.tensor(1.0 / temperature).log())

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        """Compares unit vectors `[n, d]` whose rows match one to one."""
        logits = self._logits(images, texts)  # [n, n]
        targets = torch.arange(len(images), device=images.device)
        forth = nn.functional.cross_entropy(logits, targets)
        back = nn.functional.cross_entropy(logits.T, targets)
        return (forth + back) / 2

    def choose(self, images: Tensor, texts: Tensor, answers: Tensor) -> Tensor:
        """Compares unit vectors of pictures `[n, d]` with all texts `[c, d]` to choose from.

        Args:
            images: Pictures.
            texts: Texts to choose from.
            answers: The right text of each picture, int64 `[n]`, or probabilities `[n, c]`.
        """
        return nn.functional.cross_entropy(self._logits(images, texts), answers)

    def _logits(self, images: Tensor, texts: Tensor) -> Tensor:
        return self.log_scale.exp().clamp(max=100.0) * images @ texts.T
