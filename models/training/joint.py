"""Training a pair of projection heads into a joint space."""

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor, nn

from models.encoders.protocols import Vectors
from models.evaluation.retrieval import Retrieval, judge_retrieval
from models.heads.projection import HeadShape, ProjectionHead
from models.training.class_knowledge import ClassKnowledge
from models.training.losses import SymmetricInfoNCE
from models.training.pairs import PairedFeatures


@dataclass(frozen=True)
class JointSettings:
    """How heads are trained.

    Attributes:
        dimension: Dimension of the joint space.
        hidden: Width of the hidden layer of both heads.
        image_power: Power normalisation of the image features, see `HeadShape`.
        image_dropout: Share of image features dropped.
        text_dropout: Share of text features dropped.
        hidden_dropout: Share of hidden units dropped.
        batch: Pictures a step, each with one of its texts.
        class_pairs: Synthetic class pairs a step, where the encoder's classifier is known; 0 trains
            without the classifier.
        class_weight: Weight of the loss over synthetic class pairs.
        distillation_weight: Weight of the loss over the classifier's predictions.
        epochs: Passes over the pictures.
        learning_rate: Peak of the schedule: linear warm-up, then a cosine to zero.
        weight_decay: Of AdamW.
        temperature: Of the loss at the start; it is learnt from there.
        averaging: Decay of the running average of the weights, which is what is kept.
        patience: Judgements in a row without a better one after which training stops.
        judge_every: Epochs between judgements on the dev split.
        seed: Makes the same heads again on the same machine.
    """

    dimension: int = 512
    hidden: int = 1024
    image_power: float = 0.5
    image_dropout: float = 0.2
    text_dropout: float = 0.1
    hidden_dropout: float = 0.5
    batch: int = 512
    class_pairs: int = 256
    class_weight: float = 0.5
    distillation_weight: float = 0.3
    epochs: int = 200
    learning_rate: float = 2e-3
    weight_decay: float = 1.0
    temperature: float = 0.03
    averaging: float = 0.99
    patience: int = 8
    judge_every: int = 10
    seed: int = 0


@dataclass(frozen=True)
class Judgement:
    """How the heads did on the dev split after an epoch.

    Attributes:
        epoch: Passes over the pictures so far.
        loss: Mean training loss since the judgement before.
        i2t: Picture → text.
        t2i: Text → picture.
    """

    epoch: int
    loss: float
    i2t: Retrieval
    t2i: Retrieval

    @property
    def merit(self) -> float:
        """What early stopping compares: the sum of the six recalls, as VSE++ (1707.05612) does.

        R@1 alone moves by a point between two epochs that are equally good.
        """
        return sum(way.r1 + way.r5 + way.r10 for way in (self.i2t, self.t2i))


@dataclass(frozen=True)
class TrainedHeads:
    """The best heads of a run.

    Attributes:
        image: Head of the image encoder.
        text: Head of the text encoder.
        best: The judgement they were chosen by.
        history: Every judgement, in order.
    """

    image: ProjectionHead
    text: ProjectionHead
    best: Judgement
    history: list[Judgement]

    def describe(self) -> dict[str, object]:
        """Returns the metrics for a card."""
        return {"best": asdict(self.best), "history": [asdict(j) for j in self.history]}


def train_joint(
    train: PairedFeatures,
    dev: PairedFeatures,
    settings: JointSettings,
    views: list[Vectors],
    classes: ClassKnowledge | None,
    report: Callable[[Judgement], None],
) -> TrainedHeads:
    """Trains heads on features of frozen encoders.

    Args:
        train: What is learnt from.
        dev: What early stopping judges on.
        settings: How.
        views: Features of other views (mirrored, cropped) of the training pictures, each
            `[n, d_image]`; a step draws one view of each picture.
        classes: What the image encoder's classifier knows, or None.
        report: Told of every judgement.
    """
    run = _Run(train, dev, settings, views, classes)
    history: list[Judgement] = []
    for judgement in run.judgements():
        history.append(judgement)
        report(judgement)
        if _is_stale(history, settings.patience):
            break
    return TrainedHeads(*run.best_heads(), max(history, key=lambda j: j.merit), history)


