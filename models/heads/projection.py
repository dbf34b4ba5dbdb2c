"""A projection head: from what an encoder tells to a unit vector of the joint space."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.encoders.protocols import Encoded
from models.heads.anchor import ImageAnchor, TextAnchor
from models.heads.bodies import make_body
from models.heads.corruption import Corruption, Regularisation
from models.heads.scaling import LevelScaler
from models.heads.shape import AnchorShape, HeadShape

_NOTHING = Regularisation()
_BATCH = 2048


class ProjectionHead(nn.Module):
    """Vectors of an encoder `[n, inputs]` to unit vectors of the joint space `[n, outputs]`.

    They are prepared first, which nothing of is trained: scaled, with their anchor behind. What
    projects them after that is the trained body.

    Attributes:
        shape: Kind and sizes.
        scaler: Brings the encoder's levels onto one footing.
        anchor: The fixed part of the joint space, where there is one.
        rotation: What the space is turned by once the head is trained, orthogonal,
            `[outputs, outputs]`.
        half_in_training: Takes the matrix products of the body in bfloat16 in training. What is
            compared stays float32: bfloat16 knows cosines to two digits, which tell no two of a
            thousand pictures apart.
    """

    rotation: Tensor

    def __init__(self, shape: HeadShape, regularisation: Regularisation = _NOTHING) -> None:
        """Makes a head with random weights.

        Args:
            shape: Kind and sizes.
            regularisation: What is taken from it in training.
        """
        super().__init__()
        self.shape = shape
        self.scaler = LevelScaler(shape.levels, shape.power)
        self.anchor = _make_anchor(shape.levels[0], shape.anchor) if shape.anchor else None
        self.corruption = Corruption(shape.levels, regularisation)
        self.body = make_body(shape, regularisation.hidden_dropout)
        self.half_in_training = False
        self.register_buffer("rotation", torch.eye(shape.outputs))

    def forward(self, vectors: Tensor, states: Tensor | None = None) -> Tensor:
        """Projects an encoder's vectors `[n, inputs]`, with states where the kind reads them."""
        return self.project_prepared(self.prepare(vectors), states)

    def prepare(self, vectors: Tensor) -> Tensor:
        """Does what no training changes: `[n, inputs]` to `[n, inputs + anchored]`."""
        scaled: Tensor = self.scaler(vectors)
        return scaled if self.anchor is None else torch.cat([scaled, self.anchor(vectors)], dim=1)

    def project_prepared(self, prepared: Tensor, states: Tensor | None = None) -> Tensor:
        """Projects what `prepare` made to unit vectors `[n, outputs]`."""
        scaled, anchored = prepared.split([self.shape.inputs, self.shape.anchored], dim=1)
        with torch.autocast(prepared.device.type, torch.bfloat16, enabled=self._half):
            own = self.body(self.corruption(scaled), states)
        joint = self._join(nn.functional.normalize(own.float(), dim=1), anchored)
        return joint if self.training else nn.functional.normalize(joint @ self.rotation, dim=1)

    @torch.inference_mode()
    def project(self, encoded: Encoded) -> NDArray[np.float32]:
        """Projects what an encoder told to unit vectors, float32 `[n, outputs]`."""
        projected = np.zeros((len(encoded.vectors), self.shape.outputs), dtype=np.float32)
        for start in range(0, len(projected), _BATCH):
            rows = np.arange(start, min(start + _BATCH, len(projected)))
            vectors = torch.from_numpy(encoded.vectors[rows]).to(self.rotation.device)
            projected[rows] = self(vectors, self._read_states(encoded, rows)).cpu().numpy()
        return projected

    @property
    def _half(self) -> bool:
        return self.half_in_training and self.training

    def _join(self, own: Tensor, anchored: Tensor) -> Tensor:
        if self.shape.anchor is None:
            return own
        weight = self.shape.anchor.weight
        return torch.cat([(1 - weight) ** 0.5 * own, weight**0.5 * anchored], dim=1)

    def _read_states(self, encoded: Encoded, rows: NDArray[np.int64]) -> Tensor | None:
        if encoded.states is None or not self.shape.reads_states:
            return None
        states = np.asarray(encoded.states[rows], dtype=np.float32)
        return torch.from_numpy(states).to(self.rotation.device)


def _make_anchor(features: int, shape: AnchorShape) -> ImageAnchor | TextAnchor:
    if shape.classes:
        return ImageAnchor(features, shape.classes, shape.outputs)
    return TextAnchor(features, shape.outputs)
