"""Turned heads: the same space seen from another side."""

import numpy as np
import pytest
import torch

from models.encoders.protocols import Encoded
from models.heads import HeadKind, HeadShape, ProjectionHead
from models.heads.shape import AnchorShape
from models.heads.turning import turn
from models.ranking.rotation import fit_rotation

SHAPES = [
    HeadShape(HeadKind.LINEAR, (6, 4), 8),
    HeadShape(HeadKind.RESIDUAL, (8,), 8),
    HeadShape(HeadKind.MLP, (6, 4), 8, hidden=16, power=0.5),
    HeadShape(HeadKind.ATTENTION, (6, 4), 8, hidden=16, state_width=5, queries=2),
    HeadShape(HeadKind.MLP, (6, 4), 8, hidden=16, anchor=AnchorShape(3, 0.3, classes=7)),
]


def make(shape):
    torch.manual_seed(0)
    head = ProjectionHead(shape).eval()
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.normal_()  # also the matrix of a residual, which starts at zero
    return head


def encoded(shape, rng):
    states = rng.normal(size=(20, 3, shape.state_width)).astype(np.float32)
    vectors = rng.normal(size=(20, shape.inputs)).astype(np.float32)
    return Encoded(vectors, states if shape.reads_states else None)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape.kind}, {shape.anchored} fixed")
def test_a_turned_head_projects_to_rotated_vectors(shape):
    head, told = make(shape), encoded(shape, np.random.default_rng(0))
    vectors = head.project(told)
    rotation = fit_rotation(vectors, vectors)
    turned = turn(head, rotation)
    np.testing.assert_allclose(turned.project(told), vectors @ rotation, atol=2e-6)
    assert np.abs(turned.project(told) - vectors).max() > 0.1
    np.testing.assert_array_equal(head.project(told), vectors, "the head itself was changed")
