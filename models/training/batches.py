"""Drawing what a training step sees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.encoders.protocols import Encoded
from models.heads import ProjectionHead


@dataclass(frozen=True)
class Batch:
    """Pictures and some of their texts.

    Attributes:
        view: Which view of the pictures was drawn.
        rows: Their rows in the training set, int64 `[b]`.
        images: Prepared vectors `[b, d_image]`, see `ProjectionHead.prepare`.
        image_states: States `[b, t, s]`, where the encoder gave any.
        texts: For each text of a picture that is seen: prepared vectors `[b, d_text]` and states.
    """

    view: int
    rows: Tensor
    images: Tensor
    image_states: Tensor | None
    texts: list[tuple[Tensor, Tensor | None]]


class PreparedFeatures:
    """Features that a head has prepared already: no training changes that.

    Attributes:
        vectors: `[n, d]`.
    """

    @torch.no_grad()
    def __init__(self, encoded: Encoded, head: ProjectionHead, device: torch.device) -> None:
        """Prepares the vectors; states stay where they are, which may be on disk."""
        self.vectors = head.prepare(torch.from_numpy(encoded.vectors).to(device))
        self._states = encoded.states
        self._device = device

    def states(self, rows: NDArray[np.int64]) -> Tensor | None:
        """Reads the states of some rows, float32 `[b, t, s]`."""
        if self._states is None:
            return None
        return torch.from_numpy(np.asarray(self._states[rows], dtype=np.float32)).to(self._device)


class Batches:
    """Draws batches from a training set, each in one of the views of its pictures."""

    def __init__(
        self,
        views: Sequence[PreparedFeatures],
        texts: PreparedFeatures,
        texts_by_image: Sequence[NDArray[np.int64]],
        texts_a_picture: int,
    ) -> None:
        """Takes the prepared features, and which rows belong together."""
        self._views = views
        self._texts = texts
        self._texts_a_picture = texts_a_picture
        self._counts = torch.tensor([len(own) for own in texts_by_image])
        longest = int(self._counts.max())
        self._own = torch.stack(
            [torch.from_numpy(np.resize(own, longest)) for own in texts_by_image]
        )  # [n, longest]

    def __len__(self) -> int:
        """Returns how many pictures there are."""
        return len(self._own)

    def epoch(self, size: int) -> Iterator[Batch]:
        """Yields every picture once, in a new order; an incomplete batch at the end is left out."""
        order = torch.randperm(len(self))
        for start in range(0, len(order) - size + 1, size):
            yield self._take(order[start : start + size])

    def draw(self, size: int) -> Batch:
        """Draws so many pictures, or all where there are fewer."""
        return self._take(torch.randperm(len(self))[:size])

    def _take(self, rows: Tensor) -> Batch:
        view = int(torch.randint(len(self._views), (1,)))
        seen = self._views[view]
        texts = [self._take_texts(rows) for _ in range(self._texts_a_picture)]
        return Batch(view, rows, seen.vectors[rows], seen.states(rows.numpy()), texts)

    def _take_texts(self, rows: Tensor) -> tuple[Tensor, Tensor | None]:
        chosen = self._own[rows, (torch.rand(len(rows)) * self._counts[rows]).long()]
        return self._texts.vectors[chosen], self._texts.states(chosen.numpy())
