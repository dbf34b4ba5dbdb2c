"""What a lexicon answers: against gensim, against what is reckoned by hand, and what it refuses."""

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exceptions import HeadsMismatch, UnknownWords, WeightsCorrupt, WordsCancel
from models.words.files import load_word_vectors
from models.words.lexicon import Lexicon, Source, WordTerm
from models.words.vectors import WordVectors

QUEEN = [WordTerm(1, "king"), WordTerm(-1, "man"), WordTerm(1, "woman")]
UNHEARD = "misunderestimated"


def by_hand(words, rows, counts=None):
    vectors = np.array(rows, dtype=np.float32)
    return WordVectors(words, vectors, None if counts is None else np.array(counts))


@pytest.fixture
def few():
    """Words with vectors that can be reckoned with in the head."""
    return by_hand(
        ["east", "north", "northeast", "west", "nowhere"], [[2, 0], [0, 3], [1, 1], [-4, 0], [0, 0]]
    )


@pytest.fixture(scope="module")
def theirs(glove):
    keyed = KeyedVectors(glove.dimension)
    keyed.add_vectors(glove.words, np.array(glove.vectors))
    return keyed


@pytest.mark.parametrize(
    ("words", "shape", "counts"),
    [(["a"], (2, 3), None), (["a", "b"], (2,), None), ([], (0, 3), None), (["a"], (1, 3), [1, 2])],
)
def test_words_without_a_vector_each_are_refused(words, shape, counts):
    with pytest.raises(WeightsCorrupt, match="one vector for each"):
        by_hand(words, np.ones(shape), counts)


def test_a_speller_of_other_vectors_is_refused(few, speller):
    with pytest.raises(HeadsMismatch, match=r"length 50, and those of words have 2"):
        Lexicon(few, speller)


def test_all_unknown_words_of_a_question_are_named(glove):
    terms = [WordTerm(1, "qwxz"), WordTerm(1, "king"), WordTerm(-1, "Zzyq"), WordTerm(1, "a b c")]
    with pytest.raises(UnknownWords, match=r"glove-6b-50d .* 'qwxz', 'Zzyq', 'a b c'") as refused:
        Lexicon(glove).neighbours(terms, 3)
    assert refused.value.words == ("qwxz", "Zzyq", "a b c")
    with pytest.raises(UnknownWords) as refused:
        Lexicon(glove).similarity("king", "qwxz")
    assert refused.value.words == ("qwxz",)


@pytest.mark.parametrize(
    "terms",
    [
        [(1, "east"), (-1, "east")],
        [(1, "east"), (1, "west")],
        [(0.5, "north"), (0.5, "north"), (-1, "North")],
        [(0, "east")],
        [(1, "nowhere")],
        [],
    ],
)
def test_words_that_cancel_are_refused(few, terms):
    with pytest.raises(WordsCancel, match="cancel"):
        Lexicon(few).neighbours([WordTerm(*term) for term in terms], 3)


def test_the_packaged_words_know_that_king_without_man_with_woman_is_queen():
    lexicon = Lexicon(load_word_vectors("glove-6b-50d"))
    assert len(lexicon.vectors.words) == 400_000
    best = lexicon.neighbours(QUEEN, 1).neighbours[0]
    assert best.word == "queen"
    assert best.score == pytest.approx(0.8524, abs=1e-4)


@pytest.mark.parametrize(
    ("positive", "negative"),
    [
        ([("king", 1.0)], []),
        ([("king", 1.0), ("woman", 1.0)], [("man", -1.0)]),
        ([("paris", 2.0), ("germany", 0.5)], [("france", -0.25)]),
        ([("good", 0.1)], [("bad", -3.0), ("worse", -0.7)]),
        ([("cat", 1.0), ("cat", 1.0), ("dog", 0.3)], []),
        ([], [("one", -1.0), ("two", -1e-3)]),
    ],
)
@pytest.mark.parametrize("most_frequent", [None, 5000])
def test_neighbours_are_those_of_gensim(glove, theirs, positive, negative, most_frequent):
    expected = theirs.most_similar(positive, negative, topn=20, restrict_vocab=most_frequent)
    terms = [WordTerm(weight, word) for word, weight in positive + negative]
    found = Lexicon(glove).neighbours(terms, 20, most_frequent)
    assert [word for word, _ in found.neighbours] == [word for word, _ in expected]
    np.testing.assert_allclose(
        [score for _, score in found.neighbours], [score for _, score in expected], atol=1e-5
    )


