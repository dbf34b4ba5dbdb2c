"""The cosine-embedding loss."""

from torch import Tensor, nn

from models.training.losses.negatives import others


class CosineEmbedding(nn.Module):
    """Matching pairs get a cosine of one, others at most the margin.

    As Salvador et al. 2017 (CVPR, eq. 1) train pictures and recipes; the mean over matching and
    the mean over other pairs weigh the same, where they draw a matching pair one time in five.
    """

    def __init__(self, margin: float) -> None:
        """Takes the largest cosine that costs other pairs nothing."""
        super().__init__()
        self._margin = margin

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        """Compares unit vectors `[n, d]` whose rows match one to one."""
        cosines = images @ texts.T  # [n, n]
        together = (1 - cosines.diagonal()).mean()
        apart = (cosines - self._margin).relu()[others(cosines)].mean()
        return together + apart
