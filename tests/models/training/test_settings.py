"""The heads that settings ask for, over the features that there are."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.encoders.protocols import Encoded
from models.heads import HeadKind, HeadShape, Regularisation
from models.heads.shape import AnchorShape
from models.training.class_knowledge import ClassKnowledge
from models.training.names import Names
from models.training.settings import JointSettings

LEVELS = (5, 3)
VECTORS = Encoded(np.ones((2, 8), np.float32))
WITH_STATES = Encoded(np.ones((2, 8), np.float32), np.ones((2, 7, 6), np.float32))
SETTINGS = JointSettings(
    dimension=16, hidden=20, queries=2, anchored=4, anchor_weight=0.3, image_power=0.4
)
NOBODY = Names(torch.ones(0, 4), torch.zeros(1, dtype=torch.int64))
CLASSES = ClassKnowledge(torch.ones(9, 5), torch.ones(9), NOBODY, NOBODY, torch.ones(0, 9))


def shapes(settings, encoded=VECTORS, classes=None):
    return tuple(
        make(LEVELS, encoded, classes) for make in (settings.image_shape, settings.text_shape)
    )


@pytest.mark.parametrize(
    ("kind", "encoded", "sizes"),
    [
        (HeadKind.LINEAR, VECTORS, {}),
        (HeadKind.MLP, VECTORS, {"hidden": 20}),
        (HeadKind.MLP, WITH_STATES, {"hidden": 20}),  # which it does not look at
        (HeadKind.ATTENTION, WITH_STATES, {"hidden": 20, "state_width": 6, "queries": 2}),
    ],
)
def test_heads_have_the_sizes_of_their_kind_and_only_pictures_a_power(kind, encoded, sizes):
    image, text = shapes(replace(SETTINGS, head=kind), encoded)
    assert image == HeadShape(kind, LEVELS, 16, power=0.4, **sizes)
    assert text == HeadShape(kind, LEVELS, 16, power=1.0, **sizes)


def test_a_residual_head_is_left_alone():
    """No power, no anchor, no standardisation: they would move what it must not move."""
    for shape in shapes(replace(SETTINGS, head=HeadKind.RESIDUAL, dimension=8), classes=CLASSES):
        assert shape == HeadShape(HeadKind.RESIDUAL, LEVELS, 8)
        assert not shape.standardised


def test_an_anchor_stands_on_classes():
    image, text = shapes(SETTINGS, classes=CLASSES)
    assert image.anchor == AnchorShape(4, 0.3, classes=9)
    assert text.anchor == AnchorShape(4, 0.3)
    assert (image.inputs, image.learnt, image.anchored) == (8, 12, 4)
    for without in (shapes(SETTINGS), shapes(replace(SETTINGS, anchored=0), classes=CLASSES)):
        assert [shape.anchor for shape in without] == [None, None]


def test_pictures_and_texts_lose_their_own_share_of_features():
    settings = JointSettings(
        noise=0.1, image_dropout=0.2, text_dropout=0.3, level_dropout=0.4, hidden_dropout=0.5
    )
    assert settings.image_regularisation == Regularisation(0.1, 0.2, 0.4, 0.5)
    assert settings.text_regularisation == Regularisation(0.1, 0.3, 0.4, 0.5)


def test_lessons_have_their_own_weights():
    lessons = JointSettings(
        class_weight=0.1, distillation_weight=0.2, kind_weight=0.3, class_pairs=7
    ).lessons
    told = lessons.synthetic, lessons.distilled, lessons.kinds, lessons.pairs
    assert told == (0.1, 0.2, 0.3, 7)
