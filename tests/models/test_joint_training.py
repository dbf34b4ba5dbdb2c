"""Training learns, repeats itself with a seed, stops in time, and takes in the classifier."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.evaluation.retrieval import Retrieval
from models.exceptions import NothingToLearn
from models.training import joint
from models.training.class_knowledge import ClassKnowledge
from models.training.joint import JointSettings, train_joint
from models.training.losses import SymmetricInfoNCE
from models.training.pairs import PairedFeatures

SMALL = JointSettings(
    dimension=16,
    hidden=64,
    epochs=100,
    batch=50,
    judge_every=10,
    weight_decay=0.01,
    image_dropout=0.0,
    text_dropout=0.0,
    hidden_dropout=0.1,
    class_pairs=32,
    learning_rate=3e-3,
)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """These matrices are small: a second thread waits longer than it helps on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def problem(number, seed):
    """Pictures and texts as two random linear views of the same hidden thing."""
    maps = np.random.default_rng(7)
    to_image, to_text = maps.normal(size=(6, 24)), maps.normal(size=(6, 20))
    hidden = np.random.default_rng(seed).normal(size=(number, 6))
    images = np.maximum(hidden @ to_image, 0) + np.abs(hidden @ to_image)  # as after a ReLU
    texts = np.repeat(hidden @ to_text, 2, axis=0)
    owners = np.repeat(np.arange(number), 2)
    return PairedFeatures(images.astype(np.float32), texts.astype(np.float32), owners)


def run(settings=SMALL, views=(), classes=None):
    reports = []
    trained = train_joint(
        problem(200, 1), problem(100, 2), settings, list(views), classes, reports.append
    )
    assert reports == trained.history
    return trained


@pytest.fixture(scope="module")
def learnt():
    return run()


@pytest.mark.parametrize(
    ("pictures", "texts", "owners"),
    [
        (0, 0, []),
        (1, 1, [0]),
        (2, 1, [0]),
        (3, 3, [0, 1, 1]),
        (2, 3, [0, 1, 2]),
        (2, 2, [-1, 0]),
        (2, 2, [0, 5]),
        (2, 3, [0, 1]),
    ],
)
def test_pairs_without_texts_or_company_are_refused(pictures, texts, owners):
    images, described = (np.ones((n, 3), dtype=np.float32) for n in (pictures, texts))
    with pytest.raises(NothingToLearn):
        PairedFeatures(images, described, np.array(owners, dtype=np.int64))


def test_texts_are_found_by_their_picture():
    pairs = PairedFeatures(np.ones((3, 2)), np.ones((6, 2)), np.array([2, 0, 1, 0, 2, 2]))
    assert [rows.tolist() for rows in pairs.texts_by_image()] == [[1, 3], [2], [0, 4, 5]]


def test_training_learns_what_pictures_and_texts_share(learnt):
    before = run(replace(SMALL, learning_rate=0.0, epochs=1)).best
    assert max(before.i2t.r1, before.t2i.r1) < 10  # one in a hundred by chance
    assert learnt.best.i2t.r1 > 60
    assert learnt.best.t2i.r1 > 60


def test_the_best_heads_are_kept(learnt):
    assert learnt.best == max(learnt.history, key=lambda judgement: judgement.merit)
    dev = problem(100, 2)
    images, texts = learnt.image.project(dev.images), learnt.text.project(dev.texts)
    hits = (images @ texts.T).argmax(axis=1) // 2 == np.arange(100)
    assert np.isclose(hits.mean() * 100, learnt.best.i2t.r1)
    assert learnt.describe()["best"]["i2t"]["r1"] == learnt.best.i2t.r1


def test_heads_that_got_worse_afterwards_are_the_earlier_ones(monkeypatch):
    seen = []

    def declining(images, *_):
        seen.append(images)
        judged = Retrieval(100 - len(seen), 100, 100, 1)
        return judged, judged

    monkeypatch.setattr(joint, "judge_retrieval", declining)
    trained = run(replace(SMALL, epochs=6, judge_every=2))
    assert trained.best.epoch == 2
    kept = trained.image.project(problem(100, 2).images)
    assert np.array_equal(kept, seen[0])
    assert not np.allclose(kept, seen[2], atol=1e-3)


def test_the_same_seed_gives_the_same_heads():
    short = replace(SMALL, epochs=10)
    first, second, other = run(short), run(short), run(replace(short, seed=1))
    assert first.history == second.history
    for head, again, another in (
        (first.image, second.image, other.image),
        (first.text, second.text, other.text),
    ):
        state = head.state_dict()
        assert all(torch.equal(v, again.state_dict()[k]) for k, v in state.items())
        assert not any(torch.equal(v, another.state_dict()[k]) for k, v in state.items())


