"""Synthetic pairs that carry the classifier's classes into the joint space.

A captioned set of everyday scenes never shows a strawberry, but the frozen image encoder was
trained on a thousand classes and its classifier says where each of them lies among its features.
DeViSE (Frome et al. 2013) and ConSE (Norouzi et al. 2014) use that knowledge on real pictures of
the classes. Here no such pictures are needed: a real feature is moved towards the weight vector of
a class, `relu(0.5 f + a W_c)`, and paired with a name of that class.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

KEPT = 0.5
WEAKEST, STRONGEST = 2.0, 8.0
"""Bounds of a: below 2 the moved feature is still the old picture, above 8 all look alike."""


@dataclass(frozen=True)
class ClassKnowledge:
    """What a classifier knows of its classes.

    Attributes:
        weights: One weight vector a class, in the space of the image features, `[c, d_image]`.
        texts: Features of texts that name the classes, `[m, d_text]`.
        starts: Where the texts of each class begin, int64 `[c + 1]`; the last is m.
    """

    weights: Tensor
    texts: Tensor
    starts: Tensor

    def sample(
        self, features: Tensor, count: int, generator: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        """Draws pairs of distinct classes.

        Args:
            features: Real features to move, `[n, d_image]`, not negative (after a ReLU).
            count: How many pairs; at most the number of classes.
            generator: Source of randomness.

        Returns:
            Moved features `[count, d_image]` and text features `[count, d_text]`.
        """
        classes = torch.randperm(len(self.weights), generator=generator)[:count]
        rows = torch.randint(len(features), (len(classes),), generator=generator)
        strength = torch.empty(len(classes), 1).uniform_(WEAKEST, STRONGEST, generator=generator)
        moved = (KEPT * features[rows] + strength * self.weights[classes]).relu()
        return moved, self.texts[self._draw_texts(classes, generator)]

    def _draw_texts(self, classes: Tensor, generator: torch.Generator) -> Tensor:
        first, end = self.starts[classes], self.starts[classes + 1]
        chance = torch.rand(len(classes), generator=generator)
        return first + (chance * (end - first)).long()
