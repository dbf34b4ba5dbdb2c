"""The fixed part of a space: pictures lie at the names of what the classifier sees in them."""

import numpy as np
import pytest
import torch

from models.encoders.protocols import Encoded
from models.heads import HeadKind, HeadShape, ProjectionHead
from models.heads.anchor import TEMPERATURE, ImageAnchor, TextAnchor, fit_anchors
from models.heads.shape import AnchorShape

CLASSES, PICTURE, TEXT, KEPT = 6, 10, 8, 4


@pytest.fixture
def names():
    return torch.randn(CLASSES, TEXT, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def anchors(names):
    image, text = ImageAnchor(PICTURE, CLASSES, KEPT), TextAnchor(TEXT, KEPT)
    weights = torch.eye(CLASSES, PICTURE)
    fit_anchors(image, text, weights, torch.zeros(CLASSES), names)
    return image, text


def test_a_picture_that_the_classifier_is_sure_of_lies_at_the_name_of_its_class(anchors, names):
    image, text = anchors
    sure = 100 * torch.eye(CLASSES, PICTURE)
    cosines = image(sure) @ text(names).T
    assert torch.allclose(cosines.diagonal(), torch.ones(CLASSES), atol=1e-5)
    assert cosines.argmax(dim=1).tolist() == list(range(CLASSES))


def test_a_picture_between_two_classes_lies_between_their_names(anchors, names):
    image, text = anchors
    both = 100 * torch.tensor([[1.0, 1.0] + [0.0] * (PICTURE - 2)])
    cosines = (image(both) @ text(names).T)[0]
    assert set(cosines.topk(2).indices.tolist()) == {0, 1}


def test_a_class_counts_as_much_as_the_classifier_finds_it_likely(anchors):
    """Three to one by its softened logits: the mean of their names, three to one."""
    image, _ = anchors
    logits = torch.full((1, PICTURE), -100.0)
    logits[0, :2] = torch.tensor([3.0, 1.0]).log() * TEMPERATURE
    expected = torch.nn.functional.normalize(3 * image.names[0] + image.names[1], dim=0)
    assert torch.allclose(image(logits)[0], expected, atol=1e-5)


def test_axes_are_orthonormal_and_the_strongest(anchors, names):
    _, text = anchors
    assert torch.allclose(text.axes @ text.axes.T, torch.eye(KEPT), atol=1e-5)
    unit = torch.nn.functional.normalize(names, dim=1)
    centred = unit - unit.mean(dim=0)
    kept = (centred @ text.axes.T).square().sum() / centred.square().sum()
    values = torch.linalg.svdvals(centred).square()
    assert torch.isclose(kept, values[:KEPT].sum() / values.sum(), atol=1e-5)


def test_longer_vectors_are_read_at_their_beginning(anchors, names):
    _, text = anchors
    longer = torch.cat([names, torch.randn(CLASSES, 5)], dim=1)
    assert torch.allclose(text(longer), text(names))


def test_the_anchor_has_its_share_of_every_inner_product(anchors):
    image_anchor, text_anchor = anchors
    torch.manual_seed(0)
    heads = []
    for levels, classes, anchor in (
        ((PICTURE, 3), CLASSES, image_anchor),
        ((TEXT, 2), 0, text_anchor),
    ):
        fixed = AnchorShape(KEPT, 0.2, classes)
        head = ProjectionHead(HeadShape(HeadKind.LINEAR, levels, 12, anchor=fixed)).eval()
        head.anchor.load_state_dict(anchor.state_dict())
        heads.append(head)
    rng = np.random.default_rng(0)
    pictures, texts = (rng.normal(size=(5, n)).astype(np.float32) for n in (13, 10))
    image, text = (h.project(Encoded(t)) for h, t in zip(heads, (pictures, texts), strict=True))
    own = image[:, :8] @ text[:, :8].T
    placed = [
        a(torch.from_numpy(t)).numpy() for a, t in zip(anchors, (pictures, texts), strict=True)
    ]
    assert np.allclose(image @ text.T, own + 0.2 * placed[0] @ placed[1].T, atol=1e-5)
    assert np.allclose(np.linalg.norm(image[:, :8], axis=1) ** 2, 0.8, atol=1e-5)
