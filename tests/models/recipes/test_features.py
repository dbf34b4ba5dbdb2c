"""Sequences of any length, one behind the other, are what a loop over each of them gives."""

from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.recipes.features import RecipeFeatures, SequenceBatch, Sequences
from models.recipes.recipe import Part
from tests.models.recipes.conftest import draw, sequences

LENGTHS = st.lists(st.integers(0, 5), max_size=6)


def split(batch: SequenceBatch):
    """The sequences of a batch, each as an array."""
    ends = np.cumsum(batch.lengths.numpy())
    assert len(batch.vectors) == (ends[-1] if len(ends) else 0)
    return [batch.vectors.numpy()[e - n : e] for e, n in zip(ends, batch.lengths, strict=True)]


def batch_of(lengths):
    return sequences(lengths, 3).take(np.arange(len(lengths)))


def assert_same(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_nothing_is_a_batch_of_nothing():
    taken = Sequences.empty(3, 4).take(np.array([], dtype=np.int64))
    assert taken.vectors.shape == taken.means().shape == (0, 4)
    assert taken.padded().shape == (0, 0, 4)
    assert len(taken.kept(torch.zeros(0, dtype=torch.bool)).lengths) == 0


def test_empty_sequences_have_zeros_for_a_mean():
    taken = Sequences.empty(3, 4).take(np.arange(3))
    assert torch.equal(taken.means(), torch.zeros(3, 4))
    assert taken.padded().shape == (3, 0, 4)
    assert taken.lengths.tolist() == [0, 0, 0]


@given(LENGTHS, st.data())
def test_some_of_the_sequences_are_taken_in_any_order(lengths, data):
    every = sequences(lengths, 3)
    rows = data.draw(st.lists(st.sampled_from(range(len(lengths))), max_size=8)) if lengths else []
    expected = [every.vectors[every.starts[row] : every.starts[row + 1]] for row in rows]
    assert_same(split(every.take(np.array(rows, dtype=np.int64))), expected)


@given(LENGTHS)
def test_the_mean_is_that_of_each_sequence(lengths):
    batch = batch_of(lengths)
    expected = [own.mean(axis=0) if len(own) else np.zeros(3) for own in split(batch)]
    assert np.allclose(batch.means(), np.reshape(expected, (-1, 3)), atol=1e-6)


@given(LENGTHS)
def test_sequences_side_by_side_have_zeros_behind(lengths):
    batch = batch_of(lengths)
    expected = np.zeros((len(lengths), max(lengths, default=0), 3), np.float32)
    for row, own in enumerate(split(batch)):
        expected[row, : len(own)] = own
    np.testing.assert_array_equal(batch.padded(), expected)


@given(LENGTHS, st.integers(0, 1000))
def test_vectors_that_are_left_out_are_left_out_of_their_own_sequence(lengths, seed):
    batch = batch_of(lengths)
    mask = np.random.default_rng(seed).random(sum(lengths)) < 0.5
    ends = np.cumsum(lengths, dtype=int)
    own_masks = [mask[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    expected = [own[kept] for own, kept in zip(split(batch), own_masks, strict=True)]
    assert_same(split(batch.kept(torch.from_numpy(mask))), expected)


def features(lengths=(2, 0, 3, 0), steps=(0, 1, 2, 0)):
    return RecipeFeatures(
        titles=draw(1, 4, 5),
        titled=np.array([True, False, True, False]),
        ingredients=sequences(lengths, 3, seed=2),
        steps=sequences(steps, 5, seed=3),
    )


def test_a_batch_has_the_parts_of_its_recipes():
    every = features()
    batch = every.batch(np.array([2, 1]))
    np.testing.assert_array_equal(batch.titles, every.titles[[2, 1]])
    assert batch.titled.tolist() == [True, False]
    assert_same(split(batch.ingredients), [every.ingredients.vectors[2:5], np.zeros((0, 3))])
    assert_same(split(batch.steps), [every.steps.vectors[1:3], every.steps.vectors[:1]])


def test_batches_go_through_all_recipes_once_in_their_order():
    every = features()
    found = list(every.batches(3))
    assert [len(batch.titled) for batch in found] == [3, 1]
    np.testing.assert_array_equal(np.concatenate([batch.titles for batch in found]), every.titles)
    joined = np.concatenate([batch.ingredients.vectors for batch in found])
    np.testing.assert_array_equal(joined, every.ingredients.vectors)
    assert len(every) == 4


@pytest.mark.parametrize("parts", [own for n in range(4) for own in combinations(Part, n)], ids=str)
def test_only_some_parts_are_left(parts):
    every = features()
    found = every.only(parts).batch(np.arange(4))
    whole = every.batch(np.arange(4))
    nothing = np.zeros((0, 3)), np.zeros((0, 5))
    if Part.TITLE in parts:
        np.testing.assert_array_equal(found.titles, whole.titles)
        assert torch.equal(found.titled, whole.titled)
    else:
        assert not found.titled.any()
        assert not found.titles.any()
    for part, name, blank in zip(list(Part)[1:], ("ingredients", "steps"), nothing, strict=True):
        expected = split(getattr(whole, name)) if part in parts else [blank] * 4
        assert_same(split(getattr(found, name)), expected)
    assert len(every.only(parts)) == 4
    assert every.titled.any(), "the recipes themselves were changed"