def test_early_stopping_stops():
    trained = run(replace(SMALL, learning_rate=0.0, judge_every=1, patience=3))
    assert [judgement.epoch for judgement in trained.history] == [1, 2, 3, 4]
    assert trained.best.epoch == 1


def test_the_last_epoch_is_always_judged():
    trained = run(replace(SMALL, epochs=5, judge_every=3))
    assert [judgement.epoch for judgement in trained.history] == [3, 5]


def test_a_run_that_ends_in_nan_is_not_the_best():
    trained = run(replace(SMALL, epochs=4, judge_every=2, learning_rate=float("inf")))
    assert np.isnan(trained.history[-1].loss)
    assert trained.best.merit == 0


def test_views_take_the_place_of_pictures():
    """With views of nothing but noise half of the lessons are wrong, and dev shows it."""
    train = problem(200, 1)
    noise = np.abs(np.random.default_rng(5).normal(size=train.images.shape)).astype(np.float32)
    misled, helped = run(views=[noise] * 9), run(views=[train.images] * 9)
    assert helped.best.merit > misled.best.merit + 50


def test_class_pairs_bring_in_what_no_picture_shows(learnt):
    rng = np.random.default_rng(3)
    weights = torch.from_numpy(rng.normal(size=(12, 24)).astype(np.float32)) / 2
    texts = torch.from_numpy(rng.normal(size=(12, 20)).astype(np.float32)) * 3
    classes = ClassKnowledge(weights, torch.zeros(12), texts, torch.arange(13))

    def hits(trained):
        moved = (0.5 * torch.from_numpy(problem(12, 5).images) + 5 * weights).relu().numpy()
        scores = trained.image.project(moved) @ trained.text.project(texts.numpy()).T
        return int((scores.argmax(axis=1) == np.arange(12)).sum())

    assert hits(run(classes=classes)) >= 9
    assert hits(learnt) <= 4
    assert hits(run(replace(SMALL, class_pairs=0), classes=classes)) <= 4


def test_names_are_drawn_from_their_own_class():
    texts = torch.arange(6.0)[:, None]
    starts = torch.tensor([0, 1, 4, 6])
    classes = ClassKnowledge(torch.zeros(3, 2), torch.zeros(3), texts, starts)
    generator = torch.Generator().manual_seed(0)
    drawn = torch.stack([classes.draw_names(generator)[:, 0] for _ in range(200)])  # [200, 3]
    assert [sorted(set(column.tolist())) for column in drawn.T] == [[0], [1, 2, 3], [4, 5]]


def test_the_classifier_predicts_by_its_weights_and_biases():
    classes = ClassKnowledge(
        torch.eye(2), torch.tensor([0.0, 1.0]), torch.zeros(2, 1), torch.arange(3)
    )
    (prediction,) = classes.predict(torch.tensor([[1.0, 1.0]]))
    assert torch.allclose(prediction, torch.tensor([1.0, 2.0]).softmax(0))


def test_moved_features_point_to_their_class_and_are_not_negative():
    weights = torch.tensor([[10.0, -10.0], [-10.0, 10.0]])
    classes = ClassKnowledge(weights, torch.zeros(2), torch.zeros(2, 1), torch.arange(3))
    moved, chosen = classes.synthesise(torch.ones(5, 2), 100, torch.Generator().manual_seed(0))
    assert (moved >= 0).all()
    assert torch.equal(moved.argmax(dim=1), chosen)
    assert set(chosen.tolist()) == {0, 1}
    own = moved.max(dim=1).values
    assert (own >= 0.5 + 2 * 10).all()
    assert (own <= 0.5 + 8 * 10).all()


def test_the_loss_equals_its_formula():
    """Equation 4 of 1807.03748 in both directions, by hand for two pairs."""
    images = torch.tensor([[1.0, 0.0], [0.6, 0.8]])
    texts = torch.tensor([[0.8, 0.6], [0.0, 1.0]])
    scores = np.array([[0.8, 0.0], [0.96, 0.8]]) / 0.5
    forth = np.log(np.exp(scores).sum(axis=1)) - np.diag(scores)
    back = np.log(np.exp(scores).sum(axis=0)) - np.diag(scores)
    loss = SymmetricInfoNCE(temperature=0.5)
    assert np.isclose(loss(images, texts).item(), (forth.mean() + back.mean()) / 2)
    assert np.isclose(loss.choose(images, texts, torch.tensor([0, 1])).item(), forth.mean())
    assert np.isclose(loss.choose(images, texts, torch.eye(2)).item(), forth.mean())


def test_the_scale_is_held_below_a_hundred():
    unit = torch.eye(2)
    assert torch.equal(SymmetricInfoNCE(1e-9)(unit, unit), SymmetricInfoNCE(0.01)(unit, unit))
