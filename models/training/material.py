"""What heads are trained on, as features of frozen encoders."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.encoders.protocols import Encoded
from models.training.class_knowledge import ClassKnowledge
from models.training.pairs import PairedFeatures
from models.training.word_lessons import WordKnowledge


@dataclass(frozen=True)
class ViewedPairs:
    """Pairs whose pictures were looked at in several ways.

    Attributes:
        pairs: The whole pictures and their texts.
        views: Other views of the same pictures (mirrored, cropped); a step draws one view.
    """

    pairs: PairedFeatures
    views: Sequence[Encoded] = field(default_factory=tuple)


@dataclass(frozen=True)
class Material:
    """All that heads learn from, and what they are judged on.

    Attributes:
        image_levels: Lengths of the parts of the image encoder's vectors.
        text_levels: Lengths of the parts of the text encoder's vectors.
        train: What is learnt from.
        dev: What early stopping judges on.
        beside: Other pairs that are learnt beside, in batches of their own: another corner of the
            world, whose pictures must be told from one another, not from those of `train`.
        classes: What the image encoder's classifier knows, where it has one.
        words: The words that the captions of `train` say, where they say any.
    """

    image_levels: tuple[int, ...]
    text_levels: tuple[int, ...]
    train: ViewedPairs
    dev: PairedFeatures
    beside: ViewedPairs | None = None
    classes: ClassKnowledge | None = None
    words: WordKnowledge | None = None
