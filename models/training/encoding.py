"""Encoding what heads are trained on, with progress, or reading it from the cache."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from models.encoders.imagenet_classes import classes_of
from models.encoders.protocols import ImageEncoder, TextEncoder
from models.heads import HeadKind
from models.training.captioned import CaptionedPictures
from models.training.class_knowledge import ClassKnowledge
from models.training.features import Progress, picture_features, text_features
from models.training.material import Material, ViewedPairs
from models.training.names import Names, starts_of
from models.training.pairs import PairedFeatures
from models.training.settings import JointSettings
from models.training.views import TRAINING_VIEWS
from models.training.word_lessons import TEMPLATES, WordKnowledge, find_words


@dataclass(frozen=True)
class JointData:
    """Captioned pictures to train and judge heads with.

    Attributes:
        train: What is learnt from.
        dev: What early stopping judges on, and what is fitted after training.
        beside: Pictures of another corner of the world, learnt beside in batches of their own.
    """

    train: CaptionedPictures
    dev: CaptionedPictures
    beside: CaptionedPictures | None = None


@dataclass(frozen=True)
class Encoders:
    """A frozen pair, and where their features are kept.

    Attributes:
        image: Encodes pictures.
        text: Encodes texts.
        cache: Folder of cached features.
    """

    image: ImageEncoder
    text: TextEncoder
    cache: Path


def encode_material(
    data: JointData, encoders: Encoders, settings: JointSettings, progress: Progress
) -> Material:
    """Encodes everything that a run needs.

    Raises:
        NothingToLearn: A split has fewer than two pictures, or the same text for all.
        UnreadablePicture, PictureTooLarge: A picture cannot be read; the message names it.
        NoStates: Attention is wanted over an encoder that has no states.
    """
    for split in (data.train, data.dev, data.beside):
        if split is not None:
            split.check()
    work = _Encoding(encoders, settings, progress)
    return Material(
        image_levels=encoders.image.levels,
        text_levels=encoders.text.levels,
        train=work.viewed(data.train),
        dev=work.pairs(data.dev),
        beside=None if data.beside is None else work.viewed(data.beside),
        classes=work.classes(),
        words=work.words(data.train),
    )


class _Encoding:
    def __init__(self, encoders: Encoders, settings: JointSettings, progress: Progress) -> None:
        self._encoders = encoders
        self._with_states = settings.head is HeadKind.ATTENTION
        self._wants_classes = bool(settings.class_pairs) and not self._with_states
        self._mirrored = settings.mirrored and not self._with_states
        self._wants_words = settings.word_weight > 0 and not self._with_states
        self._views = list(TRAINING_VIEWS)[: settings.views]
        self._progress = progress

    def pairs(self, split: CaptionedPictures) -> PairedFeatures:
        own = self._encoders
        return split.features(
            own.image,
            own.text,
            own.cache,
            self._progress,
            with_states=self._with_states,
            mirrored=self._mirrored,
        )

    def viewed(self, split: CaptionedPictures) -> ViewedPairs:
        views = [
            picture_features(
                self._encoders.image,
                split.pictures,
                self._encoders.cache,
                self._progress,
                view,
                with_states=self._with_states,
            )
            for view in self._views
        ]
        return ViewedPairs(self.pairs(split), views)

    def classes(self) -> ClassKnowledge | None:
        """Reads the classifier; its names and synthetic pictures have no states to attend to."""
        if not self._wants_classes:
            return None
        classes = classes_of(self._encoders.image.name)
        if classes is None:
            return None
        return ClassKnowledge(
            classes.weights,
            classes.biases,
            self._names(classes.texts),
            self._names(classes.kind_texts),
            classes.members,
        )

    def words(self, split: CaptionedPictures) -> WordKnowledge | None:
        """Reads the words of captions; like classes, they have no states."""
        if not self._wants_words:
            return None
        words, shares = find_words(split.texts, np.array(split.owners), len(split.pictures))
        if not words:
            return None
        texts = [[template.format(word) for template in TEMPLATES] for word in words]
        return WordKnowledge(self._names(texts), shares)

    def _names(self, texts: Sequence[Sequence[str]]) -> Names:
        flat = [text for own in texts for text in own]
        encoded = text_features(self._encoders.text, flat, self._encoders.cache, self._progress)
        return Names(torch.from_numpy(encoded.vectors), starts_of(texts))
