"""The contrastive loss with a margin."""

from torch import Tensor, nn

from models.training.losses.negatives import others


class Contrastive(nn.Module):
    """Matching pairs are drawn together, others pushed until they are a margin apart.

    Hadsell, Chopra and LeCun 2006 (CVPR, eq. 4), with the Euclidean distance of unit vectors; the
    mean over matching and the mean over other pairs weigh the same.
    """

    def __init__(self, margin: float) -> None:
        """Takes the distance from which other pairs no longer matter; 2 is the farthest."""
        super().__init__()
        self._margin = margin

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        """Compares unit vectors `[n, d]` whose rows match one to one."""
        cosines = images @ texts.T  # [n, n]
        squared = (2 - 2 * cosines).clamp(min=1e-8)
        together = squared.diagonal().mean()
        apart = (self._margin - squared.sqrt()).relu().square()[others(cosines)].mean()
        return (together + apart) / 2
