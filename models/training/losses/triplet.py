"""The triplet loss with the hardest negative of the batch."""

from torch import Tensor, nn

from models.training.losses.negatives import others


class HardestTriplet(nn.Module):
    """Each pair must beat the hardest other text and the hardest other picture by a margin.

    VSE++, Faghri et al. 2018 (arXiv 1707.05612, eq. 6).
    """

    def __init__(self, margin: float) -> None:
        """Takes the margin between cosines."""
        super().__init__()
        self._margin = margin

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        """Compares unit vectors `[n, d]` whose rows match one to one."""
        cosines = images @ texts.T  # [n, n]
        matching = cosines.diagonal()
        wrong = cosines.masked_fill(~others(cosines), -1.0)
        missed_texts = (self._margin + wrong.amax(dim=1) - matching).relu()
        missed_images = (self._margin + wrong.amax(dim=0) - matching).relu()
        return (missed_texts + missed_images).mean()
