"""The bootstrap: seeded, of pictures, and as wide as theory says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.bootstrap import Resampling, bootstrap, interval


def mean_of(values):
    values = np.asarray(values, dtype=np.float64)
    return lambda drawn: np.array([drawn @ values / drawn.sum()])


def test_every_resample_has_as_many_pictures_as_there_are():
    drawn = bootstrap(lambda counts: counts.astype(np.float64), 7, Resampling(50))
    assert drawn.shape == (50, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert (drawn == 0).any(), "drawn with replacement, some picture is left out"


def test_the_same_seed_draws_the_same():
    statistic = mean_of(range(20))
    first, again = (bootstrap(statistic, 20, Resampling(30, seed=3)) for _ in range(2))
    other = bootstrap(statistic, 20, Resampling(30, seed=4))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


def test_interval_is_as_wide_as_that_of_a_mean():
    """Of 400 values of deviation 1 the mean has deviation 1/20, and 95 % lie within 1.96 of it."""
    values = np.random.default_rng(0).normal(size=400)
    low, high = interval(bootstrap(mean_of(values), 400, Resampling(4000)))
    wanted = 1.96 * values.std() / 20
    assert high[0] - values.mean() == pytest.approx(wanted, rel=0.08)
    assert values.mean() - low[0] == pytest.approx(wanted, rel=0.08)


def test_interval_holds_the_middle():
    low, high = interval(np.arange(1001, dtype=np.float64)[:, None])
    assert (low[0], high[0]) == pytest.approx((25, 975))


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=20))
def test_interval_stays_within_the_values(values):
    low, high = interval(bootstrap(mean_of(values), len(values), Resampling(40)))
    assert min(values) - 1e-9 <= low[0] <= high[0] <= max(values) + 1e-9
