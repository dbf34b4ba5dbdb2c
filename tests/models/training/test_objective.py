"""The loss of a step is the sum that its settings say."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.heads import HeadKind, HeadShape, ProjectionHead
from models.training.batches import Batch
from models.training.losses import LossKind, make_loss
from models.training.objective import NestedLoss, Objective
from tests.models.training.conftest import SMALL

DIMENSION = SMALL.dimension


def unit(seed, dimension=DIMENSION, rows=4):
    vectors = torch.randn(rows, dimension, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.normalize(vectors, dim=1)


@pytest.mark.parametrize("nested", [(DIMENSION,), (DIMENSION + 1,), (DIMENSION, 1000)])
def test_dimensions_that_are_not_shorter_are_not_counted_twice(nested):
    images, texts = unit(0), unit(1)
    whole = make_loss(SMALL.loss, SMALL.temperature)(images, texts)
    found = NestedLoss(replace(SMALL, nested=nested))
    assert torch.isclose(found(images, texts), whole)
    assert len(list(found.parameters())) == 1, "one temperature too many"


@given(
    st.sampled_from(list(LossKind)),
    st.lists(st.integers(1, DIMENSION - 1), max_size=3, unique=True),
    st.integers(0, 100),
)
def test_a_nested_loss_is_the_mean_over_its_dimensions(kind, nested, seed):
    """Of vectors that were cut and made unit again."""
    images, texts = unit(seed), unit(seed + 1)
    loss = make_loss(kind, SMALL.temperature)

    def cut(vectors, dimension):
        return vectors[:, :dimension] / vectors[:, :dimension].norm(dim=1, keepdim=True)

    parts = [loss(cut(images, d), cut(texts, d)) for d in (*nested, DIMENSION)]
    found = NestedLoss(replace(SMALL, loss=kind, nested=tuple(nested)))(images, texts)
    assert torch.isclose(found, torch.stack(parts).mean(), rtol=1e-4, atol=1e-5)


@pytest.fixture
def heads():
    torch.manual_seed(0)
    shape = HeadShape(HeadKind.LINEAR, (3,), DIMENSION)
    return tuple(ProjectionHead(shape).eval() for _ in range(2))


def batch(seed, texts=1):
    rng = torch.Generator().manual_seed(seed)
    drawn = [torch.randn(4, 3, generator=rng) for _ in range(1 + texts)]
    return Batch(0, torch.arange(4), drawn[0], None, [(own, None) for own in drawn[1:]])


def pairwise(heads, drawn):
    """The loss of each text of the pictures, worked out apart."""
    image, text = heads
    images = image.project_prepared(drawn.images)
    loss = make_loss(SMALL.loss, SMALL.temperature)
    return torch.stack([loss(images, text.project_prepared(own)) for own, _ in drawn.texts])


def test_the_texts_of_a_picture_count_the_same(heads):
    drawn = batch(0, texts=3)
    found = Objective(SMALL, None, None)(*heads, drawn, None)
    assert torch.isclose(found, pairwise(heads, drawn).mean())


@pytest.mark.parametrize("weight", [0.0, 0.35, 2.0])
def test_pairs_beside_count_with_their_weight_and_are_compared_among_themselves(heads, weight):
    drawn, beside = batch(0), batch(1, texts=2)
    found = Objective(replace(SMALL, weight_beside=weight), None, None)(*heads, drawn, beside)
    expected = pairwise(heads, drawn).mean() + weight * pairwise(heads, beside).mean()
    assert torch.isclose(found, expected)


def test_pairs_beside_have_a_temperature_of_their_own(heads):
    objective = Objective(SMALL, None, None)
    objective(*heads, batch(0), batch(1)).backward()
    first, second = (scale.grad for scale in objective.parameters())
    assert not torch.isclose(first, second)


def test_what_classes_teach_is_added_as_it_is(heads):
    """The weights of its parts are its own; it is told which pictures were seen, and in which view."""
    told = []

    class Costs(torch.nn.Module):
        def forward(self, *seen):
            told.extend(seen)
            return torch.tensor(8.0)

    drawn = replace(batch(0), view=3)
    without, taught = (
        Objective(SMALL, lessons, None)(*heads, drawn, None) for lessons in (None, Costs())
    )
    assert torch.isclose(taught - without, torch.tensor(8.0), atol=1e-5)
    assert told[:2] == list(heads)
    assert torch.equal(told[2], heads[0].project_prepared(drawn.images))
    assert told[3] == 3
    assert told[4] is drawn.rows
