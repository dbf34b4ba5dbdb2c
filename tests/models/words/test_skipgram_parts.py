"""The parts of skip-gram, each against what it is defined by."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exceptions import NothingToLearn
from models.words.skipgram import SkipGramSettings
from models.words.skipgram.kernel import Sampling, tabulate_curves, train_tokens
from models.words.skipgram.sampling import keep_probabilities, noise_table
from models.words.skipgram.tokens import read_block, write_tokens
from models.words.skipgram.vocabulary import count_words

TEXT = [["the", "cat", "sat"], [], ["the", "dog", "sat", "the"]]


def ignore(_):
    pass


@pytest.mark.parametrize("name", ["dimension", "window", "negatives", "epochs", "min_count"])
def test_settings_that_train_nothing_are_refused(name):
    with pytest.raises(NothingToLearn, match=name):
        SkipGramSettings(**{name: 0})


@pytest.mark.parametrize("text", [[], [[]], [["one", "one"]], [["a"], ["b"]]])
def test_a_text_with_fewer_than_two_frequent_words_is_refused(text):
    with pytest.raises(NothingToLearn, match="too little text"):
        count_words(text, 2, 100, ignore)


def test_words_are_counted_the_most_frequent_first_and_equals_in_order_of_the_alphabet():
    found = count_words(TEXT, 1, 100, ignore)
    assert found.words == ["the", "sat", "cat", "dog"]
    assert found.counts.tolist() == [3, 2, 1, 1]
    assert count_words(TEXT, 2, 100, ignore).words == ["the", "sat"]
    assert count_words(TEXT, 1, 3, ignore).words == ["the", "sat", "cat"]


def test_counting_in_bounded_memory_keeps_the_frequent_words():
    rare = [[f"rare{number}", "often"] for number in range(1000)]
    read = []
    found = count_words([["often", "seldom"], *rare], 1, 100, read.append, most_counted=50)
    assert (found.words[0], found.counts[0]) == ("often", 1001)
    assert sum(read) == 2002


def test_tokens_are_the_rows_of_words_and_come_back_in_blocks(tmp_path):
    vocabulary = count_words(TEXT, 2, 100, ignore)
    path = tmp_path / "new" / "text.tokens"
    assert write_tokens(path, TEXT, vocabulary, ignore) == 8
    expected = [0, 1, -1, -1, 0, 1, 0, -1]
    assert read_block(path, 0, 100).tolist() == expected
    assert read_block(path, 3, 2).tolist() == expected[3:5]
    assert read_block(path, 8, 2).tolist() == []


def test_frequent_words_are_passed_over_as_the_word2vec_program_does():
    counts = np.array([900, 90, 10])
    kept = keep_probabilities(counts, 0.01)
    ratio = 0.01 / 0.9
    assert kept[0] == pytest.approx(ratio**0.5 + ratio, rel=1e-6)
    assert kept[2] == 1
    assert keep_probabilities(counts, 0).tolist() == [1, 1, 1]


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=50), st.floats(0.1, 1.5))
def test_negatives_are_drawn_by_their_count_to_a_power(counts, power):
    """The alias table is exact: a row's share, and what others give it, are its probability."""
    table = noise_table(np.array(counts), power)
    drawn = table.share.astype(float)
    np.add.at(drawn, table.other, 1 - table.share)
    weights = np.array(counts, dtype=float) ** power
    np.testing.assert_allclose(drawn / len(counts), weights / weights.sum(), atol=1e-6)


def sampling_of(size, window=1, negatives=1):
    return Sampling(
        np.ones(size, np.float32),
        np.ones(size, np.float32),
        np.arange(size, dtype=np.int32),
        window,
        negatives,
    )


def test_one_window_moves_vectors_along_the_gradient():
    """Two words, of which the only negative that is not the word itself is the other one."""
    generator = np.random.default_rng(0)
    inputs = generator.normal(size=(2, 3)).astype(np.float32)
    outputs = generator.normal(size=(2, 3)).astype(np.float32)
    before = inputs.copy(), outputs.copy()
    loss, pairs = train_tokens(
        np.array([0, 1], np.int32),
        inputs,
        outputs,
        sampling_of(2),
        tabulate_curves(),
        (0.1, 0.1),
        5,
    )
    expected_inputs, expected_outputs = (array.astype(float) for array in before)
    choices = []
    for word, around in ((0, 1), (1, 0)):
        options = [
            one_step(expected_inputs, expected_outputs, word, around, negative, 0.1)
            for negative in (0, 1)
        ]
        choices.append(options)
        # Which negative was drawn is known by which result is nearer in the end.
        expected_inputs, expected_outputs = min(
            options, key=lambda o: np.abs(o[0][around] - inputs[around]).sum()
        )
    np.testing.assert_allclose(inputs, expected_inputs, atol=1e-3)
    np.testing.assert_allclose(outputs, expected_outputs, atol=1e-3)
    assert (pairs, loss > 0) == (4, True)
    assert np.abs(inputs - before[0]).max() > 1e-2


def one_step(inputs, outputs, word, around, negative, rate):
    """One pair by the formula: x += Σ η (label - σ(x·y)) y, and the same for every y."""
    inputs, outputs = inputs.copy(), outputs.copy()
    x, pull = inputs[around].copy(), 0
    steps = []
    for target, label in ((word, 1), (negative, 0)):
        if label == 0 and target == word:
            continue
        gradient = rate * (label - 1 / (1 + np.exp(-x @ outputs[target])))
        pull = pull + gradient * outputs[target]
        steps.append((target, gradient * x))
    inputs[around] += pull
    for target, step in steps:
        outputs[target] += step
    return inputs, outputs


def test_the_loss_is_that_of_guessing_while_nothing_is_known():
    inputs, outputs = np.zeros((4, 8), np.float32), np.zeros((4, 8), np.float32)
    tokens = np.array([0, 1, 2, 3, -1] * 50, np.int32)
    loss, pairs = train_tokens(
        tokens, inputs, outputs, sampling_of(4, 2, 3), tabulate_curves(), (0.0, 0.0), 1
    )
    counted = loss / pairs
    assert np.log(2) * 0.7 < counted <= np.log(2) * 1.001  # a negative that is the word counts 0
    assert not inputs.any()


def test_words_at_the_two_ends_of_lines_are_no_context_of_each_other():
    inputs = np.ones((4, 8), np.float32)
    outputs = np.zeros((4, 8), np.float32)
    lonely = np.array([0, -1, 1, -1, 2, -1, 3, -1], np.int32)
    result = train_tokens(
        lonely, inputs, outputs, sampling_of(4, 5, 2), tabulate_curves(), (0.1, 0.1), 1
    )
    assert result == (0, 0)
    assert not outputs.any()
