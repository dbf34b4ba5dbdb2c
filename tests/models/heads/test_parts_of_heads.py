"""What a head consists of: scaling, corruption in training, bodies."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.encoders.protocols import Encoded
from models.exceptions import HeadsMismatch
from models.heads import HeadKind, HeadShape, ProjectionHead, Regularisation
from models.heads.corruption import Corruption
from models.heads.scaling import LevelScaler

LEVELS = (5, 3)


def features(rows=400, seed=0):
    generator = torch.Generator().manual_seed(seed)
    spread = torch.tensor([1.0, 10.0, 0.1, 3.0, 1.0, 50.0, 1.0, 1.0])
    return torch.randn(rows, 8, generator=generator).abs() * spread


def test_a_fitted_scaler_gives_every_feature_mean_zero_and_deviation_one():
    scaler, known = LevelScaler(LEVELS, power=0.5), features()
    scaler.fit(known)
    scaled = scaler(known)
    assert torch.allclose(scaled.mean(dim=0), torch.zeros(8), atol=1e-4)
    assert torch.allclose(scaled.std(dim=0), torch.ones(8), atol=0.02)


def test_the_first_level_is_scaled_alone_as_beside_the_others():
    scaler, known = LevelScaler(LEVELS, power=0.5), features()
    scaler.fit(known)
    assert torch.allclose(scaler.scale_first(known[:, :5]), scaler(known)[:, :5], atol=1e-6)


@given(st.floats(0.01, 1000), st.floats(0.01, 1000))
def test_how_long_a_level_is_does_not_matter(first, second):
    scaler = LevelScaler(LEVELS, power=1.0)
    known = features(5)
    longer = known * torch.tensor([first] * 5 + [second] * 3)
    assert torch.allclose(scaler(longer), scaler(known), atol=1e-4)
    for level in scaler(known).split(LEVELS, dim=1):
        assert torch.allclose(level.square().mean(dim=1), torch.ones(5), atol=1e-4)


def test_nothing_is_corrupted_outside_training():
    corruption = Corruption(LEVELS, Regularisation(1.0, 0.5, 0.5)).eval()
    known = features(10)
    assert torch.equal(corruption(known), known)


def test_what_never_moves_is_not_blown_up():
    """A feature that is the same in all training data is not divided by nothing."""
    scaler = LevelScaler((3,), power=1.0)
    scaler.fit(torch.tensor([[1.0, 1.0, 0.0], [1.0, -1.0, 0.0]]))
    moved = scaler(torch.tensor([[1.01, 1.0, 0.0]]))  # the first by 0.006 once it is scaled
    assert 5 < moved[0, 0] < 7
    assert moved[0, 1:].abs().max() < 1


def test_a_power_evens_out_magnitudes_and_keeps_signs():
    powered = LevelScaler((3,), power=0.5)(torch.tensor([[9.0, -1.0, 0.0]]))
    assert torch.allclose(powered, torch.tensor([[3.0, -1.0, 0.0]]) * (3 / 10) ** 0.5, atol=1e-6)


def test_whole_levels_vanish_as_often_as_they_should():
    torch.manual_seed(0)
    corruption = Corruption(LEVELS, Regularisation(level_dropout=0.3)).train()
    corrupted = corruption(torch.ones(2000, 8))
    for level in corrupted.split(LEVELS, dim=1):
        gone = (level == 0).all(dim=1)
        assert torch.equal(gone, (level == 0).any(dim=1)), "half a level vanished"
        assert abs(gone.float().mean().item() - 0.3) < 0.05


def test_noise_and_dropout_are_as_strong_as_they_should_be():
    torch.manual_seed(0)
    noisy = Corruption(LEVELS, Regularisation(noise=0.5)).train()(torch.zeros(2000, 8))
    assert abs(noisy.std().item() - 0.5) < 0.02
    dropped = Corruption(LEVELS, Regularisation(dropout=0.25)).train()(torch.ones(2000, 8))
    assert abs((dropped == 0).float().mean().item() - 0.25) < 0.02
    assert abs(dropped.mean().item() - 1) < 0.02, "what is left must make up for it"


def test_a_residual_head_keeps_the_dimension():
    with pytest.raises(HeadsMismatch, match="8 is not 6"):
        ProjectionHead(HeadShape(HeadKind.RESIDUAL, (8,), 6))


def test_an_untrained_residual_head_changes_nothing():
    told = features(20)
    unit = torch.nn.functional.normalize(told, dim=1).numpy()
    head = ProjectionHead(HeadShape(HeadKind.RESIDUAL, (8,), 8)).eval()
    assert np.allclose(head.project(Encoded(told.numpy())), unit, atol=1e-6)


@pytest.fixture
def attentive():
    torch.manual_seed(0)
    shape = HeadShape(HeadKind.ATTENTION, LEVELS, 6, hidden=16, state_width=4, queries=2)
    return ProjectionHead(shape).eval()


def test_attention_does_not_see_padding(attentive):
    told = features(3).numpy()
    states = np.random.default_rng(0).normal(size=(3, 5, 4)).astype(np.float32)
    padded = np.concatenate([states, np.zeros((3, 7, 4), np.float32)], axis=1)
    alone = attentive.project(Encoded(told, states))
    assert np.allclose(attentive.project(Encoded(told, padded)), alone, atol=1e-6)


def test_attention_sees_every_place_and_not_their_order(attentive):
    told = features(1).numpy()
    states = np.random.default_rng(0).normal(size=(1, 5, 4)).astype(np.float32)
    before = attentive.project(Encoded(told, states))
    assert np.allclose(attentive.project(Encoded(told, states[:, ::-1].copy())), before, atol=1e-6)
    for place in range(5):
        changed = states.copy()
        changed[0, place] *= -1
        assert np.abs(attentive.project(Encoded(told, changed)) - before).max() > 1e-4


def test_projecting_in_parts_is_projecting_at_once(attentive, monkeypatch):
    told = features(10).numpy()
    states = np.random.default_rng(0).normal(size=(10, 5, 4)).astype(np.float32)
    at_once = attentive.project(Encoded(told, states))
    monkeypatch.setattr("models.heads.projection._BATCH", 3)
    assert np.allclose(attentive.project(Encoded(told, states)), at_once, atol=1e-6)
