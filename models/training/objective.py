"""What a training step minimises."""

import torch
from torch import Tensor, nn

from models.heads import ProjectionHead
from models.training.batches import Batch
from models.training.class_knowledge import ClassLessons
from models.training.losses import make_loss
from models.training.settings import JointSettings
from models.training.word_lessons import WordLessons


class Objective(nn.Module):
    """The loss over pairs, at every nested dimension, and what is learnt beside."""

    def __init__(
        self, settings: JointSettings, lessons: ClassLessons | None, words: WordLessons | None
    ) -> None:
        """Prepares the loss.

        Args:
            settings: Which loss, and the weights of its parts.
            lessons: What the classifier teaches, if anything.
            words: What the single words of captions teach, if anything.
        """
        super().__init__()
        self._lessons = lessons
        self._words = words
        self._word_weight = settings.word_weight
        self._weight_beside = settings.weight_beside
        self._pairs = NestedLoss(settings)
        self._pairs_beside = NestedLoss(settings)

    def forward(
        self,
        image_head: ProjectionHead,
        text_head: ProjectionHead,
        batch: Batch,
        beside: Batch | None,
    ) -> Tensor:
        """Returns the loss of a batch, and of one of the pairs that are learnt beside."""
        images = image_head.project_prepared(batch.images, batch.image_states)
        loss = self._compare(self._pairs, images, text_head, batch)
        if beside is not None:
            others = image_head.project_prepared(beside.images, beside.image_states)
            loss_beside = self._compare(self._pairs_beside, others, text_head, beside)
            loss = loss + self._weight_beside * loss_beside
        if self._lessons is not None:
            loss = loss + self._lessons(image_head, text_head, images, batch.view, batch.rows)
        if self._words is not None:
            loss = loss + self._word_weight * self._words(text_head, images, batch.rows)
        return loss

    def _compare(
        self, pairs: "NestedLoss", images: Tensor, text_head: ProjectionHead, batch: Batch
    ) -> Tensor:
        losses = [pairs(images, text_head.project_prepared(*text)) for text in batch.texts]
        return torch.stack(losses).mean()


class NestedLoss(nn.Module):
    """One loss at several dimensions: the first coordinates must do as well as all.

    Kusupati et al. 2022 (arXiv 2205.13147, eq. 1), every dimension with the same weight.
    """

    def __init__(self, settings: JointSettings) -> None:
        """Makes a loss, with a temperature of its own, for every dimension."""
        super().__init__()
        shorter = [d for d in settings.nested if d < settings.dimension]
        self._dimensions = [*shorter, settings.dimension]
        self._losses = nn.ModuleList(
            make_loss(
                settings.loss,
                settings.temperature,
                settings.margin,
                settings.alignment,
                settings.uniformity,
            )
            for _ in self._dimensions
        )

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        """Compares unit vectors `[n, d]` whose rows match one to one."""
        losses = [
            loss(_shortened(images, d), _shortened(texts, d))
            for loss, d in zip(self._losses, self._dimensions, strict=True)
        ]
        return torch.stack(losses).mean()


def _shortened(vectors: Tensor, dimension: int) -> Tensor:
    """Keeps the first coordinates of unit vectors, made unit again."""
    return nn.functional.normalize(vectors[:, :dimension], dim=1)
