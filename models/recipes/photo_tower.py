"""The photo tower: from an image encoder's vectors to a unit vector of the joint space."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from models.encoders.protocols import Vectors
from models.heads import HeadShape, ProjectionHead, Regularisation
from models.recipes.anchor import LinearAnchor, join

_BATCH = 2048
_NOTHING = Regularisation()


@dataclass(frozen=True)
class PhotoShape:
    """What a photo tower looks like.

    Attributes:
        head: Of the learnt part.
        anchored: Coordinates of the anchor; 0 where there is none.
        anchor_weight: The anchor's share of every inner product.
    """

    head: HeadShape
    anchored: int = 0
    anchor_weight: float = 0.0


class PhotoTower(nn.Module):
    """Vectors of an image encoder `[n, inputs]` to unit vectors `[n, outputs + anchored]`.

    Attributes:
        shape: Kind and sizes.
        head: The learnt part.
        anchor: The linear path over the same scaled features, or None.
    """

    def __init__(self, shape: PhotoShape, regularisation: Regularisation = _NOTHING) -> None:
        """Makes a tower with random weights and an empty anchor.

        Args:
            shape: Kind and sizes.
            regularisation: What is taken from the head in training.
        """
        super().__init__()
        self.shape = shape
        self.head = ProjectionHead(shape.head, regularisation)
        self.anchor = LinearAnchor(shape.head.inputs, shape.anchored) if shape.anchored else None

    def forward(self, vectors: Tensor) -> Tensor:
        """Encodes photos."""
        scaled = self.head.prepare(vectors)
        learnt: Tensor = self.head.project_prepared(scaled)
        if self.anchor is None:
            return learnt
        return join(learnt, self.anchor(scaled), self.shape.anchor_weight)

    @torch.inference_mode()
    def project(self, vectors: Vectors) -> Vectors:
        """Encodes photos, float32 `[n, inputs]`, into unit vectors."""
        batches = [
            self(torch.from_numpy(vectors[start : start + _BATCH])).numpy()
            for start in range(0, len(vectors), _BATCH)
        ]
        empty = np.zeros((0, self.shape.head.outputs + self.shape.anchored), dtype=np.float32)
        return np.concatenate([empty, *batches])
