"""What a classifier and single words teach beside the captions."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.encoders.protocols import Encoded
from models.heads import HeadKind, HeadShape, ProjectionHead
from models.training.batches import Batch
from models.training.class_knowledge import ClassKnowledge, ClassLessons, LessonWeights
from models.training.names import NameChoice, Names, starts_of
from models.training.objective import Objective
from models.training.run import split_heads
from models.training.word_lessons import WordKnowledge, find_words
from tests.models.training.conftest import SMALL, material, problem, run

WEIGHTS = LessonWeights(synthetic=1.0, distilled=1.0, kinds=1.0, pairs=100)


def test_a_name_is_drawn_from_the_texts_of_its_own_thing():
    torch.manual_seed(0)
    names = Names(torch.arange(6.0)[:, None], starts_of([["a"], ["b", "c", "d"], ["e", "f"]]))
    drawn = torch.stack([names.draw()[:, 0] for _ in range(200)])  # [200, 3]
    assert [sorted(set(column.tolist())) for column in drawn.T] == [[0], [1, 2, 3], [4, 5]]


def test_the_mean_of_a_thing_is_that_of_its_unit_vectors():
    vectors = torch.tensor([[2.0, 0.0, 9.0], [0.0, 5.0, 9.0], [3.0, 4.0, 9.0]])
    means = Names(vectors, torch.tensor([0, 2, 3])).means(2)
    assert torch.allclose(means, torch.tensor([[0.5, 0.5], [0.6, 0.8]]))


def test_a_choice_is_the_cross_entropy_of_its_answers():
    images, names = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.8, 0.6], [0.0, 1.0]])
    logits = np.array([0.8, 0.0]) / 0.5
    logs = logits - np.log(np.exp(logits).sum())
    choice = NameChoice(temperature=0.5)
    found = choice(images, names, torch.tensor([[0.25, 0.75]])).item()
    assert np.isclose(found, -(0.25 * logs[0] + 0.75 * logs[1]))
    assert choice(images, names, torch.zeros(1, 2)).item() == 0, "nothing known, nothing taught"


def knowledge(weights, texts, members=None):
    names = Names(texts, torch.arange(len(texts) + 1))
    own = torch.eye(len(texts)) if members is None else members
    kinds = Names(texts[: len(own)], torch.arange(len(own) + 1))
    return ClassKnowledge(weights, torch.zeros(len(weights)), names, kinds, own)


def test_the_classifier_predicts_by_its_weights_and_biases():
    classes = replace(knowledge(torch.eye(2), torch.zeros(2, 1)), biases=torch.tensor([0.0, 1.0]))
    (prediction,) = classes.predict(torch.tensor([[1.0, 1.0, 50.0]]))  # the rest is not looked at
    assert torch.allclose(prediction, torch.tensor([1.0, 2.0]).softmax(0))


@pytest.fixture
def lessons():
    """Two classes of two features each, of one kind, and heads that keep what they see."""
    torch.manual_seed(0)
    weights = torch.tensor([[10.0, -10.0], [-10.0, 10.0]])
    heads = [ProjectionHead(HeadShape(HeadKind.LINEAR, (2,), 2)).eval() for _ in range(2)]
    classes = knowledge(weights, torch.eye(2), members=torch.tensor([[1.0, 1.0]]))
    return ClassLessons(classes, [torch.ones(5, 2)], tuple(heads), WEIGHTS, 0.1), heads


def test_synthetic_pictures_point_to_their_class(lessons):
    moved, answers = lessons[0]._synthesise(100)
    assert torch.equal(moved.argmax(dim=1), answers.argmax(dim=1))
    assert (answers.sum(dim=1) == 1).all()
    assert set(answers.argmax(dim=1).tolist()) == {0, 1}


def test_a_kind_is_as_likely_as_its_classes_together(lessons):
    """With one kind for all there is nothing to choose, so that the kinds cost nothing."""
    taught, (image, text) = lessons
    view, rows = torch.ones(5, 2), torch.arange(5)
    images = image(view)

    def cost(weights):
        torch.manual_seed(0)
        taught._weights = weights
        return taught(image, text, images, 0, rows).item()

    assert np.isclose(cost(WEIGHTS), cost(replace(WEIGHTS, kinds=0.0)), atol=1e-5)
    assert cost(WEIGHTS) > 0.1


def test_pictures_learn_what_the_classifier_makes_of_the_view_that_was_seen():
    """The loss is the cross-entropy of its predictions, for the classes and for the kinds."""
    rng = torch.Generator().manual_seed(0)
    weights, texts = torch.randn(3, 2, generator=rng), torch.randn(3, 4, generator=rng)
    views = torch.randn(2, 5, 3, generator=rng)
    members = torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    shapes = [HeadShape(HeadKind.LINEAR, (2, 1), 4), HeadShape(HeadKind.LINEAR, (4,), 4)]
    heads = tuple(ProjectionHead(shape).eval() for shape in shapes)
    classes = knowledge(weights, texts, members)
    told = LessonWeights(synthetic=0.0, distilled=0.7, kinds=0.5, pairs=3)
    lessons = ClassLessons(classes, list(views), heads, told, temperature=0.2)
    images = torch.nn.functional.normalize(torch.randn(2, 4, generator=rng), dim=1)
    rows = torch.tensor([4, 1])

    def cross_entropy(names, answers):
        return -(answers * (images @ names.T / 0.2).log_softmax(dim=1)).sum(dim=1).mean()

    for view in (0, 1):
        predicted = classes.predict(views[view][rows])
        names = heads[1](texts)
        of_kinds = cross_entropy(names[:2], predicted @ members.T)
        expected = 0.7 * (cross_entropy(names, predicted) + 0.5 * of_kinds)
        assert torch.isclose(lessons(*heads, images, view, rows), expected, atol=1e-3)


def test_what_the_classifier_does_not_see_is_what_usually_goes_with_it():
    """Synthetic pictures have the other level that a ridge regression says."""
    torch.manual_seed(0)
    seen = torch.randn(400, 2).abs()
    views = [torch.cat([seen, seen.flip(1)], dim=1)]  # the other level is the first, turned round
    image, text = (ProjectionHead(HeadShape(HeadKind.LINEAR, (2, 2), 2)).eval() for _ in range(2))
    image.scaler.fit(views[0])
    classes = knowledge(torch.eye(2), torch.eye(2, 4))
    moved, _ = ClassLessons(classes, views, (image, text), WEIGHTS, 0.1)._synthesise(100)
    correlation = torch.corrcoef(moved.T)
    assert correlation[0, 3] > 0.95
    assert correlation[1, 2] > 0.95
    assert moved[:, 2:].std(dim=0).min() > 0.4


def test_class_lessons_bring_in_what_no_picture_shows(learnt):
    rng = np.random.default_rng(3)
    weights = torch.from_numpy(rng.normal(size=(12, 16)).astype(np.float32)) / 2
    texts = torch.from_numpy(rng.normal(size=(12, 20)).astype(np.float32)) * 3
    classes = knowledge(weights, texts)
    settings = replace(SMALL, class_weight=0.5, distillation_weight=0.3)
    seen = problem(12, 5).images.vectors
    first = (0.5 * torch.from_numpy(seen[:, :16]) + 5 * weights).relu().numpy()
    moved = Encoded(np.concatenate([first, seen[:, 16:]], axis=1))

    def hits(trained):
        image, text = split_heads(trained.module)
        scores = image.project(moved) @ text.project(Encoded(texts.numpy())).T
        return int((scores.argmax(axis=1) == np.arange(12)).sum())

    assert hits(run(settings, material(classes=classes))) >= 9
    assert hits(learnt) <= 4
    assert hits(run(replace(settings, class_pairs=0), material(classes=classes))) <= 4


def test_words_are_those_that_five_pictures_have_in_their_shares():
    captions = ["a dog and a dog", "the dogs run", "a cat"] * 5
    owners = np.repeat(np.arange(5), 3)
    rare = [*captions, "a zebra", "of it"]
    words, shares = find_words(rare, np.array([*owners, 5, 6]), 7)
    assert "zebra" not in words
    assert {"dog", "cat"} <= set(words)
    own = dict(zip(words, shares[0].tolist(), strict=True))
    assert own["dog"] == 2 * own["cat"] > 0  # two captions of three say it
    assert torch.allclose(shares[:5].sum(dim=1), torch.ones(5))
    assert not shares[5:].any()


def test_where_nothing_is_said_there_is_nothing_to_teach():
    words, shares = find_words(["xyzzy"], np.array([0]), 1)
    assert words == []
    assert shares.shape == (1, 0)


def test_word_lessons_teach_words_that_are_no_caption(learnt):
    """Ten words, each said of a tenth of the pictures, whose vectors are like no caption's."""
    rng = np.random.default_rng(4)
    texts = torch.from_numpy(rng.normal(size=(10, 20)).astype(np.float32)) * 3
    train, dev = problem(200, 1), problem(100, 2)
    directions = rng.normal(size=(24, 10))

    def said(pairs):
        unit = pairs.images.vectors / np.linalg.norm(pairs.images.vectors, axis=1, keepdims=True)
        return (unit @ directions).argmax(axis=1)

    shares = torch.nn.functional.one_hot(torch.from_numpy(said(train)), 10).float()
    words = WordKnowledge(Names(texts, torch.arange(11)), shares)

    def hits(trained):
        image, text = split_heads(trained.module)
        scores = image.project(dev.images) @ text.project(Encoded(texts.numpy())).T
        return (scores.argmax(axis=1) == said(dev)).mean()

    assert hits(run(replace(SMALL, word_weight=1.0), material(words=words))) > 0.6
    assert hits(learnt) < 0.4