def test_neighbours_are_ranked_by_cosine_and_leave_out_the_words_of_the_question(few):
    found = Lexicon(few).neighbours([WordTerm(1, "East")], 3)
    assert [word for word, _ in found.neighbours] == ["northeast", "north", "nowhere"]
    np.testing.assert_allclose([s for _, s in found.neighbours], [0.5**0.5, 0, 0], atol=1e-6)
    assert (found.asked.words, found.asked.rows) == (["East"], [0])


@pytest.mark.parametrize(("k", "expected"), [(0, 0), (1, 1), (4, 4), (5, 4), (99, 4)])
def test_there_are_never_more_neighbours_than_other_words(few, k, expected):
    assert len(Lexicon(few).neighbours([WordTerm(1, "east")], k).neighbours) == expected


def test_neighbours_are_looked_for_among_frequent_words_alone(few):
    lexicon = Lexicon(few)
    found = lexicon.neighbours([WordTerm(1, "northeast")], 9, most_frequent=2)
    assert {word for word, _ in found.neighbours} == {"east", "north"}
    found = lexicon.neighbours([WordTerm(1, "east")], 9, most_frequent=2)
    assert [word for word, _ in found.neighbours] == ["north"]


@given(st.lists(st.tuples(st.floats(-2, 2), st.integers(0, 19_999)), min_size=1, max_size=5))
@settings(max_examples=30)
def test_neighbours_are_the_best_of_all_words(glove, terms):
    words = {glove.words[row] for _, row in terms}
    units = np.float64(glove.vectors) / np.linalg.norm(np.float64(glove.vectors), axis=1)[:, None]
    total = sum(weight * units[row] for weight, row in terms)
    if np.linalg.norm(total) < 1e-3:
        return
    scores = units @ (total / np.linalg.norm(total))
    scores[[glove.rows[word] for word in words]] = -np.inf
    found = Lexicon(glove).neighbours([WordTerm(w, glove.words[row]) for w, row in terms], 5)
    np.testing.assert_allclose(
        [score for _, score in found.neighbours], np.sort(scores)[:-6:-1], atol=1e-5
    )
    assert not words & {word for word, _ in found.neighbours}


@given(st.integers(0, 19_999), st.integers(0, 19_999))
def test_similarity_is_the_same_both_ways_and_a_cosine(glove, first, second):
    lexicon, words = Lexicon(glove), (glove.words[first], glove.words[second])
    found, known = lexicon.similarity(*words)
    assert found == lexicon.similarity(*reversed(words))[0]
    assert -1 <= found <= 1
    assert known.rows == [first, second]
    one, other = np.float64(glove.vectors[[first, second]])
    assert found == pytest.approx(
        one @ other / np.linalg.norm(one) / np.linalg.norm(other), abs=1e-5
    )


@pytest.mark.parametrize("word", ["new_york", "new york", "New York", "  NEW\tYORK ", "NEW_YORK"])
def test_words_are_found_in_small_letters_and_with_underscores(word):
    lexicon = Lexicon(by_hand(["york", "new_york"], [[1, 0], [0, 1]]))
    assert lexicon.look_up([word]).rows == [1]


def test_a_word_as_it_is_written_comes_before_its_small_letters():
    words = by_hand(["us", "US", "new york", "New_York"], [[1, 0], [0, 1], [1, 1], [1, -1]])
    assert [words.row(word) for word in ("us", "US", "Us")] == [0, 1, 0]
    assert [words.row(word) for word in ("new york", "New York", "New_York")] == [2, 2, 3]
    assert words.row("new-york") is None


