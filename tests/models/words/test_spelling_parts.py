"""The parts that spell, each against what it is defined by."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from models.words.characters.alphabet import END, LONGEST_WORD, PADDING, START, UNKNOWN, Alphabet
from models.words.characters.network import CharacterNetwork
from models.words.characters.pieces import Pieces, fit_pieces
from models.words.characters.settings import CharacterSettings

LETTERS = Alphabet("abcdefghijklmnopqrstuvwxyz")
SETTINGS = CharacterSettings(characters=6, filters=5, most_filters=20)
COMMON = torch.eye(2, 16)


def network_of(alphabet):
    """A network that has learnt something, if only nonsense."""
    torch.manual_seed(0)
    network = CharacterNetwork(alphabet.size, COMMON, SETTINGS).eval()
    torch.nn.init.normal_(network.last.weight)
    torch.nn.init.normal_(network.last.bias)
    return network


def place(network, numbers):
    with torch.inference_mode():
        return network(torch.from_numpy(numbers)).numpy()


def test_an_alphabet_has_the_characters_of_five_words_at_least():
    words = ["ab", "ba", "abc", "cab", "abbbd", "eeeeee", "ecdc", "c", "cc"]
    assert Alphabet.of(words) == Alphabet("abc")
    assert Alphabet.of([]).size == 4


def test_words_are_written_as_numbers_between_marks():
    numbers = Alphabet("ab").encode(["ab", "", "b?a"], 3)
    assert numbers.dtype == np.int64
    assert numbers.tolist() == [
        [START, 4, 5, END, PADDING],
        [START, END, PADDING, PADDING, PADDING],
        [START, 5, UNKNOWN, 4, END],
    ]
    assert Alphabet("ab").encode(["a"], 7).shape == (1, 7)


def test_of_very_long_words_the_two_ends_are_read():
    word = "a" * 20 + "b" * 5000 + "c" * 20
    assert LONGEST_WORD == 40
    short, longer = (LETTERS.encode([w], 1)[0].tolist() for w in ("a" * 20 + "c" * 20, word))
    assert short == longer == [START, *[4] * 20, *[6] * 20, END]


def test_a_new_network_adds_nothing():
    network = CharacterNetwork(LETTERS.size, COMMON, SETTINGS)
    assert not place(network, LETTERS.encode(["cat", "dog"], 7)).any()


def test_a_network_leaves_the_common_directions_alone():
    added = place(network_of(LETTERS), LETTERS.encode(["cat", "dogs", "internationalization"], 7))
    np.testing.assert_allclose(added[:, :2], 0, atol=1e-5)
    assert np.abs(added[:, 2:]).min(axis=1).max() > 1e-3


@given(st.text("abcxyz?", max_size=12), st.integers(0, 60))
def test_padding_does_not_change_what_a_network_says(word, more):
    network, numbers = network_of(LETTERS), LETTERS.encode([word], 7)
    padded = np.pad(numbers, ((0, 0), (0, more)))
    np.testing.assert_allclose(place(network, padded), place(network, numbers), atol=1e-4)


def test_the_order_of_an_alphabet_does_not_change_what_a_network_says():
    """The vectors of characters belong to the characters, wherever these stand."""
    network, other = network_of(LETTERS), Alphabet("éßzyx" + LETTERS.characters[:23])
    moved = network_of(other)
    moved.load_state_dict(network.state_dict() | {"characters.weight": moved.characters.weight})
    with torch.no_grad():
        for number, character in enumerate(LETTERS.characters, start=4):
            at = 4 + other.characters.index(character)
            moved.characters.weight[at] = network.characters.weight[number]
        moved.characters.weight[:4] = network.characters.weight[:4]
    words = ["zebra", "cat", "xylophone", "q!q"]
    np.testing.assert_allclose(
        place(moved, other.encode(words, 7)), place(network, LETTERS.encode(words, 7)), atol=1e-5
    )


def test_a_filter_sees_the_strongest_window_of_a_word():
    """One filter of width 2 that answers to `ab`, and nothing behind it but an identity."""
    sizes = CharacterSettings(characters=2, widths=(2,), filters=1, most_filters=1, highways=0)
    network = CharacterNetwork(6, torch.zeros(0, 1), sizes).eval()
    with torch.no_grad():
        network.characters.weight.zero_()
        network.characters.weight[4:] = torch.eye(2)
        network.filters[0].weight.copy_(torch.eye(2)[None])
        network.filters[0].bias.fill_(0.25)
        network.last.weight.fill_(1)
    found = place(network, Alphabet("ab").encode(["ab", "ba", "bab", "", "bbbb"], 2))
    assert found[:, 0].tolist() == [2.25, 1.25, 2.25, 0.25, 1.25]


def test_pieces_are_those_of_two_words_at_least_the_most_frequent_first():
    words = ["cat", "cats", "catcat", "dog"]
    pieces = Pieces.of(words, 3, 4, 100)
    assert pieces.strings == ["<ca", "cat", "<cat", "at>", "cat>"], "equals in order of appearance"
    assert Pieces.of(words, 3, 4, 2).strings == ["<ca", "cat"]
    assert Pieces.of(["a", "b"], 3, 6, 100).strings == []


def test_a_word_has_each_of_its_pieces_once():
    pieces = Pieces(["cat", "at>", "<ca", "dog", "<d"], 2, 3)
    assert sorted(pieces.rows("catcat")) == [0, 1, 2]
    assert (pieces.rows("dog"), pieces.rows(""), pieces.rows("xyz")) == ([4, 3], [], [])
    assert [row.nonzero()[0].tolist() for row in pieces.matrix(["dog", "", "cat"]).toarray()] == [
        [3, 4],
        [],
        [0, 1, 2],
    ]


@given(st.integers(2, 30), st.integers(1, 12), st.integers(0, 1000), st.floats(0.05, 5))
def test_vectors_of_pieces_are_the_solution_of_the_ridge_regression(words, pieces, seed, shrinkage):
    """(Mᵀ W M + λ I) X = Mᵀ W T."""
    generator = np.random.default_rng(seed)
    has = (generator.random((words, pieces)) < 0.3) * generator.choice([0.3, 1.0], pieces)
    targets, weights = generator.normal(size=(words, 4)), generator.uniform(0, 2, words)
    normal = has.T @ (weights[:, None] * has) + shrinkage * np.eye(pieces)
    expected = np.linalg.solve(normal, has.T @ (weights[:, None] * targets))
    found = fit_pieces(
        csr_array(has.astype(np.float32)), np.float32(targets), np.float32(weights), shrinkage
    )
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_words_of_weight_nothing_change_no_piece():
    has = csr_array(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], np.float32))
    targets, weights = np.eye(3, dtype=np.float32), np.array([1, 1, 0], np.float32)
    found = fit_pieces(has, targets, weights, 0.3)
    assert not found[:, 2].any()
    np.testing.assert_allclose(found, fit_pieces(has[:2], targets[:2], weights[:2], 0.3), atol=1e-6)
