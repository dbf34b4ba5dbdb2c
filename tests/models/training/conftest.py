"""A problem that small heads can learn in seconds."""

import numpy as np
import pytest
import torch

from models.encoders.protocols import Encoded
from models.training.hardware import Hardware
from models.training.material import Material, ViewedPairs
from models.training.pairs import PairedFeatures
from models.training.run import train_heads
from models.training.settings import JointSettings

SMALL = JointSettings(
    dimension=16,
    hidden=64,
    anchored=0,
    noise=0.0,
    level_dropout=0.0,
    image_dropout=0.0,
    text_dropout=0.0,
    hidden_dropout=0.1,
    batch=50,
    texts_a_picture=1,
    class_pairs=32,
    epochs=70,
    judge_every=10,
    weight_decay=0.01,
    learning_rate=3e-3,
)
CPU = Hardware(torch.device("cpu"), half=False)
IMAGE_LEVELS, TEXT_LEVELS = (16, 8), (20,)


@pytest.fixture(autouse=True, scope="package")
def one_thread():
    """These matrices are small: a second thread waits longer than it helps on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def problem(number, seed, with_states=False):
    """Pictures and texts as two random linear views of the same hidden thing."""
    maps = np.random.default_rng(7)
    to_image, to_text = maps.normal(size=(6, 24)), maps.normal(size=(6, 20))
    hidden = np.random.default_rng(seed).normal(size=(number, 6))
    images = np.maximum(hidden @ to_image, 0) + np.abs(hidden @ to_image)  # as after a ReLU
    texts = np.repeat(hidden @ to_text, 2, axis=0)
    return PairedFeatures(
        told(images, with_states), told(texts, with_states), np.repeat(np.arange(number), 2)
    )


def told(vectors, with_states):
    """Features whose states are parts of the vectors, each at a place of its own."""
    kept = vectors.astype(np.float32)
    states = np.repeat(kept[:, None, :8], 3, axis=1) * np.array([1, 2, 3], np.float32)[:, None]
    return Encoded(kept, states if with_states else None)


def material(views=(), with_states=False, **rest):
    train, dev = (problem(*kind, with_states) for kind in ((200, 1), (100, 2)))
    return Material(IMAGE_LEVELS, TEXT_LEVELS, ViewedPairs(train, list(views)), dev, **rest)


def run(settings=SMALL, learnt_from=None, unfinished=None, report=None):
    reports = []
    trained = train_heads(
        learnt_from or material(), settings, CPU, report or reports.append, unfinished
    )
    assert report or unfinished or reports == trained.history
    return trained


@pytest.fixture(scope="package")
def learnt():
    return run()
