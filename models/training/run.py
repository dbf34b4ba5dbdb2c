"""Heads while they are trained: all that the next step depends on."""

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor, nn

from models.encoders.protocols import Encoded
from models.evaluation.retrieval import Retrieval, judge_retrieval
from models.heads import HeadKind, HeadShape, ProjectionHead, Regularisation
from models.heads.anchor import ImageAnchor, TextAnchor, fit_anchors
from models.training.batches import Batch, Batches, PreparedFeatures
from models.training.class_knowledge import ClassLessons
from models.training.hardware import Hardware
from models.training.learner import Learner
from models.training.loop import Report, Trained, Unfinished, train_until_stale
from models.training.material import Material, ViewedPairs
from models.training.objective import Objective
from models.training.settings import JointSettings
from models.training.word_lessons import WordLessons

Heads = tuple[ProjectionHead, ProjectionHead]
"""Of the image encoder and of the text encoder."""


class JointRun:
    """One run, epoch by epoch.

    Randomness comes from torch's own generator, which `train_heads` seeds: dropout knows no other.
    """

    def __init__(self, material: Material, settings: JointSettings, hardware: Hardware) -> None:
        """Makes heads with random weights, and prepares the features once."""
        self._settings = settings
        self._device = hardware.device
        self._dev = material.dev
        self._heads = _make_heads(material, settings).to(hardware.device)
        for head in split_heads(self._heads):
            head.half_in_training = hardware.half
        self._batches = self._open(material.train)
        self._beside = self._open(material.beside) if material.beside else None
        objective = Objective(settings, self._class_lessons(material), self._word_lessons(material))
        self._size = settings.batch_of(len(self._batches))
        steps = settings.epochs * (len(self._batches) // self._size)
        self._learner = Learner(
            self._heads, objective.to(hardware.device), settings.pace(steps), hardware
        )

    def epoch(self) -> float:
        """Sees every picture once, and returns the mean loss."""
        losses = [self._learn(batch) for batch in self._batches.epoch(self._size)]
        return sum(losses) / len(losses)

    def averaged(self) -> nn.Module:
        """Returns a copy of both heads with averaged weights, which are what counts."""
        return self._learner.averaged()

    def judge(self) -> tuple[Retrieval, Retrieval]:
        """Judges the averaged heads on the dev split, picture → text and text → picture."""
        image, text = split_heads(self.averaged())
        images, texts = image.project(self._dev.images), text.project(self._dev.texts)
        return judge_retrieval(images, texts, self._dev.owners)

    def state(self) -> dict[str, Tensor]:
        """Returns what `restore` takes to go on from here."""
        return self._learner.state()

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Goes on where another run like this one was."""
        self._learner.restore(state)

    def _learn(self, batch: Batch) -> float:
        beside = self._beside.draw(self._settings.batch_beside) if self._beside else None
        loss = self._learner.objective(*split_heads(self._heads), batch, beside)
        return self._learner.learn(loss)

    def _open(self, viewed: ViewedPairs) -> Batches:
        image, text = split_heads(self._heads)
        device = self._device
        seen = [viewed.pairs.images, *viewed.views]
        return Batches(
            [PreparedFeatures(encoded, image, device) for encoded in seen],
            PreparedFeatures(viewed.pairs.texts, text, device),
            viewed.pairs.texts_by_image(),
            self._settings.texts_a_picture,
        )

    def _word_lessons(self, material: Material) -> WordLessons | None:
        if material.words is None:
            return None
        _, text = split_heads(self._heads)
        return WordLessons(material.words, text, self._settings.temperature)

    def _class_lessons(self, material: Material) -> ClassLessons | None:
        """Prepares the lessons; their names and synthetic pictures have no states to attend to."""
        settings = self._settings
        without = settings.head is HeadKind.ATTENTION or not settings.class_pairs
        if material.classes is None or without:
            return None
        image, text = split_heads(self._heads)
        seen = [material.train.pairs.images, *material.train.views]
        return ClassLessons(
            material.classes,
            [torch.from_numpy(encoded.vectors) for encoded in seen],
            (image, text),
            self._settings.lessons,
            self._settings.temperature,
        )


def _make_heads(material: Material, settings: JointSettings) -> nn.ModuleDict:
    """Makes both heads; what is not trained is fitted to the training features and the classes."""
    pairs, classes = material.train.pairs, material.classes
    if classes is not None:
        # Names have no more main axes than that.
        axes = min(material.text_levels[0], len(classes.weights))
        settings = replace(settings, anchored=min(settings.anchored, axes))
    image = _make_head(
        pairs.images,
        settings.image_shape(material.image_levels, pairs.images, classes),
        settings.image_regularisation,
    )
    text = _make_head(
        pairs.texts,
        settings.text_shape(material.text_levels, pairs.texts, classes),
        settings.text_regularisation,
    )
    if isinstance(image.anchor, ImageAnchor) and isinstance(text.anchor, TextAnchor) and classes:
        names = classes.names.means(material.text_levels[0])
        fit_anchors(image.anchor, text.anchor, classes.weights, classes.biases, names)
    return nn.ModuleDict({"image": image, "text": text})


def _make_head(
    encoded: Encoded, shape: HeadShape, regularisation: Regularisation
) -> ProjectionHead:
    head = ProjectionHead(shape, regularisation)
    if shape.standardised:
        head.scaler.fit(torch.from_numpy(encoded.vectors))
    return head


def split_heads(heads: nn.Module) -> Heads:
    """Returns the head of the image encoder and that of the text encoder."""
    image, text = heads.get_submodule("image"), heads.get_submodule("text")
    assert isinstance(image, ProjectionHead)
    assert isinstance(text, ProjectionHead)
    return image, text


def train_heads(
    material: Material,
    settings: JointSettings,
    hardware: Hardware,
    report: Report,
    unfinished: Unfinished | None = None,
) -> Trained:
    """Trains a pair of heads on features of frozen encoders.

    Args:
        material: What they learn from and are judged on.
        settings: How.
        hardware: Where.
        report: Told of every judgement.
        unfinished: Where to go on if it was interrupted, or None to start anew and keep nothing.

    Returns:
        The best heads; `split_heads` takes them apart.

    Raises:
        OtherRunUnfinished: The file belongs to a run with other settings or data.
        WeightsCorrupt: The file is damaged.
    """
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        run = JointRun(material, settings, hardware)
        return train_until_stale(run, settings.course, report, unfinished)
