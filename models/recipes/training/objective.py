"""What a training step minimises: a loss over pairs, and semantic regularisation."""

import torch
from torch import Tensor, nn

from models.recipes.training.settings import RecipeSettings
from models.recipes.training.titles import BACKGROUND
from models.training.losses import make_loss


class SemanticClassifier(nn.Module):
    """One classifier for photos and recipes, so that both put the same dishes in the same places.

    Salvador et al. 2017 (section 4.2): the same fully connected layer classifies both embeddings;
    those without a class are passed over.
    """

    def __init__(self, dimension: int, classes: int) -> None:
        """Makes one with random weights."""
        super().__init__()
        self._scale = dimension**0.5  # unit vectors to features of mean square one
        self.layer = nn.Linear(dimension, classes)

    def forward(self, images: Tensor, recipes: Tensor, classes: Tensor) -> Tensor:
        """Returns the mean cross-entropy over both.

        Args:
            images: Unit vectors `[b, d]`.
            recipes: Unit vectors `[b, d]`.
            classes: Int64 `[b]`, `BACKGROUND` where there is none.
        """
        known = classes != BACKGROUND
        if not known.any():
            return images.new_zeros(())
        logits = self.layer(self._scale * torch.cat([images[known], recipes[known]]))
        loss: Tensor = nn.functional.cross_entropy(logits, classes[known].repeat(2))
        return loss


class RecipeObjective(nn.Module):
    """The loss over matching pairs and, where there are classes, semantic regularisation."""

    def __init__(self, settings: RecipeSettings, classes: int) -> None:
        """Prepares the loss for so many classes of dishes; 0 leaves the classifier out."""
        super().__init__()
        self._pairs = make_loss(
            settings.loss, settings.temperature, settings.margin, negatives=settings.negatives
        )
        self._weight = settings.semantic_weight
        self._classifier = (
            SemanticClassifier(settings.dimension, classes) if classes and self._weight else None
        )

    def forward(self, images: Tensor, recipes: Tensor, classes: Tensor) -> Tensor:
        """Returns the loss of a batch whose rows match one to one; see `SemanticClassifier`."""
        loss: Tensor = self._pairs(images, recipes)
        if self._classifier is not None:
            loss = loss + self._weight * self._classifier(images, recipes, classes)
        return loss
