"""Judging: ranks are counted right, ties and NaN count against."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.retrieval import (
    Retrieval,
    image_to_text_ranks,
    judge_retrieval,
    text_to_image_ranks,
)


@pytest.mark.parametrize("value", [1.0, 0.0, np.nan])
def test_a_space_that_maps_all_to_one_point_finds_nothing(value):
    """Also one of NaN, which a training that ran off leaves behind."""
    same = np.full((20, 3), value, dtype=np.float32)
    i2t, t2i = judge_retrieval(same, same, np.arange(20))
    assert i2t == t2i == Retrieval(0, 0, 0, 20)


def test_ranks_by_hand():
    images = np.eye(2, dtype=np.float32)
    texts = np.array([[0.6, 0.8], [1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32)
    owners = np.array([0, 0, 1, 1])
    assert image_to_text_ranks(images, texts, owners).tolist() == [0, 0]
    assert text_to_image_ranks(images, texts, owners).tolist() == [1, 0, 0, 1]
    i2t, t2i = judge_retrieval(images, texts, owners)
    assert i2t == Retrieval(100, 100, 100, 1)
    assert t2i == Retrieval(50, 100, 100, 1.5)


def test_a_picture_needs_only_one_of_its_texts():
    images = np.array([[1, 0], [0, 1]], dtype=np.float32)
    texts = np.array([[1, 0], [-1, 0], [0.9, 0.4], [0.8, 0.6]], dtype=np.float32)
    owners = np.array([0, 0, 1, 1])
    assert image_to_text_ranks(images, texts, owners).tolist() == [0, 0]
    assert text_to_image_ranks(images, texts, owners).tolist() == [0, 1, 1, 1]


def test_ties_count_against():
    images = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    texts = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    owners = np.arange(3)
    assert image_to_text_ranks(images, texts, owners).tolist() == [1, 1, 0]
    assert text_to_image_ranks(images, texts, owners).tolist() == [1, 1, 0]


def test_recall_counts_ranks_below_its_bound():
    judged = Retrieval.from_ranks(np.array([0, 0, 4, 5, 9, 10, 100, 3]))
    assert judged == Retrieval(r1=25.0, r5=50.0, r10=75.0, medr=5.5)


def slow_ranks(images, texts, owners):
    """The same by loops over plain Python numbers."""
    scores = [[float(np.dot(image, text)) for text in texts] for image in images]
    forth, back = [], []
    for image, row in enumerate(scores):
        best = max(score for score, owner in zip(row, owners, strict=True) if owner == image)
        others = [s for s, owner in zip(row, owners, strict=True) if owner != image]
        forth.append(sum(score >= best for score in others))
    for text, owner in enumerate(owners):
        others = [row[text] for image, row in enumerate(scores) if image != owner]
        back.append(sum(score >= scores[owner][text] for score in others))
    return forth, back


@given(st.integers(2, 9), st.integers(1, 3), st.integers(0, 10_000))
def test_ranks_equal_a_plain_count(n, each, seed):
    """Small whole numbers: every product is exact, and ties are common."""
    rng = np.random.default_rng(seed)
    images = rng.integers(-3, 4, (n, 3)).astype(np.float32)
    texts = rng.integers(-3, 4, (n * each, 3)).astype(np.float32)
    owners = rng.permutation(np.repeat(np.arange(n), each))
    forth, back = slow_ranks(images, texts, owners)
    assert image_to_text_ranks(images, texts, owners).tolist() == forth
    assert text_to_image_ranks(images, texts, owners).tolist() == back


def test_ranks_beyond_one_block_equal_sorting():
    rng = np.random.default_rng(0)
    images = rng.normal(size=(1500, 8)).astype(np.float32)
    texts = (np.repeat(images, 2, axis=0) + rng.normal(size=(3000, 8))).astype(np.float32)
    owners = np.repeat(np.arange(1500), 2)
    scores = images @ texts.T
    order = np.argsort(-scores, axis=1)
    forth = [int(np.flatnonzero(owners[row] == image)[0]) for image, row in enumerate(order)]
    order = np.argsort(-scores.T, axis=1)
    back = [int(np.flatnonzero(row == owners[text])[0]) for text, row in enumerate(order)]
    assert np.mean(image_to_text_ranks(images, texts, owners) == forth) > 0.999
    assert np.mean(text_to_image_ranks(images, texts, owners) == back) > 0.999
