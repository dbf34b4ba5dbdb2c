"""Training learns, repeats itself with a seed, and judging counts right."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.encoders.colour_names import ColourNamesImageEncoder, ColourNamesTextEncoder
from models.evaluation.retrieval import (
    Retrieval,
    image_to_text_ranks,
    judge_retrieval,
    text_to_image_ranks,
)
from models.exceptions import NothingToLearn
from models.training.class_knowledge import ClassKnowledge
from models.training.features import picture_features, text_features
from models.training.joint import JointSettings, train_joint
from models.training.pairs import PairedFeatures
from tests.conftest import make_picture

SMALL = JointSettings(
    dimension=16,
    hidden=64,
    epochs=60,
    batch=64,
    judge_every=10,
    weight_decay=0.01,
    image_dropout=0.0,
    text_dropout=0.0,
    hidden_dropout=0.1,
    class_pairs=32,
    learning_rate=3e-3,
)


def problem(number, seed):
    """Pictures and texts as two random linear views of the same hidden thing."""
    maps = np.random.default_rng(7)
    to_image, to_text = maps.normal(size=(6, 24)), maps.normal(size=(6, 20))
    hidden = np.random.default_rng(seed).normal(size=(number, 6))
    return PairedFeatures(
        np.abs(hidden @ to_image).astype(np.float32)
        + (hidden @ to_image).clip(0).astype(np.float32),
        np.repeat(hidden @ to_text, 2, axis=0).astype(np.float32),
        np.repeat(np.arange(number), 2),
    )


def run(settings=SMALL, classes=None):
    reports = []
    trained = train_joint(problem(400, 1), problem(100, 2), settings, [], classes, reports.append)
    assert reports == trained.history
    return trained


def test_pairs_without_texts_or_company_are_refused():
    image, text = np.ones((2, 3), dtype=np.float32), np.ones((1, 3), dtype=np.float32)
    with pytest.raises(NothingToLearn):
        PairedFeatures(image, text, np.array([0]))
    with pytest.raises(NothingToLearn):
        PairedFeatures(image[:1], text, np.array([0]))


def test_training_learns_what_pictures_and_texts_share():
    trained = run()
    assert trained.history[0].i2t.r1 < trained.best.i2t.r1
    assert trained.best.i2t.r1 > 50
    assert trained.best.t2i.r1 > 50


def test_the_same_seed_gives_the_same_heads():
    short = replace(SMALL, epochs=10)
    first, second, other = run(short), run(short), run(replace(short, seed=1))
    state = first.image.state_dict()
    assert all(torch.equal(v, second.image.state_dict()[k]) for k, v in state.items())
    assert not all(torch.equal(v, other.image.state_dict()[k]) for k, v in state.items())


def test_early_stopping_stops():
    trained = run(replace(SMALL, learning_rate=0.0, judge_every=1, patience=3))
    assert [judgement.epoch for judgement in trained.history] == [1, 2, 3, 4]


def test_class_pairs_bring_in_what_no_picture_shows():
    rng = np.random.default_rng(3)
    weights = torch.from_numpy(rng.normal(size=(12, 24)).astype(np.float32)) / 2
    texts = torch.from_numpy(rng.normal(size=(12, 20)).astype(np.float32)) * 3
    classes = ClassKnowledge(weights, torch.zeros(12), texts, torch.arange(13))

    def hits(trained):
        moved = (0.5 * torch.from_numpy(problem(12, 5).images) + 5 * weights).relu().numpy()
        scores = trained.image.project(moved) @ trained.text.project(texts.numpy()).T
        return int((scores.argmax(axis=1) == np.arange(12)).sum())

    assert hits(run(classes=classes)) >= 9
    assert hits(run()) <= 4


def test_ranks_by_hand():
    images = np.eye(2, dtype=np.float32)
    texts = np.array([[0.6, 0.8], [1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32)
    owners = np.array([0, 0, 1, 1])
    assert image_to_text_ranks(images, texts, owners).tolist() == [0, 0]
    assert text_to_image_ranks(images, texts, owners).tolist() == [1, 0, 0, 1]
    i2t, t2i = judge_retrieval(images, texts, owners)
    assert i2t == Retrieval(100, 100, 100, 1)
    assert t2i == Retrieval(50, 100, 100, 1.5)


def test_a_space_that_maps_all_to_one_point_finds_nothing():
    same = np.ones((20, 3), dtype=np.float32)
    i2t, t2i = judge_retrieval(same, same, np.arange(20))
    assert (i2t.r10, t2i.r10) == (0, 0)


@given(st.integers(2, 9), st.integers(1, 3), st.integers(0, 10_000))
def test_ranks_equal_a_plain_count(n, each, seed):
    rng = np.random.default_rng(seed)
    images = rng.integers(-3, 4, (n, 3)).astype(np.float32)
    texts = rng.integers(-3, 4, (n * each, 3)).astype(np.float32)
    owners = rng.permutation(np.repeat(np.arange(n), each))
    for image, rank in enumerate(image_to_text_ranks(images, texts, owners)):
        scores = texts @ images[image]
        best = max(s for s, o in zip(scores, owners, strict=True) if o == image)
        assert rank == sum(s >= best and o != image for s, o in zip(scores, owners, strict=True))
    for text, rank in enumerate(text_to_image_ranks(images, texts, owners)):
        scores = images @ texts[text]
        assert rank == sum(s >= scores[owners[text]] for s in scores) - 1


def test_features_are_computed_once_and_again_when_a_file_changes(tmp_path):
    paths = [tmp_path / f"{colour}.png" for colour in ("red", "blue")]
    for path in paths:
        path.write_bytes(make_picture(path.stem))
    counted = []
    encoder = ColourNamesImageEncoder()
    first = picture_features(encoder, paths, tmp_path, counted.append)
    second = picture_features(encoder, paths, tmp_path, counted.append)
    assert sum(counted) == 2
    assert np.array_equal(first, second)
    mirrored = picture_features(encoder, paths, tmp_path, counted.append, "mirrored")
    assert sum(counted) == 4
    assert mirrored.shape == first.shape
    paths[0].write_bytes(make_picture("green", (50, 50)))
    third = picture_features(encoder, paths, tmp_path, counted.append)
    assert sum(counted) == 6
    assert not np.array_equal(third[0], first[0])
    assert np.array_equal(third[1], first[1])


def test_text_features_keep_their_order(tmp_path):
    texts = ["red and a long tail of words", "blue", "green grass"] * 30
    features = text_features(ColourNamesTextEncoder(), texts, tmp_path, lambda _: None)
    alone = ColourNamesTextEncoder()
    for text, row in zip(texts[:3], features[:3], strict=True):
        assert np.array_equal(alone.encode(alone.preprocess([text]))[0], row)
