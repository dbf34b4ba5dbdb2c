"""Canonical correlation finds what two views share, and is the textbook's where nothing holds it."""

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from models.recipes.canonical import CanonicalSettings, LinearMap, fit_canonical
from tests.models.recipes.conftest import draw


def views(number, seed, noise=0.3):
    """Two linear views of the same three hidden numbers, with much else in either."""
    rng, mixed = np.random.default_rng(seed), np.random.default_rng(9)
    hidden = rng.normal(size=(number, 3))
    first = hidden @ mixed.normal(size=(3, 6)) + 5
    second = hidden @ mixed.normal(size=(3, 5)) - 2
    seen = (view + noise * rng.normal(size=view.shape) for view in (first, second))
    return hidden, *(view.astype(np.float32) for view in seen)


def textbook(first, second):
    """The squared correlations are eigenvalues (Hotelling 1936), here of a generalised problem."""
    one, two = (v.astype(np.float64) - v.mean(axis=0) for v in (first, second))
    shared = one.T @ two
    reached = shared @ np.linalg.solve(two.T @ two, shared.T)
    squared = scipy.linalg.eigh(reached, one.T @ one, eigvals_only=True)[::-1]
    return np.sqrt(np.maximum(squared, 0))


def variates(found: LinearMap, view):
    """Canonical variates as they are before they are made unit."""
    return (view.astype(np.float64) - found.mean) / found.deviation @ found.axes.T


def correlations(one, two):
    return np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(one.T, two.T, strict=True)])


def test_what_is_shared_is_found_in_other_things():
    _, first, second = views(400, 1)
    maps = fit_canonical(first, second, CanonicalSettings(3, ridge=0.01))
    hidden, *held_out = views(300, 2)
    one, two = (variates(own, view) for own, view in zip(maps, held_out, strict=True))
    assert (correlations(one, two) > 0.9).all()
    for found in (one, two):
        beside = np.column_stack([found, np.ones(len(found))])
        left = hidden - beside @ np.linalg.lstsq(beside, hidden)[0]
        assert (left.var(axis=0) < 0.1 * hidden.var(axis=0)).all()


def test_nothing_is_found_where_nothing_is_shared():
    _, first, _ = views(400, 1)
    maps = fit_canonical(first, draw(4, 400, 5), CanonicalSettings(3, ridge=0.01))
    _, held_out, _ = views(300, 2)
    found = correlations(variates(maps[0], held_out), variates(maps[1], draw(5, 300, 5)))
    assert np.abs(found).max() < 0.25


def test_variates_without_a_ridge_are_those_of_the_textbook():
    """Of variance one, uncorrelated among themselves and with all of the other view but one."""
    _, first, second = views(300, 3, noise=1.0)
    maps = fit_canonical(first, second, CanonicalSettings(5, ridge=0.0))
    one, two = variates(maps[0], first), variates(maps[1], second)
    for own in (one, two):
        assert np.allclose(own.mean(axis=0), 0, atol=1e-4)
        assert np.allclose(own.T @ own / 300, np.eye(5), atol=1e-3)
    expected = textbook(first, second)[:5]
    assert np.allclose(one.T @ two / 300, np.diag(expected), atol=1e-3)
    assert expected[0] > 0.7
    assert expected[3] < 0.3


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(2, 5), st.integers(2, 5))
def test_correlations_are_those_of_the_textbook(seed, inputs, others):
    first, mixed = draw(seed, 60, inputs), draw(seed + 1, inputs, others)
    second = first @ mixed + 2 * draw(seed + 2, 60, others)
    kept = min(inputs, others)
    maps = fit_canonical(first, second, CanonicalSettings(kept, ridge=0.0))
    found = correlations(variates(maps[0], first), variates(maps[1], second))
    assert np.allclose(found, textbook(first, second)[:kept], atol=1e-3)


def test_axes_count_by_their_correlation_to_the_power():
    _, first, second = views(300, 3, noise=1.0)
    plain = fit_canonical(first, second, CanonicalSettings(4, ridge=0.0))
    weighed = fit_canonical(first, second, CanonicalSettings(4, ridge=0.0, power=2.0))
    counted = textbook(first, second)[:4] ** 2
    for own, other in zip(plain, weighed, strict=True):
        assert np.allclose(other.axes, own.axes * counted[:, None], atol=1e-4)


def test_a_ridge_holds_the_axes_back():
    _, first, second = views(300, 3)
    plain, held = (fit_canonical(first, second, CanonicalSettings(3, r)) for r in (0.0, 2.0))
    for own, other, view in zip(plain, held, (first, second), strict=True):
        assert (variates(other, view).var(axis=0) < 0.8 * variates(own, view).var(axis=0)).all()


@pytest.mark.parametrize("ridge", [0.0, 0.5])
def test_too_few_things_have_axes_with_a_ridge_and_without(ridge):
    """Fewer than there are numbers, and one of these the same for all."""
    first, second = draw(1, 6, 20), draw(2, 6, 10)
    first[:, 3] = 7
    maps = fit_canonical(first, second, CanonicalSettings(4, ridge))
    for own, view in zip(maps, (first, second), strict=True):
        assert np.isfinite(own.axes).all()
        assert np.allclose(np.linalg.norm(own.project(view), axis=1), 1, atol=1e-5)


def test_the_scale_of_a_number_does_not_matter():
    _, first, second = views(200, 1)
    scale = np.array([1e-2, 1, 100, 3, 0.5, 7], np.float32)
    plain, scaled = (
        fit_canonical(own, second, CanonicalSettings(3, ridge=0.3, power=1.0))
        for own in (first, first * scale)
    )
    assert np.allclose(plain[0].project(first), scaled[0].project(first * scale), atol=1e-3)


def test_no_more_axes_are_kept_than_there_are():
    _, first, second = views(100, 1)
    one, two = fit_canonical(first, second, CanonicalSettings(128, ridge=0.1))
    assert (one.axes.shape, two.axes.shape) == ((5, 6), (5, 5))
    assert one.axes.dtype == one.mean.dtype == np.float32


def test_a_map_gives_unit_vectors_by_hand():
    found = LinearMap(*(np.array(p, np.float32) for p in ([1, 1], [0.5, 2], [[1.5, 0], [0, 4]])))
    vectors = np.array([[2, 3], [1, 1], [1, 0]], np.float32)
    expected = [[0.6, 0.8], [0, 0], [0, -1]]
    assert np.allclose(found.project(vectors), expected)
    assert found.project(vectors).dtype == np.float32
    assert found.project(vectors[:0]).shape == (0, 2)


@pytest.mark.parametrize("ridge", [0.01, 1.0])
def test_projections_are_unit_vectors(ridge):
    _, first, second = views(100, 1)
    maps = fit_canonical(first, second, CanonicalSettings(3, ridge, power=1.0))
    for own, view in zip(maps, (first, second), strict=True):
        lengths = np.linalg.norm(own.project(view), axis=1)
        assert np.allclose(lengths, 1, atol=1e-5)
