"""Training towers of photos and recipes: it learns, comes again with a seed, and goes on."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.evaluation.recipes import chance
from models.exceptions import NothingToLearn, OtherRunUnfinished, WeightsCorrupt
from models.recipes.features import RecipeFeatures, Sequences
from models.recipes.recipe import Part, Recipe
from models.recipes.sequences import Order
from models.recipes.training.material import PhotographedRecipes, known_share
from models.recipes.training.run import RecipeRun, project_pairs, split_towers
from models.recipes.training.settings import RecipeSettings
from models.recipes.training.titles import BACKGROUND
from models.training.loop import Unfinished
from models.training.losses import LossKind
from tests.models.recipes.conftest import SENTENCE, WORDS, draw, unit
from tests.models.recipes.training.conftest import SMALL, kitchen, photographed, run

SHORT = replace(SMALL, epochs=6, judge_every=2, patience=9)
BY_CHANCE = chance(100)


def same_towers(first, second):
    others = second.module.state_dict()
    return all(
        torch.equal(tensor, others[name]) for name, tensor in first.module.state_dict().items()
    )


def interrupted(place, judgements=2, settings=SHORT):
    """Starts a run and stops it as a user would, after so many judgements."""
    seen = []

    def stop(judgement):
        seen.append(judgement)
        if len(seen) == judgements:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(settings, unfinished=Unfinished(place, "these"), report=stop)
    return seen


@pytest.mark.parametrize(
    ("recipes", "says"),
    [
        ([], "at least two recipes"),
        ([Recipe("Pie")], "there are 1, and 3 rows were skipped"),
        ([Recipe("Pie")] * 5, "same recipe"),
    ],
)
def test_too_few_recipes_are_refused(recipes, says):
    with pytest.raises(NothingToLearn, match=says):
        replace(photographed(recipes), skipped=3).check()


def test_two_recipes_are_enough():
    assert photographed([Recipe("Pie"), Recipe("Soup")]).check() is None
    assert PhotographedRecipes([], []).skipped == 0


def test_a_run_with_other_settings_is_not_gone_on_with(tmp_path):
    place = tmp_path / "recipes.unfinished"
    interrupted(place)
    with pytest.raises(OtherRunUnfinished, match="--restart"):
        run(SHORT, unfinished=Unfinished(place, "others"))
    assert place.is_file()


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda _: b"", lambda b: b"{" + b])
def test_a_damaged_run_is_not_gone_on_with(tmp_path, damage):
    place = tmp_path / "recipes.unfinished"
    interrupted(place, 1)
    place.write_bytes(damage(place.read_bytes()))
    with pytest.raises(WeightsCorrupt, match="delete it"):
        run(SHORT, unfinished=Unfinished(place, "these"))


def test_towers_learn_to_find_dishes_that_they_have_not_seen(learnt):
    before = run(replace(SMALL, learning_rate=0.0, epochs=1)).best
    for untaught, taught in ((before.i2t, learnt.best.i2t), (before.t2i, learnt.best.t2i)):
        assert untaught.medr > 0.5 * BY_CHANCE.medr
        assert taught.medr < 0.2 * BY_CHANCE.medr
        assert taught.r10 > 5 * BY_CHANCE.r10


@pytest.mark.parametrize("change", [{"loss": LossKind.COSINE}, {"order": Order.MEAN}], ids=str)
def test_other_losses_and_orders_learn_as_well(change):
    best = run(replace(SMALL, **change)).best
    assert max(best.i2t.medr, best.t2i.medr) < 0.4 * BY_CHANCE.medr


def test_what_is_kept_is_what_was_judged_best(learnt):
    assert learnt.best == max(learnt.history, key=lambda judgement: judgement.merit)
    photos, recipes = project_pairs(split_towers(learnt.module), kitchen()[1].dev)
    hits = (photos @ recipes.T).argmax(axis=1) == np.arange(100)
    assert np.isclose(hits.mean() * 100, learnt.best.i2t.r1)
    assert not any(tower.training for tower in split_towers(learnt.module))


def test_a_tower_that_reads_only_titles_finds_less(learnt):
    titles = run(replace(SMALL, parts=(Part.TITLE,))).best
    assert titles.merit < learnt.best.merit - 40
    assert titles.i2t.medr < 0.6 * BY_CHANCE.medr


def test_an_epoch_sees_a_pair_once_and_the_next_in_another_order(monkeypatch):
    seen, learn = [], RecipeRun._learn
    monkeypatch.setattr(
        RecipeRun, "_learn", lambda own, rows: seen.append(rows.tolist()) or learn(own, rows)
    )
    run(replace(SMALL, epochs=2, judge_every=1))
    assert [len(rows) for rows in seen] == [33] * 12  # 2 of 200 are left over
    first, second = ([row for rows in half for row in rows] for half in (seen[:6], seen[6:]))
    for epoch in (first, second):
        assert len(set(epoch)) == 198
        assert epoch != sorted(epoch)
    assert first != second


def test_photos_may_be_seen_in_other_views():
    """With views of nothing but noise most lessons are wrong, and dev shows it."""
    _, material = kitchen()
    noise = np.abs(draw(5, *material.train.images.shape))
    misled = run(learnt_from=replace(material, views=[noise] * 9))
    helped = run(learnt_from=replace(material, views=[material.train.images] * 9))
    assert helped.best.merit > misled.best.merit + 40


def test_semantic_regularisation_puts_dishes_of_a_class_together():
    """With a class for every recipe: those of the same come closer than without."""
    _, material = kitchen()

    def closeness(weight):
        photos, recipes = project_pairs(
            split_towers(run(replace(SMALL, semantic_weight=weight)).module), material.train
        )
        same = material.classes[:, None] == material.classes
        cosines = unit(photos) @ unit(recipes).T
        return cosines[same].mean() - cosines[~same].mean()

    assert known_share(material.classes) == 1
    assert closeness(3.0) > closeness(0.0) + 0.05


def test_the_share_with_a_class_is_counted():
    assert known_share(np.array([0, BACKGROUND, 3, BACKGROUND])) == 0.5


def test_the_same_seed_gives_the_same_towers():
    first, second, other = run(SHORT), run(SHORT), run(replace(SHORT, seed=1))
    assert first.history == second.history
    assert same_towers(first, second)
    assert not same_towers(first, other)


def test_training_leaves_the_randomness_of_others_alone():
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    run(replace(SMALL, epochs=1))
    assert torch.equal(torch.rand(2), expected)


@pytest.mark.parametrize("judgements", [1, 2, 3])
def test_an_interrupted_run_ends_as_if_nothing_had_happened(tmp_path, judgements):
    place = tmp_path / "recipes.unfinished"
    before = interrupted(place, judgements)
    torch.rand(100)  # what happens between does not matter
    reports = []
    resumed = run(SHORT, unfinished=Unfinished(place, "these"), report=reports.append)
    whole = run(SHORT)
    assert [*before, *reports] == resumed.history == whole.history
    assert same_towers(resumed, whole)


def test_early_stopping_stops():
    trained = run(replace(SMALL, learning_rate=0.0, epochs=9, judge_every=1, patience=2))
    assert [judgement.epoch for judgement in trained.history] == [1, 2, 3]


@pytest.mark.parametrize(
    ("pairs", "size"), [(2, 2), (31, 31), (33, 32), (100, 32), (600, 100), (9000, 500)]
)
def test_a_step_sees_a_sixth_of_the_pairs_within_bounds(pairs, size):
    assert RecipeSettings(batch=500).batch_of(pairs) == size


def without_texts(recipes: RecipeFeatures) -> RecipeFeatures:
    nothing = Sequences.empty(len(recipes), SENTENCE + WORDS)
    return replace(
        recipes,
        titles=np.zeros_like(recipes.titles),
        titled=np.zeros(len(recipes), dtype=np.bool_),
        steps=nothing,
    )


def test_recipes_of_nothing_but_ingredients_can_be_learnt_from():
    _, material = kitchen()
    train, dev = (
        replace(pairs, recipes=without_texts(pairs.recipes))
        for pairs in (material.train, material.dev)
    )
    trained = run(replace(SMALL, epochs=8), replace(material, train=train, dev=dev))
    assert trained.best.i2t.medr < 0.6 * BY_CHANCE.medr
