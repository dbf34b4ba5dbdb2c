"""The anchor gets the largest weight that dev allows."""

import numpy as np
import pytest

from models.heads import HeadKind, HeadShape, ProjectionHead
from models.heads.anchor_weight import choose_anchor_weight
from models.heads.shape import AnchorShape


def pair(anchor):
    shapes = [HeadShape(HeadKind.LINEAR, (4,), 6, anchor=anchor and anchor(n)) for n in (3, 0)]
    return tuple(ProjectionHead(shape).eval() for shape in shapes)


def weight_of(heads):
    first, second = (head.shape.anchor.weight for head in heads)
    assert first == second
    return first


def test_heads_without_an_anchor_stay_as_they_are():
    heads = pair(None)
    assert choose_anchor_weight(heads, lambda _: 1.0) == heads


@pytest.mark.parametrize(
    ("merits", "factor"),
    [
        ([100, 100, 100, 100], 1.8),
        ([100, 99.5, 99.2, 98.0], 1.5),
        ([100, 98.0, 97.0, 96.0], 1.0),
        ([98, 99.5, 100, 98.9], 1.5),
    ],
)
def test_the_largest_weight_within_the_tolerance_is_taken(merits, factor):
    heads = pair(lambda classes: AnchorShape(2, 0.1, classes))
    by_weight = dict(zip(np.round([0.1, 0.12, 0.15, 0.18], 6), merits, strict=True))
    chosen = choose_anchor_weight(heads, lambda own: by_weight[round(weight_of(own), 6)])
    assert np.isclose(weight_of(chosen), 0.1 * factor)
    assert np.isclose(weight_of(heads), 0.1), "the heads themselves were changed"