def test_of_a_word_that_is_there_twice_the_first_counts():
    assert by_hand(["a", "b", "a"], [[1, 0], [0, 1], [0, 2]]).rows == {"a": 0, "b": 1}


def test_the_fingerprint_changes_with_words_vectors_and_counts(few):
    prints = [few.fingerprint]
    prints.append(by_hand([*few.words[:-1], "n"], few.vectors).fingerprint)
    prints.append(by_hand(few.words, few.vectors + np.eye(5, 2)).fingerprint)
    prints.append(by_hand(few.words, few.vectors, [5, 4, 3, 2, 1]).fingerprint)
    prints.append(by_hand(few.words, few.vectors, [6, 4, 3, 2, 1]).fingerprint)
    assert len(set(prints)) == len(prints)
    assert by_hand(list(few.words), few.vectors.copy()).fingerprint == few.fingerprint


def test_unknown_words_are_spelt_and_said_to_be(glove, speller):
    lexicon = Lexicon(glove, speller)
    known = lexicon.look_up(["king", UNHEARD, "Queen"])
    assert known.sources == [Source.VOCABULARY, Source.SPELLING, Source.VOCABULARY]
    assert known.rows == [glove.rows["king"], None, glove.rows["queen"]]
    np.testing.assert_allclose(known.vectors[1], speller.spell([UNHEARD])[0], atol=1e-6)
    np.testing.assert_array_equal(known.vectors[[0, 2]], glove.unit([known.rows[0], known.rows[2]]))


def test_what_rare_words_share_is_left_out_of_a_question_that_is_spelt(glove, speller):
    spelt, common = np.float64(speller.spell([UNHEARD])[0]), np.float64(speller.common)
    assert np.linalg.norm(common) == pytest.approx(1, abs=1e-5)
    own = spelt - (spelt @ common) * common
    king = np.float64(glove.unit([glove.rows["king"]])[0])
    total = 2 * own / np.linalg.norm(own) - king
    scores = np.float64(glove.unit(range(20_000))) @ (total / np.linalg.norm(total))
    found = Lexicon(glove, speller).neighbours([WordTerm(2, UNHEARD), WordTerm(-1, "king")], 5)
    assert found.asked.sources == [Source.SPELLING, Source.VOCABULARY]
    np.testing.assert_allclose(
        [score for _, score in found.neighbours], np.sort(scores)[:-6:-1], atol=1e-5
    )


def test_rare_words_lean_on_their_spelling_by_how_often_they_were_seen(glove, speller):
    """c/(c + κ), with less of κ for short words, and from 0.95 on the trained vector as it is."""
    words = ["king", "national", "government", "international", "university", "development"]
    counts, shares = [1, 100, 100, 5600, 6000, 0], [1, 100 / 280, 0.25, 5600 / 5900, 1, 0]
    rows = [glove.rows[word] for word in words]
    vectors = WordVectors(words, glove.vectors[rows], np.array(counts))
    known = Lexicon(vectors, speller).look_up(words)
    assert [speller.worth(word) for word in words] == [0, 180, 300, 300, 300, 300]
    whole, part, none = Source.VOCABULARY, Source.BOTH, Source.SPELLING
    assert known.sources == [whole, part, part, part, whole, none]
    trained, spelt = np.float64(vectors.unit(range(6))), np.float64(speller.spell(words))
    for place, share in enumerate(shares):
        mixed = share * trained[place] + (1 - share) * spelt[place]
        np.testing.assert_allclose(known.vectors[place], mixed / np.linalg.norm(mixed), atol=1e-6)
    alone = Lexicon(vectors).look_up(words)
    assert set(alone.sources) == {Source.VOCABULARY}
    np.testing.assert_allclose(alone.vectors, trained, atol=1e-6)


def test_no_words_have_no_vectors(glove, speller):
    for lexicon in (Lexicon(glove), Lexicon(glove, speller)):
        assert lexicon.look_up([]).vectors.shape == (0, 50)
