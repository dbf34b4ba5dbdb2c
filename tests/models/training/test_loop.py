"""Training learns, repeats itself with a seed, stops in time, and goes on where it was stopped."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.encoders.protocols import Encoded
from models.evaluation.retrieval import Retrieval
from models.exceptions import HeadsMismatch, OtherRunUnfinished, TrainingDiverged, WeightsCorrupt
from models.heads import HeadKind
from models.training import run as heads_run
from models.training.hardware import Hardware
from models.training.loop import Unfinished
from models.training.losses import LossKind
from models.training.losses.spread import alignment, uniformity
from models.training.material import ViewedPairs
from models.training.run import split_heads, train_heads
from tests.models.training.conftest import CPU, SMALL, material, problem, run

SHORT = replace(SMALL, epochs=20, judge_every=5)


def same_heads(first, second):
    return all(
        torch.equal(tensor, again.state_dict()[name])
        for head, again in zip(split_heads(first.module), split_heads(second.module), strict=True)
        for name, tensor in head.state_dict().items()
    )


def test_a_residual_head_between_other_dimensions_is_refused():
    with pytest.raises(HeadsMismatch, match="24 is not 16"):
        run(replace(SMALL, head=HeadKind.RESIDUAL))


def test_a_run_with_other_settings_is_not_gone_on_with(tmp_path):
    place = tmp_path / "heads.unfinished"
    interrupted(place)
    with pytest.raises(OtherRunUnfinished, match="--restart"):
        run(SHORT, unfinished=Unfinished(place, "others"))
    assert place.is_file()


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda _: b"", lambda b: b"{" + b])
def test_a_damaged_run_is_not_gone_on_with(tmp_path, damage):
    place = tmp_path / "heads.unfinished"
    interrupted(place)
    place.write_bytes(damage(place.read_bytes()))
    with pytest.raises(WeightsCorrupt, match="delete it"):
        run(SHORT, unfinished=Unfinished(place, "these"))


def test_training_learns_what_pictures_and_texts_share(learnt):
    before = run(replace(SMALL, learning_rate=0.0, epochs=1)).best
    assert max(before.i2t.r1, before.t2i.r1) < 10  # one in a hundred by chance
    assert learnt.best.i2t.r1 > 50
    assert learnt.best.t2i.r1 > 50


@pytest.mark.parametrize("kind", LossKind)
def test_every_loss_teaches(kind):
    best = run(replace(SMALL, loss=kind, epochs=60)).best
    assert best.t2i.r5 > 60
    assert best.i2t.r5 > 60


@pytest.mark.parametrize("kind", [HeadKind.LINEAR, HeadKind.ATTENTION])
def test_every_head_learns(kind):
    learnt_from = material(with_states=kind is HeadKind.ATTENTION)
    best = run(replace(SMALL, head=kind, epochs=60), learnt_from).best
    assert best.t2i.r5 > 40  # five in a hundred by chance


def test_a_residual_head_starts_where_the_encoders_are_and_gets_better():
    def alike(number, seed):
        """Two encoders that share a space, each with something to itself."""
        pairs = problem(number, seed)
        images = pairs.images.vectors[:, :20]
        texts = np.repeat(images, 2, axis=0)
        noise = np.random.default_rng(seed).normal(size=texts.shape) * np.arange(20) / 8
        return replace(pairs, images=Encoded(images), texts=Encoded((texts + noise).astype("f4")))

    train, dev = alike(200, 1), alike(100, 2)
    learnt_from = replace(
        material(), image_levels=(20,), text_levels=(20,), train=ViewedPairs(train), dev=dev
    )
    residual = replace(SMALL, head=HeadKind.RESIDUAL, dimension=20, epochs=40)
    untrained = run(replace(residual, learning_rate=0.0, epochs=1), learnt_from)
    unit = dev.images.vectors / np.linalg.norm(dev.images.vectors, axis=1, keepdims=True)
    assert np.allclose(split_heads(untrained.module)[0].project(dev.images), unit, atol=1e-5)
    assert untrained.best.t2i.r1 > 20
    assert run(residual, learnt_from).best.merit > untrained.best.merit + 20


def test_nested_dimensions_make_the_first_coordinates_do_more():
    dev = problem(100, 2)

    def found_by_four(trained):
        image, text = (
            head.project(told)[:, :4]
            for head, told in zip(split_heads(trained.module), (dev.images, dev.texts), strict=True)
        )
        unit = [v / np.linalg.norm(v, axis=1, keepdims=True) for v in (image, text)]
        return ((unit[0] @ unit[1].T).argmax(axis=1) // 2 == np.arange(100)).mean()

    assert found_by_four(run(replace(SMALL, nested=(4,)))) > found_by_four(run()) + 0.1


def test_what_is_learnt_beside_is_learnt():
    """Other pictures and texts, which share something that those of the main set do not."""
    rng = np.random.default_rng(9)
    maps = rng.normal(size=(6, 24)), rng.normal(size=(6, 20))

    def others(seed):
        hidden = np.random.default_rng(seed).normal(size=(100, 6))
        images, texts = np.abs(hidden @ maps[0]), np.repeat(hidden @ maps[1], 2, axis=0)
        return replace(
            problem(100, 1),
            images=Encoded(images.astype(np.float32)),
            texts=Encoded(texts.astype(np.float32)),
        )

    def hits(trained):
        seen = others(11)
        image, text = split_heads(trained.module)
        scores = image.project(seen.images) @ text.project(seen.texts).T
        return (
            (np.argsort(-scores, axis=1)[:, :5] // 2 == np.arange(100)[:, None]).any(axis=1).mean()
        )

    settings = replace(SMALL, weight_beside=1.0)
    assert hits(run(settings, material(beside=ViewedPairs(others(10))))) > hits(run(settings)) + 0.1


def test_the_best_heads_are_kept(learnt):
    assert learnt.best == max(learnt.history, key=lambda judgement: judgement.merit)
    dev = problem(100, 2)
    image, text = split_heads(learnt.module)
    hits = (image.project(dev.images) @ text.project(dev.texts).T).argmax(axis=1) // 2
    assert np.isclose((hits == np.arange(100)).mean() * 100, learnt.best.i2t.r1)


@pytest.mark.parametrize("change", [-1, 0])
def test_heads_that_are_no_better_afterwards_are_not_kept(monkeypatch, change):
    seen = []

    def judge(images, *_):
        seen.append(images)
        judged = Retrieval(50 + change * len(seen), 100, 100, 1)
        return judged, judged

    monkeypatch.setattr(heads_run, "judge_retrieval", judge)
    trained = run(replace(SMALL, epochs=6, judge_every=2))
    assert trained.best.epoch == 2
    kept = split_heads(trained.module)[0].project(problem(100, 2).images)
    assert np.array_equal(kept, seen[0])
    assert not np.allclose(kept, seen[2], atol=1e-3)


def test_the_same_seed_gives_the_same_heads():
    short = replace(SMALL, epochs=10)
    first, second, other = run(short), run(short), run(replace(short, seed=1))
    assert first.history == second.history
    assert same_heads(first, second)
    assert not same_heads(first, other)


def test_training_leaves_the_randomness_of_others_alone():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    run(replace(SMALL, epochs=1))
    assert torch.equal(torch.rand(2), expected)


def test_early_stopping_stops():
    trained = run(replace(SMALL, learning_rate=0.0, judge_every=1, patience=3))
    assert [judgement.epoch for judgement in trained.history] == [1, 2, 3, 4]
    assert trained.best.epoch == 1


def test_the_last_epoch_is_always_judged():
    trained = run(replace(SMALL, epochs=5, judge_every=3))
    assert [judgement.epoch for judgement in trained.history] == [3, 5]


@pytest.mark.parametrize("epochs", [1, 4])
def test_a_run_whose_weights_are_no_numbers_any_more_stops_and_leaves_nothing(tmp_path, epochs):
    """After one epoch of one step the loss is still one."""
    place = tmp_path / "heads.unfinished"
    settings = replace(SMALL, epochs=epochs, judge_every=2, batch=1000, learning_rate=float("inf"))
    with pytest.raises(TrainingDiverged, match="a lower learning rate; nothing was saved"):
        run(settings, unfinished=Unfinished(place, "these"))
    assert not place.exists()


def test_a_run_that_runs_away_later_leaves_nothing_either(tmp_path, monkeypatch):
    place = tmp_path / "heads.unfinished"
    seen = []

    def epoch(self):
        seen.append(place.exists())
        return float("nan") if len(seen) == 3 else 1.0

    monkeypatch.setattr(heads_run.JointRun, "epoch", epoch)
    with pytest.raises(TrainingDiverged):
        run(replace(SMALL, epochs=4, judge_every=2), unfinished=Unfinished(place, "these"))
    assert seen == [False, False, True]
    assert not place.exists()


def test_views_take_the_place_of_pictures():
    """With views of nothing but noise half of the lessons are wrong, and dev shows it."""
    images = problem(200, 1).images
    noise = np.abs(np.random.default_rng(5).normal(size=images.vectors.shape)).astype(np.float32)
    misled = run(learnt_from=material(views=[Encoded(noise)] * 9))
    helped = run(learnt_from=material(views=[images] * 9))
    assert helped.best.merit > misled.best.merit + 50


def test_half_precision_learns_as_much_and_projects_in_full(learnt):
    half = train_heads(material(), SMALL, Hardware(CPU.device, half=True), lambda _: None)
    assert half.best.merit > learnt.best.merit - 40
    assert all(
        tensor.dtype == torch.float32
        for tensor in split_heads(half.module)[0].state_dict().values()
    )


def interrupted(place, judgements=2):
    """Starts a run and stops it as a user would, after so many judgements."""
    seen = []

    def stop(judgement):
        seen.append(judgement)
        if len(seen) == judgements:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(SHORT, unfinished=Unfinished(place, "these"), report=stop)
    return seen


@pytest.mark.parametrize("judgements", [1, 2, 4])
def test_an_interrupted_run_ends_as_if_nothing_had_happened(tmp_path, judgements):
    place = tmp_path / "heads.unfinished"
    before = interrupted(place, judgements)
    torch.rand(100)  # what happens between does not matter
    reports = []
    resumed = run(SHORT, unfinished=Unfinished(place, "these"), report=reports.append)
    whole = run(SHORT)
    assert [*before, *reports] == resumed.history == whole.history
    assert same_heads(resumed, whole)


def joint_vectors(trained):
    dev = problem(100, 2)
    image, text = split_heads(trained.module)
    return tuple(
        map(torch.from_numpy, (image.project(dev.images)[dev.owners], text.project(dev.texts)))
    )


def test_alignment_brings_pairs_together_and_uniformity_spreads_them():
    """With a loss that is content with little, so that these terms decide the rest."""
    content = replace(SMALL, loss=LossKind.TRIPLET, margin=0.1, epochs=40)
    plain, aligned, spread = (
        joint_vectors(run(replace(content, **term)))
        for term in ({}, {"alignment": 1.0}, {"uniformity": 0.5})
    )
    assert alignment(*aligned) < 0.7 * alignment(*plain)
    for usual, wider in zip(plain, spread, strict=True):
        assert uniformity(wider) < uniformity(usual) - 0.2
