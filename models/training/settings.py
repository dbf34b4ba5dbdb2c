"""How heads are trained."""

from dataclasses import dataclass, replace

from models.encoders.protocols import Encoded
from models.heads import Regularisation
from models.heads.shape import HIDDEN_KINDS, AnchorShape, HeadKind, HeadShape
from models.training.class_knowledge import ClassKnowledge, LessonWeights
from models.training.learner import Pace
from models.training.loop import Course
from models.training.losses import LossKind

_SMALL_BATCH = 32
_STEPS_AN_EPOCH = 6


@dataclass(frozen=True)
class JointSettings:
    """How a pair of heads is trained; the defaults are those of the heads that are shipped.

    Attributes:
        head: Kind of both heads.
        dimension: Dimension of the joint space.
        hidden: Width of the hidden layer of both heads.
        queries: Learnt queries of an attention head.
        anchored: Coordinates of the space that are fixed, where the encoder's classifier is known;
            see `models.heads.anchor`.
        anchor_weight: Their share of every inner product.
        image_power: Power normalisation of the image features, see `HeadShape`.
        noise: Deviation of the noise on scaled features.
        image_dropout: Share of image features dropped.
        text_dropout: Share of text features dropped.
        level_dropout: Share of whole levels of features dropped.
        hidden_dropout: Share of hidden units dropped.
        loss: What is minimised over matching pairs.
        temperature: Of InfoNCE at the start; it is learnt from there.
        margin: Of the other losses; None takes the usual one.
        alignment: Weight of the alignment of matching pairs.
        uniformity: Weight of the uniformity of both modalities.
        nested: Shorter dimensions that the first coordinates must serve as well, each with the
            weight of the whole (Kusupati et al. 2022, arXiv 2205.13147).
        mirrored: Sees every picture twice, as it is and mirrored, and takes the mean of both; what
            attention reads is not mirrored.
        views: Other views of each picture (mirrored, cropped) that a step may see in its place.
        batch: Pictures a step at most, see `batch_of`.
        texts_a_picture: Texts of each picture that a step compares it with, in turn.
        batch_beside: Pictures a step out of the pairs that are learnt beside, where there are any.
        weight_beside: Weight of the loss over those.
        class_pairs: Synthetic class pairs a step, where the encoder's classifier is known; 0 trains
            without the classifier.
        class_weight: Weight of the loss over synthetic class pairs.
        distillation_weight: Weight of the loss over the classifier's predictions.
        kind_weight: Weight of the broader kinds against the classes.
        word_weight: Weight of the single words that captions say; 0 trains without.
        epochs: Passes over the pictures.
        learning_rate: Peak of the schedule: linear warm-up, then a cosine to zero.
        weight_decay: Of AdamW.
        averaging: Decay of the running average of the weights, which is what is kept.
        patience: Judgements in a row without a better one after which training stops.
        judge_every: Epochs between judgements on the dev split.
        seed: Makes the same heads again on the same machine.
    """

    head: HeadKind = HeadKind.MLP
    dimension: int = 512
    hidden: int = 1280
    queries: int = 4
    anchored: int = 128
    anchor_weight: float = 0.167
    image_power: float = 0.5
    noise: float = 0.5
    image_dropout: float = 0.2
    text_dropout: float = 0.1
    level_dropout: float = 0.15
    hidden_dropout: float = 0.55
    loss: LossKind = LossKind.INFONCE
    temperature: float = 0.03
    margin: float | None = None
    alignment: float = 0.0
    uniformity: float = 0.0
    nested: tuple[int, ...] = ()
    mirrored: bool = True
    views: int = 6
    batch: int = 1000
    texts_a_picture: int = 3
    batch_beside: int = 256
    weight_beside: float = 0.35
    class_pairs: int = 256
    class_weight: float = 0.5
    distillation_weight: float = 0.3
    kind_weight: float = 0.4
    word_weight: float = 0.35
    epochs: int = 100
    learning_rate: float = 2.5e-3
    weight_decay: float = 1.0
    averaging: float = 0.99
    patience: int = 8
    judge_every: int = 5
    seed: int = 0

    @property
    def course(self) -> Course:
        """How long a run takes."""
        return Course(self.epochs, self.judge_every, self.patience)

    def pace(self, steps: int) -> Pace:
        """Returns how fast weights are moved in a run of so many steps."""
        return Pace(self.learning_rate, self.weight_decay, self.averaging, steps)

    @property
    def lessons(self) -> LessonWeights:
        """How much the lessons of the classifier count."""
        return LessonWeights(
            self.class_weight, self.distillation_weight, self.kind_weight, self.class_pairs
        )

    def batch_of(self, pictures: int) -> int:
        """Returns how many of so many pictures a step sees.

        A sixth of them, but 32 where there are as many, so that a small set takes as many steps as
        a large one.
        """
        return min(self.batch, pictures, max(_SMALL_BATCH, pictures // _STEPS_AN_EPOCH))

    @property
    def image_regularisation(self) -> Regularisation:
        """What is taken from the image head in training."""
        return self._regularisation(self.image_dropout)

    @property
    def text_regularisation(self) -> Regularisation:
        """What is taken from the text head in training."""
        return self._regularisation(self.text_dropout)

    def image_shape(
        self, levels: tuple[int, ...], encoded: Encoded, classes: ClassKnowledge | None
    ) -> HeadShape:
        """Returns the shape of the image head.

        Args:
            levels: Lengths of the parts of the image encoder's vectors.
            encoded: Some of what it told; its states say how wide they are.
            classes: What its classifier knows, or None.
        """
        anchor = self._anchor(classes)
        if anchor is not None and classes is not None:
            anchor = replace(anchor, classes=len(classes.weights))
        return self._shape(levels, encoded, self.image_power, anchor)

    def text_shape(
        self, levels: tuple[int, ...], encoded: Encoded, classes: ClassKnowledge | None
    ) -> HeadShape:
        """Returns the shape of the text head; see `image_shape`."""
        return self._shape(levels, encoded, 1.0, self._anchor(classes))

    def _regularisation(self, dropout: float) -> Regularisation:
        return Regularisation(self.noise, dropout, self.level_dropout, self.hidden_dropout)

    def _anchor(self, classes: ClassKnowledge | None) -> AnchorShape | None:
        if classes is None or not self.anchored or self.head is HeadKind.RESIDUAL:
            return None
        return AnchorShape(self.anchored, self.anchor_weight)

    def _shape(
        self,
        levels: tuple[int, ...],
        encoded: Encoded,
        power: float,
        anchor: AnchorShape | None,
    ) -> HeadShape:
        reads = self.head is HeadKind.ATTENTION and encoded.states is not None
        return HeadShape(
            self.head,
            levels,
            outputs=self.dimension,
            hidden=self.hidden if self.head in HIDDEN_KINDS else 0,
            power=1.0 if self.head is HeadKind.RESIDUAL else power,
            state_width=encoded.states.shape[2] if reads and encoded.states is not None else 0,
            queries=self.queries if reads else 0,
            anchor=anchor,
        )
