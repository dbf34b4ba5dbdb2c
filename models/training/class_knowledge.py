"""What a frozen classifier knows, carried into the joint space.

A captioned set of everyday scenes never shows a strawberry, but the frozen image encoder was
trained on a thousand classes and its classifier says where each of them lies among its features.
Two lessons carry that over, both with names as the answers to choose from:

- **Synthetic class pairs.** DeViSE (Frome et al. 2013) trains on real pictures of the classes. Here
  none are needed: a real feature is moved towards the weight vector of a class,
  `relu(0.5 f + a W_c)`, and must find a name of that class among the names of all. The levels that
  the classifier does not see are those of a linear regression from the one that it does.
- **Distillation.** A real picture must find the names as likely as the classifier finds the classes
  (Hinton et al. 2015); ConSE (Norouzi et al. 2014) uses the same predictions without training.

Every choice is among all classes, so the siblings of a class, its hardest negatives, are always
there. Both lessons are taught twice: with the names of the classes, and with those of the broader
kinds that they belong to, whose probability is the sum of their classes'.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.heads import ProjectionHead
from models.training.names import NameChoice, Names

KEPT = 0.5
WEAKEST, STRONGEST = 2.0, 8.0
"""Bounds of a: below 2 the moved feature is still the old picture, above 8 all look alike."""

_RIDGE = 0.5
"""Penalty of the regression to the other levels, as a share of the number of pictures."""


@dataclass(frozen=True)
class ClassKnowledge:
    """A frozen classifier and the names of its classes.

    Attributes:
        weights: One weight vector a class, over the first level of image vectors, `[c, d_1]`.
        biases: One bias a class, `[c]`.
        names: Of the classes.
        kinds: Names of the broader kinds.
        members: 1 where a class is of a kind, else 0, `[k, c]`.
    """

    weights: Tensor
    biases: Tensor
    names: Names
    kinds: Names
    members: Tensor

    def predict(self, vectors: Tensor) -> Tensor:
        """Returns the classifier's probabilities for image vectors `[n, d]`: `[n, c]`."""
        seen = vectors[:, : self.weights.shape[1]]
        logits = nn.functional.linear(seen, self.weights, self.biases)
        predicted: Tensor = logits.softmax(dim=-1)
        return predicted


@dataclass(frozen=True)
class LessonWeights:
    """How much the lessons count, and how many synthetic pairs a step sees.

    Attributes:
        synthetic: Weight of the synthetic class pairs.
        distilled: Weight of the predictions for real pictures.
        kinds: Weight of the kinds against the classes, in both.
        pairs: Synthetic class pairs a step.
    """

    synthetic: float
    distilled: float
    kinds: float
    pairs: int


class ClassLessons(nn.Module):
    """Both lessons over the pictures of a training set."""

    def __init__(
        self,
        classes: ClassKnowledge,
        views: Sequence[Tensor],
        heads: tuple[ProjectionHead, ProjectionHead],
        weights: LessonWeights,
        temperature: float,
    ) -> None:
        """Prepares the lessons.

        Args:
            classes: The classifier.
            views: Vectors of every view of the training pictures, `[n, d]` each.
            heads: Of the image encoder and of the text encoder; they prepare the features.
            weights: How much each lesson counts.
            temperature: Of the choice among names at the start.
        """
        super().__init__()
        image_head, text_head = heads
        device = image_head.rotation.device
        # In a tuple, so that torch does not take them for parts of the loss.
        self._frozen = (image_head.scaler, image_head.anchor)
        self._weights = weights
        self._names = classes.names.prepared(text_head)
        self._kinds = classes.kinds.prepared(text_head)
        self._members = classes.members.to(device)
        self._class_vectors = classes.weights.to(device)
        self._seen = views[0][:, : classes.weights.shape[1]].to(device)
        self._predictions = [classes.predict(view).half().to(device) for view in views]
        scaled = image_head.scaler(views[0].to(device))
        self._regression = _regress(scaled, self._seen.shape[1])
        self._choose = NameChoice(temperature)

    def forward(
        self,
        image_head: ProjectionHead,
        text_head: ProjectionHead,
        images: Tensor,
        view: int,
        rows: Tensor,
    ) -> Tensor:
        """Returns the loss of both lessons.

        Args:
            image_head: Projects the synthetic pictures.
            text_head: Projects the names.
            images: Real pictures in the joint space, `[n, d]`.
            view: Which view of them was drawn.
            rows: Their rows in the training set, int64 `[n]`.
        """
        moved, answers = self._synthesise(self._weights.pairs)
        synthetic = image_head.project_prepared(moved)
        predicted = self._predictions[view][rows].float()
        weights = self._weights
        loss = torch.zeros((), device=images.device)
        for names, members, weight in (
            (self._names, None, 1.0),
            (self._kinds, self._members, weights.kinds),
        ):
            chosen = text_head.project_prepared(names.draw())  # [c, d]
            loss = loss + weight * (
                weights.synthetic * self._choose(synthetic, chosen, _shares(answers, members))
                + weights.distilled * self._choose(images, chosen, _shares(predicted, members))
            )
        return loss

    def _synthesise(self, count: int) -> tuple[Tensor, Tensor]:
        """Moves features of pictures towards random classes.

        Returns:
            Prepared vectors `[count, d]`, and 1 for the class of each, else 0, `[count, c]`.
        """
        classes = torch.randint(len(self._class_vectors), (count,), device=self._seen.device)
        rows = torch.randint(len(self._seen), (count,), device=self._seen.device)
        strength = torch.empty(count, 1, device=self._seen.device).uniform_(WEAKEST, STRONGEST)
        moved = (KEPT * self._seen[rows] + strength * self._class_vectors[classes]).relu()
        scaler, anchor = self._frozen
        scaled = scaler.scale_first(moved)
        parts = [scaled, scaled @ self._regression, *([] if anchor is None else [anchor(moved)])]
        answers = nn.functional.one_hot(classes, len(self._class_vectors)).float()
        return torch.cat(parts, dim=1), answers


def _shares(probabilities: Tensor, members: Tensor | None) -> Tensor:
    """Turns probabilities of classes `[n, c]` into shares of kinds `[n, k]` that add up to 1."""
    if members is None:
        return probabilities
    of_kinds = probabilities @ members.T
    shares: Tensor = of_kinds / of_kinds.sum(dim=1, keepdim=True)
    return shares


def _regress(scaled: Tensor, seen: int) -> Tensor:
    """Returns the ridge regression from the first `seen` features to the others."""
    known, others = scaled[:, :seen], scaled[:, seen:]
    penalty = _RIDGE * len(scaled) * torch.eye(seen, device=scaled.device)
    solution: Tensor = torch.linalg.solve(known.T @ known + penalty, known.T @ others)
    return solution
