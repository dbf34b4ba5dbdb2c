"""What a step minimises: a loss over pairs, and one classifier for both modalities."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from models.recipes.training.objective import RecipeObjective, SemanticClassifier
from models.recipes.training.titles import BACKGROUND
from models.training.losses import LossKind, make_loss
from models.training.losses.cosine import CosineEmbedding
from tests.models.recipes.conftest import draw
from tests.models.recipes.conftest import unit as made_unit
from tests.models.recipes.training.conftest import SMALL

DIMENSION = SMALL.dimension
IMAGES = torch.tensor([[1.0, 0.0], [0.6, 0.8]])
RECIPES = torch.tensor([[0.8, 0.6], [0.0, 1.0]])
"""Cosines: 0.8 and 0.8 of pairs, 0 and 0.96 of others."""


def unit(seed, rows=6, dimension=DIMENSION):
    return torch.from_numpy(made_unit(draw(seed, rows, dimension)))


def classifier(classes=4):
    torch.manual_seed(0)
    return SemanticClassifier(DIMENSION, classes)


def test_where_no_class_is_known_nothing_is_to_be_learnt():
    images = unit(0).requires_grad_()
    loss = classifier()(images, unit(1), torch.full((6,), BACKGROUND))
    assert loss.item() == 0
    assert loss.shape == ()
    total = loss + images.sum()
    total.backward()
    assert torch.equal(images.grad, torch.ones_like(images))


@given(st.lists(st.sampled_from([BACKGROUND, 0, 1, 2, 3]), min_size=6, max_size=6))
def test_only_those_with_a_class_count(drawn):
    own, classes = classifier(), torch.tensor(drawn)
    known = [row for row, number in enumerate(drawn) if number != BACKGROUND]
    found = own(unit(0), unit(1), classes).item()
    assert np.isfinite(found)
    if not known:
        assert found == 0
        return
    weight, bias = own.layer.weight.detach().numpy(), own.layer.bias.detach().numpy()
    costs = []
    for vectors in (unit(0).numpy(), unit(1).numpy()):
        logits = DIMENSION**0.5 * vectors @ weight.T + bias
        costs += [np.log(np.exp(logits[row]).sum()) - logits[row, drawn[row]] for row in known]
    assert found == pytest.approx(np.mean(costs), rel=1e-5)


def test_those_without_a_class_have_no_slope():
    images, recipes = unit(0).requires_grad_(), unit(1).requires_grad_()
    classes = torch.tensor([1, BACKGROUND, 2, BACKGROUND, 0, 3])
    classifier()(images, recipes, classes).backward()
    for vectors in (images, recipes):
        moved = vectors.grad.abs().sum(dim=1) > 0
        assert moved.tolist() == (classes != BACKGROUND).tolist()


def test_both_modalities_are_classified_by_the_same_layer():
    own, classes = classifier(), torch.tensor([0, 1, 2, 3, BACKGROUND, 0])
    assert torch.isclose(own(unit(0), unit(1), classes), own(unit(1), unit(0), classes))
    same = own(unit(0), unit(0), classes)
    mean = (same + own(unit(1), unit(1), classes)) / 2
    assert torch.isclose(own(unit(0), unit(1), classes), mean)
    assert sum(parameter.numel() for parameter in own.parameters()) == 4 * (DIMENSION + 1)


@pytest.mark.parametrize(("weight", "classes"), [(0.0, 5), (0.3, 0), (0.0, 0)])
def test_without_weight_or_classes_there_is_no_classifier(weight, classes):
    objective = RecipeObjective(replace(SMALL, semantic_weight=weight), classes)
    assert [parameter.numel() for parameter in objective.parameters()] == [1]  # the temperature
    expected = make_loss(SMALL.loss, SMALL.temperature)(unit(0), unit(1))
    assert torch.isclose(objective(unit(0), unit(1), torch.zeros(6, dtype=torch.int64)), expected)


@pytest.mark.parametrize("weight", [0.3, 2.0])
def test_the_classifier_counts_with_its_weight(weight):
    torch.manual_seed(0)
    objective = RecipeObjective(replace(SMALL, semantic_weight=weight), 4)
    classes = torch.tensor([0, BACKGROUND, 2, 3, 1, 0])
    (layer,) = (module for module in objective.modules() if isinstance(module, nn.Linear))
    both = torch.cat([unit(0), unit(1)])
    taught = nn.functional.cross_entropy(
        layer(DIMENSION**0.5 * both), classes.repeat(2), ignore_index=BACKGROUND
    )
    pairs = make_loss(SMALL.loss, SMALL.temperature)(unit(0), unit(1))
    assert torch.isclose(objective(unit(0), unit(1), classes), pairs + weight * taught)


@pytest.mark.parametrize("kind", LossKind)
def test_every_loss_gets_its_own_settings(kind):
    own = replace(SMALL, loss=kind, margin=0.3, temperature=0.2, negatives=0.7, semantic_weight=0)
    found = RecipeObjective(own, 4)(unit(0), unit(1), torch.zeros(6, dtype=torch.int64))
    expected = make_loss(kind, 0.2, 0.3, negatives=0.7)(unit(0), unit(1))
    assert torch.isclose(found, expected)


@pytest.mark.parametrize(
    ("negatives", "expected"),
    [
        (0.5, 0.2 + 0.43),  # as much as ever: 1 - 0.8, and the mean of 0 and 0.96 - 0.1
        (0.8, 0.4 * 0.2 + 1.6 * 0.43),
        (0.0, 2 * 0.2),
        (1.0, 2 * 0.43),
    ],
)
def test_cosine_embedding_weighs_the_others_by_hand(negatives, expected):
    loss = CosineEmbedding(0.1, negatives)(IMAGES, RECIPES)
    assert loss.item() == pytest.approx(expected, abs=1e-6)


@given(st.integers(0, 1000), st.floats(-0.5, 0.5))
def test_with_half_a_weight_cosine_embedding_is_the_mean_of_pairs_and_that_of_others(seed, margin):
    images, recipes = unit(seed), unit(seed + 1)
    cosines = (images @ recipes.T).numpy()
    apart = np.maximum(cosines - margin, 0)[~np.eye(6, dtype=bool)]
    expected = (1 - np.diag(cosines)).mean() + apart.mean()
    assert CosineEmbedding(margin)(images, recipes).item() == pytest.approx(expected, abs=1e-5)
    assert CosineEmbedding(margin, 0.5)(images, recipes).item() == pytest.approx(expected, abs=1e-5)


def test_recipes_weigh_others_four_to_one_as_the_paper_draws_them():
    own = replace(SMALL, loss=LossKind.COSINE, semantic_weight=0.0)
    found = RecipeObjective(own, 0)(IMAGES, RECIPES, torch.zeros(2, dtype=torch.int64))
    assert found.item() == pytest.approx(0.4 * 0.2 + 1.6 * 0.43, abs=1e-6)
