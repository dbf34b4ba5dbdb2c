"""Relevance of recipes and photos: it rises with the score, and one half is where to cut off."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration.background import Background
from models.calibration.logistic import Logistic
from models.calibration.thresholds import Judged, f1_of_kinds
from models.exceptions import WeightsCorrupt
from models.recipes.relevance import Asked, Questions, RecipeRelevance
from tests.models.recipes.conftest import draw, unit

DIMENSION = 12


def dishes(number, seed, noise=0.5):
    """Photos and recipes of dishes of five kinds, and which are of the same."""
    middles = unit(draw(0, 5, DIMENSION))
    kinds = np.random.default_rng(seed).integers(5, size=number)
    photos, recipes = (
        unit(middles[kinds] + noise * draw(seed + at, number, DIMENSION) / DIMENSION**0.5)
        for at in (1, 2)
    )
    return photos, recipes, kinds[:, None] == kinds


def fit(train, dev):
    photos, recipes, relevant = dev
    half, other = slice(0, None, 2), slice(1, None, 2)
    questions = Questions(
        images=[Asked(recipes, photos, relevant)],
        texts=[Asked(photos, recipes, relevant)],
        images_alike=[Asked(photos[half], photos[other], relevant[half, other])],
        texts_alike=[Asked(recipes[half], recipes[other], relevant[half, other])],
    )
    return RecipeRelevance.fit(*train[:2], questions)


@pytest.fixture(scope="module")
def fitted():
    return fit(dishes(150, 10), dishes(80, 20))


CHANGES = {
    "no photos": lambda card, arrays: arrays.pop("photos:mean"),
    "no recipes": lambda card, arrays: [arrays.pop(n) for n in list(arrays) if n[:7] == "recipes"],
    "no rest": lambda card, arrays: arrays.pop("recipes:rest"),
    "a mean of another length": lambda card, arrays: arrays.update(
        {"photos:mean": np.zeros(5, np.float32)}
    ),
    "axes of another length": lambda card, arrays: arrays.update(
        {"recipes:axes": np.zeros(DIMENSION + 1, np.float32)}
    ),
    "no images": lambda card, arrays: card.pop("images"),
    "no texts": lambda card, arrays: card.pop("texts"),
    "no bias": lambda card, arrays: card["images"].pop("bias"),
    "a bias that is a word": lambda card, arrays: card["images"].update(bias="much"),
    "a bias that is nothing": lambda card, arrays: card["texts"].update(bias=None),
    "a bias that is no number": lambda card, arrays: card["images"].update(bias=float("nan")),
    "an endless weight": lambda card, arrays: card["texts"].update(weights=[1e999] * 5),
    "weights that are words": lambda card, arrays: card["texts"].update(weights=["a"] * 5),
    "one weight": lambda card, arrays: card["texts"].update(weights=3),
    "one weight for photos by photos": lambda card, arrays: card["images_alike"].update(
        weights=[1]
    ),
    "a list": lambda card, arrays: card.update(images=[1, 2]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_damaged_relevance_is_refused(fitted, change):
    card, arrays = copy.deepcopy(fitted.to_card()), dict(fitted.tensors())
    CHANGES[change](card, arrays)
    with pytest.raises(WeightsCorrupt, match="relevance beside the heads is damaged"):
        RecipeRelevance.from_card(card, arrays)


@pytest.mark.parametrize("card", [None, [], "relevance", 5])
def test_a_card_of_another_kind_is_refused(fitted, card):
    with pytest.raises(WeightsCorrupt, match="damaged"):
        RecipeRelevance.from_card(card, fitted.tensors())


@pytest.mark.parametrize("weights", [[], [1.0], [1.0] * 6])
def test_a_card_with_too_few_or_too_many_weights_is_refused(fitted, weights):
    card = fitted.to_card() | {"images": {"weights": weights, "bias": 0.0}}
    with pytest.raises(WeightsCorrupt):
        RecipeRelevance.from_card(card, fitted.tensors())


@pytest.mark.parametrize("modality", ["images", "texts"])
def test_none_is_given_to_questions_that_it_was_not_fitted_for(fitted, modality):
    """Heads that were trained before know only questions of the other kind."""
    card = {name: own for name, own in fitted.to_card().items() if not name.endswith("_alike")}
    older = RecipeRelevance.from_card(card, fitted.tensors())
    query = unit(draw(1, DIMENSION))
    assert older.of(query, [0.5], modality, alike=True) is None
    assert older.of(query, [0.5], modality) == fitted.of(query, [0.5], modality)
    assert older.to_card() == card


@pytest.mark.parametrize("modality", ["images", "texts"])
def test_photos_among_photos_and_recipes_among_recipes_are_fitted_by_themselves(modality):
    """What is alike is nearer to each other whatever it shows: the same score tells less."""
    shared = unit(draw(99, DIMENSION))
    train, dev, test = (
        tuple(unit(own + at * shared) for own, at in zip(made[:2], (1.5, -1.5), strict=True))
        + made[2:]
        for made in (dishes(150, 10), dishes(80, 20), dishes(80, 30))
    )
    found = fit(train, dev)
    queries, relevant = test[0 if modality == "images" else 1], test[2]
    half, other = slice(0, None, 2), slice(1, None, 2)
    asked = Asked(queries[half], queries[other], relevant[half, other])

    def f1(alike):
        told = [
            found.of(query, own, modality, alike=alike)
            for query, own in zip(asked.queries, asked.scores, strict=True)
        ]
        return f1_of_kinds([Judged.of(np.stack(told), asked.relevant)], np.array([0.5]))[0, 0]

    assert f1(alike=True) > 0.9
    assert f1(alike=True) > f1(alike=False) + 0.2


@pytest.mark.parametrize("alike", [False, True])
@pytest.mark.parametrize("modality", ["images", "texts"])
def test_it_comes_back_as_it_was(fitted, modality, alike):
    others = {"words": np.zeros(3, np.float32)}
    again = RecipeRelevance.from_card(fitted.to_card(), fitted.tensors() | others)
    query = unit(draw(1, DIMENSION))
    scores = np.linspace(-1, 1, 9)
    found = again.of(query, scores, modality, alike=alike)
    np.testing.assert_array_equal(found, fitted.of(query, scores, modality, alike=alike))
    assert all(array.ndim == 1 for array in fitted.tensors().values())


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=20), st.integers(0, 100))
def test_it_rises_with_the_score_and_stays_within_bounds(fitted, scores, seed):
    for modality in ("images", "texts"):
        found = fitted.of(unit(draw(seed, DIMENSION)), sorted(scores), modality)
        assert ((found >= 0) & (found <= 1)).all()
        assert (np.diff(found) >= 0).all()
        low, high = fitted.of(unit(draw(seed, DIMENSION)), [-1.0, 1.0], modality)
        assert low < 0.1
        assert high > 0.5


def test_it_is_read_off_the_score_and_what_is_usual_by_hand():
    """Photos lie at 0.6 on the axis of the query with a deviation of 0.2, recipes at 0.1 with 0.3."""
    zeros = np.zeros((1, 2), np.float32)

    def background(mean, deviation):
        return Background(np.array([mean, 0], "f4"), zeros, np.array([deviation**2, 9], "f4"))

    relevance = RecipeRelevance(
        background(0.6, 0.2),
        background(0.1, 0.3),
        Logistic((2.0, -1.0, 10.0, 3.0, -4.0), 0.5),
        Logistic((1.0, 0.0, 0.0, 0.0, 0.0), 0.0),
    )
    query = np.array([1, 0], np.float32)
    logit = 2 * 0.7 - 0.6 + 10 * 0.2 + 3 * 0.1 - 4 * 0.3 + 0.5
    assert relevance.of(query, [0.7], "images") == pytest.approx(
        [1 / (1 + np.exp(-logit))], abs=1e-6
    )
    assert relevance.of(query, [0.7], "texts") == pytest.approx([1 / (1 + np.exp(-0.7))], abs=1e-6)


def test_one_half_is_the_cut_off_of_the_best_f1():
    """Of other dishes as well, also where kinds are so much alike that few pairs are likely."""
    train, dev, test = (
        dishes(number, at, noise=1.5) for number, at in ((150, 10), (80, 20), (80, 30))
    )
    fitted = fit(train, dev)
    photos, recipes, relevant = test
    for queries, searched, modality in ((recipes, photos, "images"), (photos, recipes, "texts")):
        scores = queries @ searched.T
        found = [
            fitted.of(query, own, modality) for query, own in zip(queries, scores, strict=True)
        ]
        judged = [Judged.of(np.stack(found), relevant)]
        at_half, *others = f1_of_kinds(judged, np.array([0.5, *np.linspace(0.02, 0.98, 49)]))[0]
        assert at_half > max(others) - 0.03
        assert at_half > 0.5


def test_queries_of_which_nothing_is_relevant_do_not_move_the_cut_off():
    photos, recipes, _ = dishes(150, 10)
    own, theirs, relevant = dishes(60, 20)
    asked = Asked(theirs, own, relevant)
    strangers = Asked(unit(draw(5, 30, DIMENSION)), own, np.zeros((30, 60), dtype=np.bool_))
    found = RecipeRelevance.fit(photos, recipes, Questions([asked, strangers], [asked], [], []))
    assert found.images_alike is found.texts_alike is None
    probabilities = np.stack(
        [found.of(q, s, "images") for q, s in zip(theirs, asked.scores, strict=True)]
    )
    judged = [Judged.of(probabilities, relevant)]
    assert f1_of_kinds(judged, np.array([0.5]))[0, 0] > 0.8
