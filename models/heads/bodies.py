"""What stands between scaled features and the joint space, one class a kind of head."""

import torch
from torch import Tensor, nn

from models.exceptions import HeadsMismatch
from models.heads.shape import HeadKind, HeadShape


class LinearBody(nn.Module):
    """One matrix."""

    def __init__(self, shape: HeadShape) -> None:
        """Makes it with random weights."""
        super().__init__()
        self.layer = nn.Linear(shape.inputs, shape.learnt)

    def forward(self, scaled: Tensor, _states: Tensor | None) -> Tensor:
        """Projects `[n, inputs]` to `[n, outputs]`."""
        result: Tensor = self.layer(scaled)
        return result


class ResidualBody(nn.Module):
    """The identity plus a matrix that starts at zero (He et al. 2016, arXiv 1512.03385)."""

    def __init__(self, shape: HeadShape) -> None:
        """Makes the identity.

        Raises:
            HeadsMismatch: The joint space has another dimension than the features.
        """
        super().__init__()
        if shape.inputs != shape.learnt:
            raise HeadsMismatch(
                f"a residual head keeps the dimension, and {shape.inputs} is not {shape.learnt}: "
                "it is for encoders that share a space already"
            )
        self.layer = nn.Linear(shape.inputs, shape.learnt)
        nn.init.zeros_(self.layer.weight)
        nn.init.zeros_(self.layer.bias)

    def forward(self, scaled: Tensor, _states: Tensor | None) -> Tensor:
        """Moves `[n, inputs]` a little."""
        result: Tensor = scaled + self.layer(scaled)
        return result


class PerceptronBody(nn.Module):
    """Two layers with a GELU (Hendrycks and Gimpel 2016, arXiv 1606.08415) between them."""

    def __init__(self, shape: HeadShape, inputs: int, hidden_dropout: float) -> None:
        """Makes it with random weights, for `inputs` features."""
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(inputs, shape.hidden),
            nn.GELU(),
            nn.Dropout(hidden_dropout),
            nn.Linear(shape.hidden, shape.learnt),
        )

    def forward(self, scaled: Tensor, _states: Tensor | None) -> Tensor:
        """Projects `[n, inputs]` to `[n, outputs]`."""
        result: Tensor = self.layers(scaled)
        return result


class AttentionBody(nn.Module):
    """A perceptron over the features and what learnt queries pool from the states."""

    def __init__(self, shape: HeadShape, hidden_dropout: float) -> None:
        """Makes it with random weights."""
        super().__init__()
        self._scale = shape.state_width**-0.5
        self.queries = nn.Parameter(torch.randn(shape.queries, shape.state_width))
        self.key = nn.Linear(shape.state_width, shape.state_width)
        self.value = nn.Linear(shape.state_width, shape.state_width)
        inputs = shape.inputs + shape.queries * shape.state_width
        self.perceptron = PerceptronBody(shape, inputs, hidden_dropout)

    def forward(self, scaled: Tensor, states: Tensor | None) -> Tensor:
        """Projects `[n, inputs]` with states `[n, t, s]` to `[n, outputs]`."""
        assert states is not None
        present = states.abs().sum(dim=-1) > 0  # [n, t]; the others are padding
        evened = nn.functional.normalize(states, dim=-1) * states.shape[-1] ** 0.5
        logits = self._scale * self.queries @ self.key(evened).transpose(1, 2)  # [n, q, t]
        weights = logits.masked_fill(~present[:, None], float("-inf")).softmax(dim=-1)
        pooled = nn.functional.normalize(weights @ self.value(evened), dim=-1)  # [n, q, s]
        pooled = pooled.flatten(1) * states.shape[-1] ** 0.5
        result: Tensor = self.perceptron(torch.cat([scaled, pooled], dim=1), None)
        return result


Body = LinearBody | ResidualBody | PerceptronBody | AttentionBody


def make_body(shape: HeadShape, hidden_dropout: float) -> Body:
    """Makes the body of a kind of head, with random weights."""
    match shape.kind:
        case HeadKind.LINEAR:
            return LinearBody(shape)
        case HeadKind.RESIDUAL:
            return ResidualBody(shape)
        case HeadKind.MLP:
            return PerceptronBody(shape, shape.inputs, hidden_dropout)
        case HeadKind.ATTENTION:
            return AttentionBody(shape, hidden_dropout)
