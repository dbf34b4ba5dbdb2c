"""The recipe tower: from a recipe's parts to a unit vector of the joint space.

After Salvador et al. 2017 (CVPR, section 3) and Marin et al. 2019 (arXiv 1810.06553): ingredients
go through a bidirectional LSTM over their word vectors; instructions through two stages, a sentence
vector a step and an LSTM over the steps; both are concatenated, and a fully connected layer takes
them into the joint space. Here a sentence vector is that of a frozen text encoder with the mean
over its words beside it, and the title, which the papers use for classes alone, is a third part.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from models.encoders.protocols import Vectors
from models.heads.corruption import Corruption, Regularisation
from models.heads.scaling import LevelScaler
from models.recipes.anchor import LinearAnchor, join
from models.recipes.features import RecipeBatch, RecipeFeatures, SequenceBatch
from models.recipes.recipe import ALL_PARTS, Part
from models.recipes.sequences import Order, make_sequence_encoder

_BATCH = 512


@dataclass(frozen=True)
class TowerShape:
    """What a tower looks like: enough to make it again with other weights.

    Attributes:
        levels: Lengths of the parts of the vectors of titles and steps.
        word_dimension: Length of the vectors of ingredients and words.
        outputs: Dimension of the joint space.
        hidden: Length of what is made of each part of a recipe.
        order: How sequences are read.
        parts: The parts that are read at all.
        anchored: Coordinates of the anchor; 0 where there is none.
        anchor_weight: The anchor's share of every inner product.
    """

    levels: tuple[int, ...]
    word_dimension: int
    outputs: int
    hidden: int
    order: Order = Order.LSTM
    parts: tuple[Part, ...] = ALL_PARTS
    anchored: int = 0
    anchor_weight: float = 0.0

    @property
    def summary(self) -> int:
        """Length of a recipe's summary, see `RecipeTower.summarise`."""
        return 2 * sum(self.levels) + self.word_dimension


@dataclass(frozen=True)
class RecipeDropout:
    """How much is taken from recipes in training; nothing of it is left afterwards.

    Attributes:
        part: Share of parts that are missing altogether: a recipe may come without any of them.
        ingredient: Share of ingredients left out.
        step: Share of steps left out.
        word: Share of the numbers of ingredients' vectors dropped.
        hidden: Share of the concatenated parts' numbers dropped.
    """

    part: float = 0.0
    ingredient: float = 0.0
    step: float = 0.0
    word: float = 0.0
    hidden: float = 0.0


_NOTHING = Regularisation()
_NO_DROPOUT = RecipeDropout()


