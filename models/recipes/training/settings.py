"""How a recipe space is trained."""

from dataclasses import dataclass
from enum import StrEnum

from models.exceptions import UnfitSettings
from models.heads import HeadKind, HeadShape, Regularisation
from models.heads.shape import HIDDEN_KINDS
from models.recipes.recipe import ALL_PARTS, Part
from models.recipes.recipe_tower import RecipeDropout, TowerShape
from models.recipes.sequences import Order
from models.training.learner import Pace
from models.training.loop import Course
from models.training.losses import LossKind
from models.words.skipgram import SkipGramSettings

_SMALL_BATCH = 32
_STEPS_AN_EPOCH = 6


class PhotoHead(StrEnum):
    """The kinds of `HeadKind` that read one vector a photo."""

    LINEAR = "linear"
    RESIDUAL = "residual"
    MLP = "mlp"


@dataclass(frozen=True)
class RecipeSettings:
    """How an image head and a recipe tower are trained; the defaults are those that are shipped.

    Attributes:
        dimension: Dimension of what is learnt of the joint space.
        anchored: Coordinates beside, of canonical correlation; 0 leaves them out. Their weight is
            chosen on the dev split.
        anchor_ridge: How much canonical correlation is held back, see `CanonicalSettings`.
        image_head: Kind of the image head: `linear` is the papers' one layer.
        image_hidden: Width of its hidden layer, where the kind has one.
        hidden: Length of what is made of each part of a recipe.
        order: How ingredients and steps are read.
        parts: The parts of a recipe that are read.
        word_dimension: Length of the vectors of ingredients and words.
        word_epochs: Passes over the recipes to learn these.
        image_power: Power normalisation of the image features, see `HeadShape`.
        mirrored: Sees every photo as it is and mirrored, and takes the mean of both.
        views: Other views of each photo (mirrored, cropped) that a step may see in its place.
        noise: Deviation of the noise on scaled image and sentence features.
        image_dropout: Share of image features dropped.
        text_dropout: Share of sentence features and of word vectors' numbers dropped.
        level_dropout: Share of whole levels of image features dropped.
        image_hidden_dropout: Share of the image head's hidden units dropped.
        part_dropout: Share of parts left out of a recipe.
        ingredient_dropout: Share of ingredients left out.
        step_dropout: Share of steps left out.
        hidden_dropout: Share of the concatenated parts' numbers dropped.
        loss: What is minimised over matching pairs.
        temperature: Of InfoNCE at the start; it is learnt from there.
        margin: Of the other losses; None takes the usual one.
        negatives: Weight of the pairs that do not match, of the cosine-embedding loss.
        semantic_weight: Weight of semantic regularisation, one classifier for both modalities; 0
            trains without.
        class_least: Titles that must say a phrase for it to be a class.
        batch: Pairs a step at most, see `batch_of`.
        epochs: Passes over the pairs.
        learning_rate: Peak of the schedule: linear warm-up, then a cosine to zero.
        weight_decay: Of AdamW.
        averaging: Decay of the running average of the weights, which is what is kept.
        patience: Judgements in a row without a better one after which training stops.
        judge_every: Epochs between judgements on the dev split.
        seed: Makes the same weights again on the same machine.
    """

    dimension: int = 384
    anchored: int = 128
    anchor_ridge: float = 2.0
    image_head: PhotoHead = PhotoHead.MLP
    image_hidden: int = 1024
    hidden: int = 256
    order: Order = Order.LSTM
    parts: tuple[Part, ...] = ALL_PARTS
    word_dimension: int = 200
    word_epochs: int = 20
    image_power: float = 0.5
    mirrored: bool = True
    views: int = 6
    noise: float = 0.5
    image_dropout: float = 0.2
    text_dropout: float = 0.3
    level_dropout: float = 0.15
    image_hidden_dropout: float = 0.5
    part_dropout: float = 0.1
    ingredient_dropout: float = 0.3
    step_dropout: float = 0.3
    hidden_dropout: float = 0.5
    loss: LossKind = LossKind.INFONCE
    temperature: float = 0.05
    margin: float | None = None
    negatives: float = 0.8
    semantic_weight: float = 0.3
    class_least: int = 20
    batch: int = 500
    epochs: int = 60
    learning_rate: float = 2e-3
    weight_decay: float = 0.5
    averaging: float = 0.99
    patience: int = 6
    judge_every: int = 5
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuses what cannot be trained.

        Raises:
            UnfitSettings: Half a unit is wanted.
        """
        if self.order is Order.LSTM and self.hidden % 2:
            raise UnfitSettings(
                f"an LSTM that reads from both ends has half of its {self.hidden} outputs from "
                "either: their number must be even"
            )

    @property
    def course(self) -> Course:
        """How long a run takes."""
        return Course(self.epochs, self.judge_every, self.patience)

    @property
    def word_settings(self) -> SkipGramSettings:
        """How the vectors of ingredients are learnt: on one thread, so that they come again."""
        return SkipGramSettings(
            dimension=self.word_dimension,
            window=8,
            min_count=2,
            sample=1e-3,
            epochs=self.word_epochs,
            workers=1,
            seed=self.seed,
        )

    @property
    def dropout(self) -> RecipeDropout:
        """What is taken from recipes in training."""
        return RecipeDropout(
            part=self.part_dropout,
            ingredient=self.ingredient_dropout,
            step=self.step_dropout,
            word=self.text_dropout,
            hidden=self.hidden_dropout,
        )

    @property
    def image_regularisation(self) -> Regularisation:
        """What is taken from the image head in training."""
        return Regularisation(
            self.noise, self.image_dropout, self.level_dropout, self.image_hidden_dropout
        )

    @property
    def text_regularisation(self) -> Regularisation:
        """What is taken from sentence vectors in training."""
        return Regularisation(self.noise, self.text_dropout)

    def pace(self, steps: int) -> Pace:
        """Returns how fast weights are moved in a run of so many steps."""
        return Pace(self.learning_rate, self.weight_decay, self.averaging, steps)

    def batch_of(self, pairs: int) -> int:
        """Returns how many of so many pairs a step sees.

        A sixth of them, but 32 where there are as many, so that a small set takes as many steps as
        a large one.
        """
        return min(self.batch, pairs, max(_SMALL_BATCH, pairs // _STEPS_AN_EPOCH))

    def image_shape(self, levels: tuple[int, ...]) -> HeadShape:
        """Returns the shape of the image head over an encoder with these levels."""
        kind = HeadKind(self.image_head)
        hidden = self.image_hidden if kind in HIDDEN_KINDS else 0
        return HeadShape(
            kind, levels, outputs=self.dimension, hidden=hidden, power=self.image_power
        )

    def tower_shape(self, levels: tuple[int, ...]) -> TowerShape:
        """Returns the shape of the recipe tower over titles and steps with these levels."""
        return TowerShape(
            levels, self.word_dimension, self.dimension, self.hidden, self.order, self.parts
        )