class _Run:
    """The state of one training run."""

    def __init__(
        self,
        train: PairedFeatures,
        dev: PairedFeatures,
        settings: JointSettings,
        views: list[Vectors],
        classes: ClassKnowledge | None,
    ) -> None:
        torch.manual_seed(settings.seed)
        self._settings = settings
        self._dev = dev
        self._classes = classes
        self._random = torch.Generator().manual_seed(settings.seed)
        self._views = torch.from_numpy(np.stack([train.images, *views]))  # [v, n, d_image]
        self._texts = torch.from_numpy(train.texts)
        self._texts_by_image = train.texts_by_image()
        self._heads = nn.ModuleDict(_make_heads(train, settings))
        self._average = copy.deepcopy(self._heads).eval().requires_grad_(requires_grad=False)
        self._best = copy.deepcopy(self._average)
        self._best_merit = -1.0
        self._loss = SymmetricInfoNCE(settings.temperature)
        self._optimiser = torch.optim.AdamW(
            [
                {"params": self._heads.parameters(), "weight_decay": settings.weight_decay},
                {"params": self._loss.parameters(), "weight_decay": 0.0},
            ],
            lr=settings.learning_rate,
        )
        self._batch = min(settings.batch, len(train.images))
        self._steps_an_epoch = len(train.images) // self._batch
        self._step_number = 0

    def judgements(self) -> Iterator[Judgement]:
        """Trains, and yields a judgement every few epochs and after the last."""
        losses: list[float] = []
        for epoch in range(1, self._settings.epochs + 1):
            losses += [self._step(rows) for rows in self._shuffled()]
            if epoch % self._settings.judge_every == 0 or epoch == self._settings.epochs:
                yield self._judge(epoch, sum(losses) / len(losses))
                losses.clear()

    def best_heads(self) -> tuple[ProjectionHead, ProjectionHead]:
        image, text = self._best["image"], self._best["text"]
        assert isinstance(image, ProjectionHead)
        assert isinstance(text, ProjectionHead)
        return image, text

    def _shuffled(self) -> Iterator[Tensor]:
        order = torch.randperm(len(self._texts_by_image), generator=self._random)
        for start in range(0, self._steps_an_epoch * self._batch, self._batch):
            yield order[start : start + self._batch]

    def _step(self, rows: Tensor) -> float:
        for group in self._optimiser.param_groups:
            group["lr"] = self._learning_rate()
        loss = self._total_loss(*self._draw(rows))
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()
        self._step_number += 1
        self._follow()
        return loss.item()

    def _total_loss(self, images: Tensor, texts: Tensor) -> Tensor:
        """Adds what the classifier teaches to the loss over pairs of features `[n, d]`."""
        projected = self._heads["image"](images)
        loss: Tensor = self._loss(projected, self._heads["text"](texts))
        if self._classes is None or not self._settings.class_pairs:
            return loss
        moved, classes = self._classes.synthesise(
            self._views[0], self._settings.class_pairs, self._random
        )
        names = self._heads["text"](self._classes.draw_names(self._random))  # [c, d]
        synthetic = self._loss.choose(self._heads["image"](moved), names, classes)
        distilled = self._loss.choose(projected, names, self._classes.predict(images))
        return (
            loss
            + self._settings.class_weight * synthetic
            + self._settings.distillation_weight * distilled
        )

    def _draw(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Draws one view and one text of each picture."""
        which = torch.randint(len(self._views), (len(rows),), generator=self._random)
        return self._views[which, rows], self._texts[[self._draw_text(r) for r in rows.tolist()]]

    def _draw_text(self, image: int) -> int:
        own = self._texts_by_image[image]
        chosen = torch.randint(len(own), (1,), generator=self._random)
        return int(own[int(chosen)])

    def _learning_rate(self) -> float:
        total = self._settings.epochs * self._steps_an_epoch
        warm_up = min(100, max(1, total // 10))
        ramp = min(1.0, (self._step_number + 1) / warm_up)
        cosine = 0.5 * (1 + math.cos(math.pi * self._step_number / total))
        return self._settings.learning_rate * ramp * cosine

    @torch.no_grad()
    def _follow(self) -> None:
        """Moves the average towards the heads; early on it follows faster."""
        decay = min(self._settings.averaging, (1 + self._step_number) / (10 + self._step_number))
        pairs = zip(self._average.parameters(), self._heads.parameters(), strict=True)
        for average, current in pairs:
            average.lerp_(current, 1 - decay)

    def _judge(self, epoch: int, loss: float) -> Judgement:
        image, text = self._average["image"], self._average["text"]
        assert isinstance(image, ProjectionHead)
        assert isinstance(text, ProjectionHead)
        images, texts = image.project(self._dev.images), text.project(self._dev.texts)
        judgement = Judgement(epoch, loss, *judge_retrieval(images, texts, self._dev.owners))
        if judgement.merit > self._best_merit:
            self._best_merit = judgement.merit
            self._best = copy.deepcopy(self._average)
        return judgement


def _make_heads(train: PairedFeatures, settings: JointSettings) -> dict[str, nn.Module]:
    return {
        side: ProjectionHead(
            HeadShape(features.shape[1], settings.hidden, settings.dimension, power),
            input_dropout=dropout,
            hidden_dropout=settings.hidden_dropout,
        )
        for side, features, power, dropout in (
            ("image", train.images, settings.image_power, settings.image_dropout),
            ("text", train.texts, 1.0, settings.text_dropout),
        )
    }


def _is_stale(history: list[Judgement], patience: int) -> bool:
    best = max(range(len(history)), key=lambda i: history[i].merit)
    return len(history) - 1 - best >= patience
