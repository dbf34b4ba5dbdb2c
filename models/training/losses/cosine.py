"""The cosine-embedding loss."""

from torch import Tensor, nn

from models.training.losses.negatives import others


class CosineEmbedding(nn.Module):
    """Matching pairs get a cosine of one, others at most the margin.

    As Salvador et al. 2017 (CVPR, eq. 1) train pictures and recipes. They draw a pair that does
    not match four times in five; here every pair of a batch is seen, and the means over those that
    match and those that do not are weighted in the place of it.
    """

    def __init__(self, margin: float, negatives: float = 0.5) -> None:
        """Prepares the loss.

        Args:
            margin: The largest cosine that costs other pairs nothing.
            negatives: Weight of the other pairs, from 0 to 1.
        """
        super().__init__()
        self._margin = margin
        self._together, self._apart = 2 * (1 - negatives), 2 * negatives

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        """Compares unit vectors `[n, d]` whose rows match one to one."""
        cosines = images @ texts.T  # [n, n]
        together = (1 - cosines.diagonal()).mean()
        apart = (cosines - self._margin).relu()[others(cosines)].mean()
        return self._together * together + self._apart * apart