def test_the_anchors_of_new_heads_are_those_of_the_classes():
    rng = torch.Generator().manual_seed(0)
    classes = knowledge(torch.randn(9, 16, generator=rng), torch.randn(9, 20, generator=rng))
    settings = replace(SMALL, anchored=4, anchor_weight=0.3, epochs=1)
    image, text = split_heads(run(settings, material(classes=classes)).module)
    assert torch.equal(image.anchor.weights, classes.weights)
    assert torch.allclose(text.anchor.mean, classes.names.means(20).mean(dim=0), atol=1e-6)
    assert torch.allclose(text.anchor.axes @ text.anchor.axes.T, torch.eye(4), atol=1e-5)
    assert (image.shape.anchor.weight, text.shape.anchor.weight) == (0.3, 0.3)
    residual = replace(settings, head=HeadKind.RESIDUAL)
    assert residual.image_shape((24,), problem(9, 0).images, classes).anchor is None


def test_an_anchor_has_no_more_coordinates_than_names_have_axes():
    """Word vectors are shorter than the anchor of sentence vectors."""
    classes = knowledge(torch.randn(9, 16), torch.randn(9, 20))
    settings = replace(SMALL, dimension=16, anchored=12, epochs=1)
    image, text = split_heads(run(settings, material(classes=classes)).module)
    assert (image.shape.anchored, text.shape.anchored) == (9, 9)
    assert len(text.anchor.axes) == 9


@pytest.mark.parametrize("weight", [0.0, 0.25, 2.0])
def test_words_count_with_their_weight(weight):
    class Costs(torch.nn.Module):
        def forward(self, *_):
            return torch.tensor(8.0)

    heads = [ProjectionHead(HeadShape(HeadKind.LINEAR, (3,), 16)).eval() for _ in range(2)]
    vectors = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    batch = Batch(0, torch.arange(4), vectors, None, [(vectors, None)])
    settings = replace(SMALL, word_weight=weight)
    without, taught = (
        Objective(settings, None, words)(*heads, batch, None) for words in (None, Costs())
    )
    assert torch.isclose(taught - without, torch.tensor(8 * weight), atol=1e-5)
