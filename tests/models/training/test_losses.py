"""Losses equal their formulas, and do not care how a batch is ordered."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.training.losses import LossKind, make_loss
from models.training.losses.spread import alignment, uniformity

IMAGES = torch.tensor([[1.0, 0.0], [0.6, 0.8]])
TEXTS = torch.tensor([[0.8, 0.6], [0.0, 1.0]])
COSINES = np.array([[0.8, 0.0], [0.96, 0.8]])


def unit(seed, rows=6):
    vectors = torch.randn(rows, 5, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.normalize(vectors, dim=1)


def test_infonce_is_equation_4_of_its_paper_in_both_directions():
    scores = COSINES / 0.5
    forth = np.log(np.exp(scores).sum(axis=1)) - np.diag(scores)
    back = np.log(np.exp(scores).sum(axis=0)) - np.diag(scores)
    loss = make_loss(LossKind.INFONCE, temperature=0.5)(IMAGES, TEXTS)
    assert np.isclose(loss.item(), (forth.mean() + back.mean()) / 2)


def test_the_scale_of_infonce_is_held_below_a_hundred():
    eye = torch.eye(2)
    sharpest, usual = (make_loss(LossKind.INFONCE, t)(eye, eye) for t in (1e-9, 0.01))
    assert torch.equal(sharpest, usual)


def test_triplet_takes_the_hardest_of_the_others():
    # Pictures: 0.2 + 0 - 0.8 < 0, and 0.2 + 0.96 - 0.8; texts: the same columns, by hand.
    loss = make_loss(LossKind.TRIPLET, 0.03)(IMAGES, TEXTS)
    texts_missed = np.array([0.0, 0.36])
    images_missed = np.array([0.2 + 0.96 - 0.8, 0.0])
    assert np.isclose(loss.item(), (texts_missed + images_missed).mean())
    three = torch.eye(3)
    hard = torch.tensor([[0.9, 0.1, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert np.isclose(make_loss(LossKind.TRIPLET, 0.03, 0.3)(three, hard).item(), 0.0)


def test_contrastive_is_the_formula_of_hadsell():
    distances = np.sqrt(2 - 2 * COSINES)
    together = np.diag(distances**2).mean()
    apart = np.maximum(0, 1.2 - distances[~np.eye(2, dtype=bool)]) ** 2
    loss = make_loss(LossKind.CONTRASTIVE, 0.03)(IMAGES, TEXTS)
    assert np.isclose(loss.item(), (together + apart.mean()) / 2, atol=1e-6)


def test_cosine_embedding_is_the_formula_of_salvador():
    loss = make_loss(LossKind.COSINE, 0.03)(IMAGES, TEXTS)
    assert np.isclose(loss.item(), (1 - 0.8) + (0.0 + (0.96 - 0.1)) / 2)


def test_alignment_and_uniformity_are_added_with_their_weights():
    plain = make_loss(LossKind.COSINE, 0.03)(IMAGES, TEXTS)
    weighted = make_loss(LossKind.COSINE, 0.03, align=0.5, uniform=2.0)(IMAGES, TEXTS)
    aligned = np.mean([2 - 2 * 0.8, 2 - 2 * 0.8])
    spread = [-2 * (2 - 2 * 0.6), -2 * (2 - 2 * 0.6)]  # both pairs have a cosine of 0.6
    assert np.isclose((weighted - plain).item(), 0.5 * aligned + 2.0 * np.mean(spread), atol=1e-5)


def test_alignment_of_the_same_and_uniformity_of_one_point_are_zero():
    vectors = unit(0)
    assert alignment(vectors, vectors).item() == 0
    assert np.isclose(uniformity(vectors[:1].expand(4, -1)).item(), 0, atol=1e-6)
    assert uniformity(torch.eye(5)).item() < uniformity(unit(1)).item()


@pytest.mark.parametrize("kind", [LossKind.TRIPLET, LossKind.CONTRASTIVE, LossKind.COSINE])
def test_pairs_that_are_apart_cost_nothing(kind):
    assert make_loss(kind, 0.03)(torch.eye(4), torch.eye(4)).item() < 1e-6


@given(st.sampled_from(list(LossKind)), st.integers(0, 100), st.permutations(range(6)))
def test_the_order_of_a_batch_changes_nothing(kind, seed, order):
    loss, images, texts = make_loss(kind, 0.1, align=0.3, uniform=0.3), unit(seed), unit(seed + 1)
    shuffled = loss(images[list(order)], texts[list(order)])
    assert torch.isclose(loss(images, texts), shuffled, atol=1e-5)


@given(st.sampled_from(list(LossKind)), st.integers(0, 100))
def test_neither_modality_comes_first(kind, seed):
    loss, images, texts = make_loss(kind, 0.1, align=0.3, uniform=0.3), unit(seed), unit(seed + 1)
    assert torch.isclose(loss(images, texts), loss(texts, images), atol=1e-5)


@pytest.mark.parametrize("kind", LossKind)
def test_vectors_that_are_all_the_same_can_still_be_moved(kind):
    """Where every distance is nothing, square roots and logarithms must leave no NaN behind."""
    images, texts = (torch.eye(5)[:1].repeat(4, 1).requires_grad_() for _ in range(2))
    loss = make_loss(kind, 0.1, align=0.3, uniform=0.3)
    loss(images, texts).backward()
    for gradient in (images.grad, texts.grad, *(p.grad for p in loss.parameters())):
        assert torch.isfinite(gradient).all()