class RecipeTower(nn.Module):
    """The parts of recipes to unit vectors `[n, outputs + anchored]`.

    Attributes:
        shape: Kinds and sizes.
        scaler: Brings the levels of sentence vectors onto one footing.
        output: The fully connected layer over the concatenated parts.
        anchor: The linear path over the means of the parts, or None.
    """

    def __init__(
        self,
        shape: TowerShape,
        regularisation: Regularisation = _NOTHING,
        dropout: RecipeDropout = _NO_DROPOUT,
    ) -> None:
        """Makes a tower with random weights.

        Args:
            shape: Kinds and sizes.
            regularisation: What is taken from sentence vectors in training.
            dropout: What is taken from recipes in training.
        """
        super().__init__()
        self.shape = shape
        self._dropout = dropout
        sentence, hidden = sum(shape.levels), shape.hidden
        self.scaler = LevelScaler(shape.levels, power=1.0)
        self.corruption = Corruption(shape.levels, regularisation)
        self.word_dropout = nn.Dropout(dropout.word)
        self.title = nn.Linear(sentence, hidden)
        self.ingredients = make_sequence_encoder(
            shape.order, shape.word_dimension, hidden, bidirectional=True
        )
        self.steps = make_sequence_encoder(shape.order, sentence, hidden, bidirectional=False)
        self.hidden_dropout = nn.Dropout(dropout.hidden)
        self.output = nn.Linear(len(ALL_PARTS) * hidden, shape.outputs)
        self.anchor = LinearAnchor(shape.summary, shape.anchored) if shape.anchored else None

    def forward(self, recipes: RecipeBatch) -> Tensor:
        """Encodes `b` recipes into unit vectors `[b, outputs + anchored]`."""
        learnt = self._learnt(recipes)
        if self.anchor is None:
            return learnt
        return join(learnt, self.anchor(self.summarise(recipes)), self.shape.anchor_weight)

    def summarise(self, recipes: RecipeBatch) -> Tensor:
        """Puts the title and the means of ingredients and steps side by side, `[b, summary]`.

        What is missing, or not read, is zeros, the mean over all recipes.
        """
        steps = SequenceBatch(self.scaler(recipes.steps.vectors), recipes.steps.lengths)
        parts = {
            Part.TITLE: self.scaler(recipes.titles) * recipes.titled[:, None],
            Part.INGREDIENTS: recipes.ingredients.means(),
            Part.INSTRUCTIONS: steps.means(),
        }
        read = [own if part in self.shape.parts else own * 0 for part, own in parts.items()]
        return torch.cat(read, dim=1)

    def _learnt(self, recipes: RecipeBatch) -> Tensor:
        parts = torch.cat(
            [
                self._read_titles(recipes),
                self.read_ingredients(recipes.ingredients),
                self._read_steps(recipes.steps),
            ],
            dim=1,
        )
        return nn.functional.normalize(self.output(self.hidden_dropout(parts)), dim=1)

    def read_ingredients(self, ingredients: SequenceBatch) -> Tensor:
        """Encodes ingredients alone, `[b, hidden]`; zeros where there are none."""
        kept = self._some_of(ingredients, self._dropout.ingredient)
        read = self.ingredients(SequenceBatch(self.word_dropout(kept.vectors), kept.lengths))
        return self._present(Part.INGREDIENTS, read, kept.lengths > 0)

    @torch.inference_mode()
    def score_ingredients(self, ingredients: SequenceBatch, query: Tensor) -> list[Tensor]:
        """Returns what ingredients give to a recipe's score before its vector is made unit.

        The last layer is linear: a recipe's vector is the sum over its parts.

        Args:
            ingredients: Of `b` recipes.
            query: What the recipes are compared with, `[outputs]`.

        Returns:
            For each recipe of l ingredients float64 `[l + 1]`: all of them, and all but each.
        """
        if Part.INGREDIENTS not in self.shape.parts:
            lengths: list[int] = ingredients.lengths.tolist()
            return [torch.zeros(length + 1, dtype=torch.float64) for length in lengths]
        hidden = self.shape.hidden
        own = self.output.weight[:, hidden : 2 * hidden]  # titles, ingredients, steps
        toward = own.T.double() @ query.double()  # differences of like scores lose digits
        return [read.double() @ toward for read in self.ingredients.without_each(ingredients)]

    @torch.inference_mode()
    def project(self, features: RecipeFeatures) -> Vectors:
        """Encodes recipes into unit vectors, float32 `[n, outputs + anchored]`."""
        batches = [self(batch).numpy() for batch in features.batches(_BATCH)]
        empty = np.zeros((0, self.shape.outputs + self.shape.anchored), dtype=np.float32)
        return np.concatenate([empty, *batches])

    def _read_titles(self, recipes: RecipeBatch) -> Tensor:
        scaled = self.corruption(self.scaler(recipes.titles))
        read = nn.functional.gelu(self.title(scaled))
        return self._present(Part.TITLE, read, recipes.titled)

    def _read_steps(self, steps: SequenceBatch) -> Tensor:
        kept = self._some_of(steps, self._dropout.step)
        scaled = self.corruption(self.scaler(kept.vectors))
        read = self.steps(SequenceBatch(scaled, kept.lengths))
        return self._present(Part.INSTRUCTIONS, read, kept.lengths > 0)

    def _some_of(self, sequences: SequenceBatch, share: float) -> SequenceBatch:
        """Leaves vectors out in training."""
        if not self.training or not share:
            return sequences
        return sequences.kept(torch.rand(len(sequences.vectors)) >= share)

    def _present(self, part: Part, read: Tensor, there: Tensor) -> Tensor:
        """Sets to zero what a recipe does not have, what is not read, and what is dropped."""
        if part not in self.shape.parts:
            return torch.zeros_like(read)
        if self.training:
            there = there & (torch.rand(len(there)) >= self._dropout.part)
        return read * there[:, None]
