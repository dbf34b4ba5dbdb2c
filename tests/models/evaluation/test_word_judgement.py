"""Judging words: against vectors whose right answers are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from models.evaluation.words import Question, RatedPair, judge_analogies, judge_similarity
from models.exceptions import NothingToLearn
from models.words.characters import CharacterSettings, train_speller
from models.words.files import load_word_vectors
from models.words.lexicon import Lexicon, WordTerm
from models.words.vectors import WordVectors

# Countries and capitals that are one step apart, words of number, and one that lies between.
PLACES = {
    "france": [4, 0, 0],
    "paris": [4, 0, 3],
    "italy": [0, 4, 0],
    "rome": [0, 4, 3],
    "spain": [3, 3, 0],
    "madrid": [3, 3, 3],
    "lyon": [4, 1, 3],
}
CAPITALS = [
    Question("capitals", "france", "paris", "italy", "rome"),
    Question("capitals", "italy", "rome", "france", "paris"),
    Question("capitals", "france", "paris", "spain", "madrid"),
]


@pytest.fixture(scope="module")
def places():
    return WordVectors(list(PLACES), np.array(list(PLACES.values()), np.float32))


@pytest.fixture(scope="module")
def glove():
    return load_word_vectors("glove-6b-50d", 10_000)


def test_no_questions_and_questions_of_unknown_words_solve_nothing(places):
    for questions in ([], [Question("s", "france", "paris", "italy", "oslo")] * 3):
        figures = judge_analogies(places, questions)
        assert (figures.accuracy, figures.asked, figures.sections) == (0, 0, {})
        assert figures.skipped == len(questions)


def test_analogies_are_solved_counted_and_skipped_by_section(places):
    wrong = [
        Question("wrong", "france", "paris", "italy", "madrid"),
        Question("wrong", "france", "paris", "italy", "rome"),
        Question("wrong", "italy", "rome", "france", "spain"),
    ]
    skipped = [
        Question("capitals", "norway", "oslo", "italy", "rome"),
        Question("unknown", "a", "b", "c", "d"),
        Question("unknown", "France", "paris", "italy", "rome"),
    ]
    figures = judge_analogies(places, [*CAPITALS, *wrong, *skipped])
    assert (figures.asked, figures.skipped) == (6, 3)
    assert figures.accuracy == pytest.approx(100 * 4 / 6, abs=0.01)
    assert figures.sections == {"capitals": (100, 3), "wrong": (33.33, 3)}


def test_the_words_of_a_question_are_no_answers(places):
    """Without that rule, c itself or b is nearest to b - a + c."""
    question = [Question("s", "paris", "lyon", "france", "france")]
    assert judge_analogies(places, question).accuracy == 0
    question = [Question("s", "lyon", "paris", "madrid", "paris")]
    assert judge_analogies(places, question).accuracy == 0


def test_only_frequent_words_are_known_and_looked_among(places):
    figures = judge_analogies(places, CAPITALS, most_frequent=4)
    assert (figures.accuracy, figures.asked, figures.skipped) == (100, 2, 1)
    crowded = WordVectors(
        [*PLACES, "roma"], np.vstack([places.vectors, [[0, 4, 3.01]]]).astype(np.float32)
    )
    question = [Question("s", "lyon", "paris", "rome", "roma")]
    assert judge_analogies(crowded, question).asked == 1
    assert judge_analogies(crowded, question, most_frequent=7).skipped == 1


def test_analogies_are_solved_as_the_lexicon_answers_them(glove):
    """More questions than are asked at a time, each against the nearest neighbour."""
    generator = np.random.default_rng(0)
    chosen = [[glove.words[row] for row in generator.choice(400, 3, False)] for _ in range(300)]
    lexicon = Lexicon(glove)
    nearest = [
        lexicon.neighbours([WordTerm(-1, a), WordTerm(1, b), WordTerm(1, c)], 1, 3000).neighbours[0]
        for a, b, c in chosen
    ]
    questions = [
        Question("right" if number % 3 else "wrong", a, b, c, near.word if number % 3 else "the")
        for number, ((a, b, c), near) in enumerate(zip(chosen, nearest, strict=True))
        if near.word != "the"
    ]
    figures = judge_analogies(glove, questions, most_frequent=3000)
    assert figures.sections["right"][0] == 100
    assert figures.sections["wrong"][0] == 0
    assert figures.asked == len(questions)


def test_real_words_solve_real_analogies(glove):
    nations = ["france french", "germany german", "italy italian", "spain spanish", "china chinese"]
    pairs = [pair.split() for pair in nations]
    questions = [
        Question("nations", *one, *other) for one in pairs for other in pairs if one != other
    ]
    assert judge_analogies(glove, questions).accuracy > 80


@pytest.mark.parametrize(
    "pairs", [[], [("king", "queen", 9)], [("king", "queen", 9), ("king", "qwxz", 1)]]
)
def test_fewer_than_two_pairs_of_known_words_are_refused(glove, pairs):
    with pytest.raises(NothingToLearn, match=f"of {len(pairs)} pairs have words that are known"):
        judge_similarity(Lexicon(glove), [RatedPair(*pair) for pair in pairs])


@pytest.mark.parametrize(
    ("words", "ratings"),
    [
        (["france italy", "france paris", "france spain"], [5, 5, 5]),
        (["france paris", "italy rome"], [1, 2]),
    ],
)
def test_ratings_or_cosines_that_are_all_the_same_are_refused(places, words, ratings):
    pairs = [RatedPair(*pair.split(), rating) for pair, rating in zip(words, ratings, strict=True)]
    with pytest.raises(NothingToLearn, match="all the same"):
        judge_similarity(Lexicon(places), pairs)


def test_pairs_that_people_rank_as_the_vectors_do_have_a_correlation_of_one(places):
    """Cosines of france with paris, spain, italy: 0.8, 0.71, 0."""
    ranked = [("france", "paris", 9), ("france", "spain", 5), ("france", "italy", 1.5)]
    pairs = [RatedPair(*pair) for pair in ranked]
    unknown = [RatedPair("france", "oslo", 3), RatedPair("oslo", "bergen", 3)]
    figures = judge_similarity(Lexicon(places), [*pairs, *unknown])
    assert (figures.spearman, figures.pairs, figures.of, figures.spelt) == (1, 3, 5, 0)
    turned = [pair._replace(rating=-pair.rating) for pair in pairs]
    assert judge_similarity(Lexicon(places), turned).spearman == -1
    swapped = [pairs[0], pairs[1]._replace(rating=1), pairs[2]]
    assert judge_similarity(Lexicon(places), swapped).spearman == 0.5


@given(
    st.lists(
        st.tuples(st.integers(0, 10_050), st.integers(0, 10_050), st.integers(0, 10)),
        min_size=3,
        max_size=40,
    )
)
@settings(max_examples=40)
def test_the_correlation_is_that_of_scipy_over_the_pairs_that_are_known(glove, drawn):
    words = [*glove.words, *(f"qwxz{number}" for number in range(51))]
    pairs = [RatedPair(words[one], words[other], rating) for one, other, rating in drawn]
    known = [(one, other, rating) for one, other, rating in drawn if max(one, other) < 10_000]
    units = np.float64(glove.unit(range(10_000)))
    cosines = [round(float(units[one] @ units[other]), 6) for one, other, _ in known]
    ratings = [rating for *_, rating in known]
    if len(set(cosines)) < len(cosines) or len(set(ratings)) < 2:
        return
    figures = judge_similarity(Lexicon(glove), pairs)
    assert figures.spearman == pytest.approx(spearmanr(cosines, ratings).statistic, abs=1e-4)
    assert (figures.pairs, figures.of, figures.spelt) == (len(known), len(pairs), 0)


def test_where_something_spells_every_pair_is_compared(glove):
    few = WordVectors(glove.words[:1000], glove.vectors[:1000])
    settings = CharacterSettings(characters=8, widths=(2, 3), filters=8, epochs=0)
    lexicon = Lexicon(few, train_speller(few, settings)[0])
    rated = [
        ("government", "governments", 8),
        ("qwxz", "zxwq", 4),
        ("united", "states", 6),
        ("of", "million", 1),
    ]
    pairs = [RatedPair(*pair) for pair in rated]
    figures = judge_similarity(lexicon, pairs)
    assert (figures.pairs, figures.of, figures.spelt) == (4, 4, 2)
    cosines = [lexicon.similarity(pair.first, pair.second)[0] for pair in pairs]
    expected = spearmanr(cosines, [pair.rating for pair in pairs]).statistic
    assert figures.spearman == pytest.approx(expected, abs=1e-4)
    alone = judge_similarity(Lexicon(few), pairs)
    assert (alone.pairs, alone.of, alone.spelt) == (2, 4, 0)
