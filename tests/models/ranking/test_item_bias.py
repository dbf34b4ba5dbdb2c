"""The bias of an item: by the formula, alone for every item, and as one more coordinate."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.ranking.banks import Bank, whole_bank
from models.ranking.dimensions import shorten
from models.ranking.item_bias import asking, item_bias, with_bias

SEEDS = st.integers(0, 10_000)
BETAS = st.floats(0.1, 200)


def unit(rng, n, d=6):
    return shorten(rng.normal(size=(n, d)).astype(np.float32), d)


def test_by_hand():
    bank = Bank(np.float32([[1, 0], [0, 1]]), np.float32([0.75, 0.25]))
    bias = item_bias(np.float32([[1, 0], [0.6, 0.8]]), bank, beta=2)
    first = -math.log(0.75 * math.exp(2) + 0.25 * math.exp(0)) / 2
    second = -math.log(0.75 * math.exp(1.2) + 0.25 * math.exp(1.6)) / 2
    assert bias == pytest.approx([first, second], abs=1e-6)
    assert bias.dtype == np.float32


def test_a_hub_falls_behind():
    """x lies between both queries and wins both; what is right for each comes first with a bias."""
    queries = np.float32([[1, 0.2, 0], [0, 0.2, 1]])
    items = np.float32([[0.7, 0.3, 0.7], [0.69, 0, 0], [0, 0, 0.69]])
    assert (queries @ items.T).argmax(axis=1).tolist() == [0, 0]
    biased = with_bias(items, item_bias(items, whole_bank(queries), beta=20))
    assert (asking(queries) @ biased.T).argmax(axis=1).tolist() == [1, 2]


@given(SEEDS, BETAS)
def test_bias_lies_between_the_worst_and_the_mean_score(seed, beta):
    """Jensen: the mean score is the limit of a small β, the highest that of a large one."""
    rng = np.random.default_rng(seed)
    items, queries = unit(rng, 4), unit(rng, 9)
    scores = items @ queries.T
    bias = item_bias(items, whole_bank(queries), beta)
    assert (-bias >= scores.mean(axis=1) - 1e-4).all()
    assert (-bias <= scores.max(axis=1) + 1e-4).all()


@given(SEEDS, BETAS, st.integers(1, 8))
def test_adding_items_changes_no_other(seed, beta, before):
    rng = np.random.default_rng(seed)
    items, bank = unit(rng, 9), whole_bank(unit(rng, 20))
    added = [item_bias(items[:before], bank, beta), item_bias(items[before:], bank, beta)]
    np.testing.assert_allclose(np.concatenate(added), item_bias(items, bank, beta), atol=1e-5)


def test_items_beyond_one_block_equal_one_at_a_time():
    rng = np.random.default_rng(0)
    items, bank = unit(rng, 1100), whole_bank(unit(rng, 30))
    alone = [item_bias(items[i : i + 1], bank, 20)[0] for i in (0, 511, 512, 1023, 1024, 1099)]
    np.testing.assert_allclose(
        item_bias(items, bank, 20)[[0, 511, 512, 1023, 1024, 1099]], alone, atol=1e-5
    )
    assert item_bias(items[:0], bank, 20).shape == (0,)


@given(SEEDS, BETAS)
def test_one_more_coordinate_is_the_explicit_sum(seed, beta):
    rng = np.random.default_rng(seed)
    items, queries = unit(rng, 12), unit(rng, 5)
    bias = item_bias(items, whole_bank(queries), beta)
    summed = queries.astype(np.float64) @ items.T + bias
    as_product = asking(queries).astype(np.float64) @ with_bias(items, bias).T
    np.testing.assert_allclose(as_product, summed, atol=1e-12)
    np.testing.assert_array_equal(np.argsort(-as_product, axis=1), np.argsort(-summed, axis=1))


def test_a_large_beta_overflows_nothing():
    items = np.float32([[1, 0], [-1, 0]])
    bias = item_bias(items, whole_bank(np.float32([[1, 0]])), beta=1e4)
    assert bias == pytest.approx([-1, 1])
