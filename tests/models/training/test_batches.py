"""A step sees pictures of one view, each with texts of its own, and every picture once an epoch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.encoders.protocols import Encoded
from models.heads import HeadKind, HeadShape, ProjectionHead
from models.training.batches import Batches, PreparedFeatures

CPU = torch.device("cpu")
COUNTS = [1, 4, 2, 3, 1]  # texts of each picture


def told(numbers, with_states=True):
    """Features that say which row they are of, and states that say it twice over."""
    vectors = np.array(numbers, np.float32)[:, None]
    states = np.stack([vectors, 2 * vectors], axis=1).astype(np.float16)  # [n, 2, 1]
    return Encoded(vectors, states if with_states else None)


def prepared(numbers, with_states=True):
    """Prepared by a head that leaves vectors alone: scaling would make all of these the same."""
    return PreparedFeatures(told(numbers, with_states), Plain(), CPU)


class Plain:
    def prepare(self, vectors):
        return vectors


def batches(counts=COUNTS, views=1, texts_a_picture=1, with_states=True):
    """Pictures are told by their row, or so many hundreds more in other views; texts by theirs."""
    rows = np.split(np.arange(sum(counts)), np.cumsum(counts)[:-1])
    seen = [prepared(np.arange(len(counts)) + 100 * view, with_states) for view in range(views)]
    return Batches(seen, prepared(np.arange(sum(counts)), with_states), rows, texts_a_picture)


def owners(counts=COUNTS):
    return np.repeat(np.arange(len(counts)), counts)


def test_features_are_prepared_as_the_head_does_it():
    head = ProjectionHead(HeadShape(HeadKind.LINEAR, (2, 3), 4, power=0.5))
    vectors = torch.randn(6, 5, generator=torch.Generator().manual_seed(0))
    head.scaler.fit(vectors)
    features = PreparedFeatures(Encoded(vectors.numpy()), head, CPU)
    assert torch.equal(features.vectors, head.prepare(vectors))
    assert features.states(np.arange(6)) is None


@given(st.lists(st.integers(1, 4), min_size=2, max_size=12), st.integers(1, 12), st.integers(1, 3))
def test_an_epoch_sees_pictures_once_with_texts_of_their_own(counts, size, texts_a_picture):
    drawn = batches(counts, texts_a_picture=texts_a_picture)
    size = min(size, len(counts))
    epoch = list(drawn.epoch(size))
    assert [len(batch.rows) for batch in epoch] == [size] * (len(counts) // size)
    seen = [row for batch in epoch for row in batch.rows.tolist()]
    assert len(set(seen)) == len(seen)
    for batch in epoch:
        assert batch.images[:, 0].tolist() == batch.rows.tolist()
        assert len(batch.texts) == texts_a_picture
        for vectors, _ in batch.texts:
            assert owners(counts)[vectors[:, 0].int().numpy()].tolist() == batch.rows.tolist()


def test_states_are_those_of_the_rows_in_single_precision():
    (batch,) = batches().epoch(5)
    (vectors, states), rows = batch.texts[0], batch.rows
    assert batch.image_states.dtype == states.dtype == torch.float32
    assert torch.equal(batch.image_states[..., 0], torch.stack([rows, 2 * rows], dim=1).float())
    assert torch.equal(states[..., 0], torch.cat([vectors, 2 * vectors], dim=1))
    (plain,) = batches(with_states=False).epoch(5)
    assert plain.image_states is None
    assert plain.texts[0][1] is None


def test_every_text_of_a_picture_is_drawn_as_often_as_its_others():
    torch.manual_seed(0)
    drawn = batches()
    often = np.zeros(sum(COUNTS))
    for _ in range(600):
        (batch,) = drawn.epoch(5)
        often[batch.texts[0][0][:, 0].int().numpy()] += 1
    expected = 600 / np.repeat(COUNTS, COUNTS)
    assert np.all(np.abs(often - expected) < 4 * np.sqrt(expected))


def test_a_batch_is_of_one_view_and_all_views_come():
    torch.manual_seed(0)
    drawn = batches(views=3)
    views = [batch.view for _ in range(100) for batch in drawn.epoch(5)]
    assert np.bincount(views).tolist() == pytest.approx([33] * 3, abs=15)
    for batch in drawn.epoch(2):
        assert (batch.images[:, 0] - batch.rows).tolist() == [100 * batch.view] * 2


@pytest.mark.parametrize(("size", "number"), [(3, 3), (5, 5), (99, 5)])
def test_a_draw_takes_all_where_there_are_fewer(size, number):
    torch.manual_seed(0)
    drawn = batches()
    rows = [drawn.draw(size).rows.tolist() for _ in range(30)]
    assert all(len(set(own)) == len(own) == number for own in rows)
    assert {row for own in rows for row in own} == set(range(5))


def test_the_order_is_another_every_epoch():
    torch.manual_seed(0)
    drawn = batches([1] * 8)
    orders = {tuple(batch.rows.tolist()) for _ in range(5) for batch in drawn.epoch(8)}
    assert len(orders) == 5
