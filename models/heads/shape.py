"""What a head looks like: enough to make it again with other weights."""

from dataclasses import dataclass
from enum import StrEnum


class HeadKind(StrEnum):
    """The heads to choose from.

    - `linear`: one matrix.
    - `residual`: the identity plus one matrix that starts at zero, for encoders that share a space
      already, such as open_clip's: an untrained head changes nothing.
    - `mlp`: two layers with a GELU between them.
    - `attention`: the same, over the vector and what learnt queries pool from the encoder's states
      (Lin et al. 2017, arXiv 1703.03130, with one matrix for keys and one for values).
    """

    LINEAR = "linear"
    RESIDUAL = "residual"
    MLP = "mlp"
    ATTENTION = "attention"


HIDDEN_KINDS = frozenset({HeadKind.MLP, HeadKind.ATTENTION})
"""Heads with a hidden layer."""


@dataclass(frozen=True)
class AnchorShape:
    """The fixed part of a joint space, see `models.heads.anchor`.

    Attributes:
        outputs: How many of the space's coordinates it has.
        weight: Its share of every inner product, from 0 to 1.
        classes: Classes of the classifier; 0 for texts.
    """

    outputs: int
    weight: float
    classes: int = 0


@dataclass(frozen=True)
class HeadShape:
    """Kind and sizes of a head.

    Attributes:
        kind: What stands between the scaled features and the joint space.
        levels: Lengths of the parts of the encoder's vectors.
        outputs: Dimension of the joint space.
        hidden: Width of the hidden layer of `mlp` and `attention`.
        power: Exponent that the features' magnitudes are raised to first, their signs kept. One
            half evens out the few channels that dominate features behind a ReLU (power
            normalisation, Perronnin et al. 2010); texts are left as they are, with 1.
        state_width: Length of the encoder's states, for `attention`.
        queries: Learnt queries that pool the states, for `attention`.
        anchor: The fixed part of the space, or None.
    """

    kind: HeadKind
    levels: tuple[int, ...]
    outputs: int
    hidden: int = 0
    power: float = 1.0
    state_width: int = 0
    queries: int = 0
    anchor: AnchorShape | None = None

    @property
    def inputs(self) -> int:
        """Length of the vectors that the head takes."""
        return sum(self.levels)

    @property
    def anchored(self) -> int:
        """How many coordinates of the joint space are fixed."""
        return self.anchor.outputs if self.anchor else 0

    @property
    def learnt(self) -> int:
        """How many coordinates of the joint space are learnt."""
        return self.outputs - self.anchored

    @property
    def reads_states(self) -> bool:
        """Whether the head needs the encoder's states beside its vectors."""
        return self.kind is HeadKind.ATTENTION

    @property
    def standardised(self) -> bool:
        """Whether every feature is brought to mean 0 and deviation 1; a residual is not moved."""
        return self.kind is not HeadKind.RESIDUAL
