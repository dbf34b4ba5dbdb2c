"""Logistic regression: from a few numbers to a probability (Platt 1999)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_STEPS = 50
_ENOUGH = 1e-9
_RIDGE = 1e-6  # keeps weights finite where the classes do not overlap
_FURTHEST = 30.0  # exp(30) is far behind every figure that is shown


@dataclass(frozen=True)
class Logistic:
    """p = 1 / (1 + exp(-(w·x + b))).

    Attributes:
        weights: w, one number a feature.
        bias: b.
    """

    weights: tuple[float, ...]
    bias: float

    def logits(self, features: ArrayLike) -> Floats:
        """Returns w·x + b for features `[..., f]`."""
        exact = np.asarray(features, dtype=np.float64)
        result: Floats = exact @ np.array(self.weights) + self.bias
        return result

    def probabilities(self, features: ArrayLike) -> Floats:
        """Returns p for features `[..., f]`."""
        return sigmoid(self.logits(features))

    def to_card(self) -> dict[str, Any]:
        """Returns the numbers for a card."""
        return {"weights": list(self.weights), "bias": self.bias}

    @classmethod
    def from_card(cls, card: Mapping[str, Any]) -> "Logistic":
        """Reads what `to_card` returned.

        Raises:
            KeyError, TypeError, ValueError: It is something else.
        """
        fitted = cls(tuple(float(weight) for weight in card["weights"]), float(card["bias"]))
        if not all(map(math.isfinite, (*fitted.weights, fitted.bias))):
            raise ValueError("a weight is not finite")
        return fitted


def sigmoid(logits: Floats) -> Floats:
    """Returns 1 / (1 + exp(-x))."""
    result: Floats = 1 / (1 + np.exp(-np.clip(logits, -_FURTHEST, _FURTHEST)))
    return result


def fit_logistic(
    features: Floats, targets: NDArray[np.bool_], importance: Floats | None = None
) -> Logistic:
    """Fits by Newton steps on the log-likelihood.

    Args:
        features: `[n, f]`.
        targets: Which of them are positive, `[n]`; some must be and some not.
        importance: How much each counts, `[n]`; 1 if left out.
    """
    n = len(features)
    counts = np.full(n, 1 / n) if importance is None else importance / importance.sum()
    design = np.column_stack([features, np.ones(n)])  # [n, f + 1]
    ridge = _RIDGE * np.eye(design.shape[1])
    solution = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = sigmoid(design @ solution)
        slope = design.T @ (counts * (p - targets)) + ridge @ solution
        curvature = (design * (counts * p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, slope)
        solution -= step
        if np.abs(step).max() < _ENOUGH:
            break
    return Logistic(tuple(solution[:-1].tolist()), float(solution[-1]))


def fit_rising(
    features: Floats,
    targets: NDArray[np.bool_],
    importance: Floats | None = None,
    rising: int = 0,
) -> Logistic:
    """Fits likewise, but leaves some features out, weight 0, if they would lower the probability.

    So a better score never makes a hit less relevant.

    Args:
        features: `[n, f]`.
        targets: As for `fit_logistic`.
        importance: As for `fit_logistic`.
        rising: How many of the first features must not lower it.
    """
    used = list(range(features.shape[1]))
    while True:
        fitted = fit_logistic(features[:, used], targets, importance)
        pairs = zip(used, fitted.weights, strict=True)
        kept = [column for column, weight in pairs if column >= rising or weight >= 0]
        if kept == used:
            break
        used = kept
    weights = dict(zip(used, fitted.weights, strict=True))
    return Logistic(
        tuple(weights.get(column, 0.0) for column in range(features.shape[1])), fitted.bias
    )
