"""Arithmetic in a space made by hand: every word is an axis, and a picture what its caption says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evaluation.arithmetic import (
    ArithmeticSettings,
    Recall,
    fit_arithmetic_weight,
    judge_arithmetic,
)
from models.evaluation.arithmetic.plotting import arithmetic_figure
from models.evaluation.arithmetic.questions import ask
from models.evaluation.arithmetic.recall import macro_recall
from models.exceptions import NothingToLearn

WORDS = ("dog", "cat", "hammock", "lantern", "candle", "mirror")
CAPTIONS = [
    [f"a {animal}, a {first}, a {second}"]
    for animal in ("dog", "cat")
    for first, second in (("hammock", "lantern"), ("candle", "mirror"))
]  # 0 and 2 are one scene, 1 and 3 the other
PERFECT = Recall(100.0, 100.0, 100.0)


def encode(texts):
    """Counts the words of each text, as a unit vector `[6]`."""
    rows = np.array([[text.count(word) for word in WORDS] for text in texts], dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def pictures(captions):
    return encode([own[0] for own in captions])


def test_pictures_that_allow_no_query_are_refused():
    with pytest.raises(NothingToLearn):
        judge_arithmetic(pictures(CAPTIONS[:2]), CAPTIONS[:2], encode, 1.0)


def test_arithmetic_finds_what_neither_part_finds_alone():
    judged = judge_arithmetic(pictures(CAPTIONS), CAPTIONS, encode, 1.0)
    assert (judged.n_queries, judged.n_transformations) == (4, 2)
    assert judged.arithmetic == PERFECT
    assert judged.interval == (PERFECT, PERFECT)
    assert judged.baselines["swapped_caption"] == PERFECT
    # The word is in two pictures equally, one of them wrong: a tie counts against it.
    assert judged.baselines["word"] == Recall(0.0, 100.0, 100.0)
    # The same scene with the other animal shares two words, the other dog one.
    assert judged.baselines["image"] == PERFECT


def test_a_picture_nearer_to_the_source_misleads_the_picture_alone():
    captions = [*CAPTIONS, ["a dog, a hammock, a lantern, a candle"]]
    judged = judge_arithmetic(pictures(captions), captions, encode, 1.0)
    assert judged.baselines["image"].r1 < judged.arithmetic.r1 == 100.0
    assert judged.ratio("r5") == 1.0


def test_a_ratio_over_nothing_is_none():
    """All pictures in one point: every wrong one counts as first."""
    same = np.tile(encode(["dog"]), (14, 1))
    captions = [CAPTIONS[0], CAPTIONS[2], *[["a dog, a cat"]] * 12]
    judged = judge_arithmetic(same, captions, encode, 1.0)
    assert judged.arithmetic == Recall(0.0, 0.0, 0.0)
    assert judged.ratio("r1") is None


def test_macro_counts_swaps_and_the_mean_queries():
    """Three dogs find the cat, which finds no dog: its own scene is far from theirs in vectors."""
    captions = [CAPTIONS[0]] * 3 + [CAPTIONS[2]]
    others = [["a mirror"]]
    images = pictures(captions + others)
    images[3] = encode(["cat hammock lantern"])[0]
    images[:3] = encode(["dog candle"])[0]
    images[4] = encode(["dog hammock"])[0]
    judged = judge_arithmetic(images, captions + others, encode, 1.0)
    assert judged.n_queries == 4
    assert judged.arithmetic.r1 == 50.0
    assert judged.means["arithmetic"].r1 == 75.0


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.floats(0, 4))
def test_weight_zero_is_the_picture_alone_and_ranks_equal_sorting(seed, weight):
    rng = np.random.default_rng(seed)
    images = rng.normal(size=(4, 6)).astype(np.float32)
    images /= np.linalg.norm(images, axis=1, keepdims=True)
    still = judge_arithmetic(images, CAPTIONS, encode, 0.0)
    assert still.arithmetic == still.baselines["image"]
    questions = ask(images, CAPTIONS, encode, ArithmeticSettings())
    (ranks,) = questions.arithmetic_ranks([weight])
    for swap, own in zip(questions.swaps, ranks, strict=True):
        change = encode([swap.new])[0] - encode([swap.old])[0]
        for source, relevant, found in zip(swap.sources, swap.relevant, own, strict=True):
            order = np.argsort(-images @ (images[source] + weight * change), kind="stable")
            order = order[order != source]
            assert found == np.flatnonzero(np.isin(order, relevant))[0]


def test_the_curve_holds_the_judged_figure():
    judged = judge_arithmetic(pictures(CAPTIONS), CAPTIONS, encode, 0.3)
    assert dict(judged.curve)[0.3] == judged.arithmetic
    assert dict(judged.curve)[0.0] == judged.baselines["image"]
    assert [weight for weight, _ in judged.curve][:3] == [0.0, 0.1, 0.2]


def test_the_fitted_weight_has_the_largest_sum_of_recalls():
    captions = [*CAPTIONS, ["a dog, a hammock, a lantern, a candle"]]
    images = pictures(captions)
    fit = fit_arithmetic_weight(images, captions, encode)
    assert fit.weight > 0
    questions = ask(images, captions, encode, ArithmeticSettings())
    totals = {
        weight: macro_recall(questions.arithmetic_ranks([weight])[0]).total
        for weight, _ in fit.curve[1:]
    }
    assert fit.weight == min(w for w, total in totals.items() if total == max(totals.values()))


def test_the_figure_shows_the_curve_the_baselines_and_the_weight():
    judged = judge_arithmetic(pictures(CAPTIONS), CAPTIONS, encode, 0.3)
    first, *_ = arithmetic_figure(judged, "A title").axes
    assert first.get_title() == "R@1"
    lines = {line.get_label(): line for line in first.lines}
    curve = lines["picture + λ (new - old word)"]
    assert curve.get_ydata()[3] == judged.arithmetic.r1
    assert set(lines["word alone"].get_ydata()) == {judged.baselines["word"].r1}
    assert lines["judged: λ = 0.3"].get_xdata() == [0.3]
