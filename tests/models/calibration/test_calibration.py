"""A calibration is fitted, kept beside heads, and read again."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Compute, load_space
from models.calibration import Calibration, CaptionedVectors, fit_calibration
from models.calibration.priors import WordPriors
from models.carded import card_path
from models.exceptions import WeightsCorrupt
from models.tagging.saying import caption_words
from tests.calibrated import handmade_calibration, save_calibrated

WORDS = ["dog", "cat", "ball", "beach", "tree", "unicorn"]


def test_a_damaged_calibration_is_refused():
    whole = handmade_calibration()
    card, tensors = whole.to_card(), whole.tensors()
    for broken in (card | {"tags": {}}, card | {"unknown_word": None}, {}):
        with pytest.raises(WeightsCorrupt, match="calibration"):
            Calibration.from_card(broken, tensors)
    for name in tensors:
        rest = {other: array for other, array in tensors.items() if other != name}
        with pytest.raises(WeightsCorrupt, match="calibration"):
            Calibration.from_card(card, rest)


def test_captions_that_say_nothing_calibrate_nothing():
    vectors = np.eye(6, dtype=np.float32)
    split = CaptionedVectors(vectors, vectors, np.arange(6), ["nothing"] * 6)
    assert fit_calibration(split, split, lambda words: np.eye(6, dtype=np.float32), WORDS) is None


def test_heads_without_a_calibration_have_none(tmp_path):
    space = load_space(save_calibrated(tmp_path / "h.safetensors", None), Compute(cache=tmp_path))
    assert space.calibration is None
    assert load_space("colour-names", Compute(cache=tmp_path)).calibration is None


def test_a_calibration_comes_back_from_a_file_to_the_bit(tmp_path):
    path = tmp_path / "h.safetensors"
    kept = handmade_calibration()
    read = load_space(save_calibrated(path, kept), Compute(cache=tmp_path)).calibration
    assert read.to_card() == kept.to_card()
    assert read.priors == kept.priors
    for name, array in kept.tensors().items():
        assert np.array_equal(read.tensors()[name], array)
    card = json.loads(card_path(path).read_text())
    assert card["fitted"]["calibration"]["unknown_word"] == -3.0


def test_some_coordinates_alone_are_not_calibrated(tmp_path):
    name = save_calibrated(tmp_path / "h.safetensors", handmade_calibration())
    assert load_space(f"{name}@8", Compute(cache=tmp_path)).calibration is None


def test_tag_probability_by_hand():
    """Three deviations above usual; said by half of all pictures, or unknown."""
    picture = np.eye(64, dtype=np.float32)[:1]
    found = handmade_calibration().tag_probabilities(
        picture, ["Greens", "zebra"], np.array([[0.6, 0.6]])
    )
    logits = np.array([3 + np.log(0.5) - 2, 3 - 3 - 2])
    assert found[0] == pytest.approx(1 / (1 + np.exp(-logits)), abs=1e-4)


@given(st.integers(0, 10_000))
def test_tag_probabilities_are_from_0_to_1_and_rise_with_the_score(seed):
    rng = np.random.default_rng(seed)
    picture = rng.normal(size=(1, 64)).astype(np.float32)
    scores = np.sort(rng.uniform(-1, 1, 5))[None]
    found = handmade_calibration().tag_probabilities(picture, ["x"] * 5, scores)
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) >= 0).all()


def test_priors_count_pictures_and_not_captions():
    sayings = np.zeros((19, 3), int)
    sayings[:9, 0] = 4
    sayings[:5, 1] = 1
    priors = WordPriors.of(["dogs", "cat", "unicorn"], sayings)
    assert priors.of_words(["a dog", "Dog"])[1] == pytest.approx(np.log(9.5 / 20), abs=1e-4)
    assert priors.unknown == pytest.approx(np.mean(np.log([9.5 / 20, 5.5 / 20])))
    assert priors.of_words(["unicorn"]).tolist() == [priors.unknown]
    again = WordPriors.from_tensors(priors.tensors(), priors.unknown)
    assert again == priors


def test_priors_of_nothing():
    nothing = WordPriors.of(["dog"], np.zeros((3, 1), int))
    assert nothing.known == {}
    assert WordPriors.from_tensors(nothing.tensors(), nothing.unknown) == nothing


def _world(seed, pictures):
    """Pictures of two words each; a picture is the mean of its words, with noise."""
    rng = np.random.default_rng(seed)
    unit = lambda v: (v / np.linalg.norm(v, axis=-1, keepdims=True)).astype(np.float32)  # noqa: E731
    words = unit(np.random.default_rng(99).normal(size=(len(WORDS), 32)))
    shown = np.array([rng.choice(5, 2, replace=False) for _ in range(pictures)])
    images = unit(words[shown].sum(axis=1) + 0.08 * rng.normal(size=(pictures, 32)))
    captions = [f"a {WORDS[a]} and a {WORDS[b]}" for a, b in shown]
    texts = unit(words[shown].sum(axis=1) + 0.08 * rng.normal(size=(pictures, 32)))
    return CaptionedVectors(images, texts, np.arange(pictures), captions), words


def test_what_was_fitted_holds_on_other_pictures():
    train, words = _world(0, 300)
    dev, _ = _world(1, 200)
    other, _ = _world(2, 200)
    fitted = fit_calibration(train, dev, lambda _: words, WORDS)
    truth = caption_words(other.captions, WORDS)
    found = fitted.tag_probabilities(other.images, WORDS, other.images @ words.T)
    decided = found > 0.5
    assert (decided == truth)[:, :5].mean() > 0.9
    assert abs(found[:, :5].mean() - truth[:, :5].mean()) < 0.03
    query = words[0]
    relevance = fitted.relevance(query, other.images @ query, "images")
    assert ((relevance > 0.5) == truth[:, 0]).mean() > 0.9
