"""Word vectors as text encoders: what a text is of its words, reckoned by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoders.registry import load_text_encoder
from models.encoders.word_vectors import MAX_WORDS, CharacterCnnEncoder, WordVectorEncoder
from models.exceptions import UnknownEncoder, UnreadableWords, WeightsCorrupt
from models.words.characters import CharacterSettings, save_speller, train_speller
from models.words.files import load_word_vectors, save_word_vectors
from models.words.vectors import WordVectors

SETTINGS = CharacterSettings(
    characters=8, widths=(2, 3), filters=8, batch=128, epochs=1, most_pieces=3000
)
RARE = 1e-3
WORDS, COUNTS = ["the", "cat", "new_york", "sat"], [8000, 1500, 300, 200]
VECTORS = np.array([[3, 0, 4], [0, -2, 0], [1, 1, 1], [0.5, 0, -0.5]], np.float32)
NOTHING_TO_READ = ["", "...", "¿?!", "_ - '", "\n\t"]


def encode(encoder, *texts):
    return encoder.encode(encoder.preprocess(texts))


def save(path, *, words=WORDS, vectors=VECTORS, counts=COUNTS):
    known = None if counts is None else np.array(counts)
    save_word_vectors(path, WordVectors(words, vectors, known))
    return str(path)


@pytest.fixture
def few(tmp_path):
    """Few words, and nothing that spells."""
    return WordVectorEncoder(save(tmp_path / "w.safetensors"))


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Frequent words, and a speller beside them."""
    path = tmp_path_factory.mktemp("encoders") / "w.safetensors"
    vectors = load_word_vectors("glove-6b-50d", 2000)
    save_word_vectors(path, vectors)
    speller = train_speller(vectors, SETTINGS)[0]
    save_speller(path.with_suffix(".chars.safetensors"), speller, SETTINGS, {})
    return path


@pytest.fixture(scope="module")
def words(real):
    return WordVectorEncoder(str(real))


@pytest.fixture(scope="module")
def chars(real):
    return CharacterCnnEncoder(str(real.with_suffix(".chars.safetensors")))


def test_files_that_are_not_there_are_refused(tmp_path, compute):
    with pytest.raises(UnreadableWords, match="no word vectors at"):
        load_text_encoder(f"word2vec:{tmp_path / 'none.bin'}", compute())
    with pytest.raises(UnknownEncoder, match="no speller at"):
        load_text_encoder(f"char-cnn:{tmp_path / 'none.safetensors'}", compute())
    with pytest.raises(UnknownEncoder, match=r"word2vec:FILE, char-cnn:FILE"):
        load_text_encoder("word3vec:none", compute())


def test_a_damaged_speller_beside_the_words_is_refused(tmp_path):
    name = save(tmp_path / "w.safetensors")
    (tmp_path / "w.chars.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(WeightsCorrupt, match=r"w\.chars\.safetensors"):
        WordVectorEncoder(name)


def test_encoders_are_found_by_their_names(real, compute):
    name = f"word2vec:{real}"
    found = load_text_encoder(name, compute())
    assert isinstance(found, WordVectorEncoder)
    assert (found.name, found.dimension, found.levels, found.state_width) == (name, 50, (50,), 50)
    name = f"char-cnn:{real.with_suffix('.chars.safetensors')}"
    found = load_text_encoder(name, compute())
    assert isinstance(found, CharacterCnnEncoder)
    assert (found.name, found.dimension, found.levels, found.state_width) == (name, 50, (50,), 50)
    assert load_text_encoder("word2vec:glove-6b-50d", compute()).dimension == 50


def test_a_text_is_the_weighted_mean_of_its_words(few):
    """Weights are a/(a + f), with a = 0.001 and f the share of all words that were seen."""
    the, cat = RARE / (RARE + 0.8), RARE / (RARE + 0.15)
    total = 2 * the * np.array([0.6, 0, 0.8]) + cat * np.array([0, -1, 0])
    found = encode(few, "The cat, the ...")
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [total / np.linalg.norm(total)], atol=1e-6)
    encoded = few.encode_states(few.preprocess(["the cat"]))
    np.testing.assert_allclose(
        encoded.states, [[[0.6 * the, 0, 0.8 * the], [0, -cat, 0]]], atol=1e-7
    )


def test_without_counts_the_law_of_zipf_stands_in_for_them(tmp_path):
    encoder = WordVectorEncoder(save(tmp_path / "w.safetensors", counts=None))
    all_words = 1 + 1 / 2 + 1 / 3 + 1 / 4
    the, sat = RARE / (RARE + 1 / all_words), RARE / (RARE + 1 / 4 / all_words)
    total = the * np.array([0.6, 0, 0.8]) + sat * np.array([1, 0, -1]) / 2**0.5
    np.testing.assert_allclose(
        encode(encoder, "the SAT"), [total / np.linalg.norm(total)], atol=1e-6
    )


@pytest.mark.parametrize("text", [*NOTHING_TO_READ, "qwxz", "dog qwxz!"])
def test_a_text_without_a_known_word_is_zeros_where_nothing_spells(few, text):
    assert not encode(few, text).any()
    np.testing.assert_array_equal(encode(few, text, "the")[1], encode(few, "the")[0])


def test_unknown_words_count_nothing_where_nothing_spells(few):
    np.testing.assert_array_equal(encode(few, "qwxz the dog cat"), encode(few, "the cat"))
    states = few.encode_states(few.preprocess(["qwxz the"])).states
    assert states.any(axis=2).tolist() == [[False, True]]


@pytest.mark.parametrize("text", NOTHING_TO_READ)
def test_a_text_without_words_is_zeros_even_where_something_spells(words, chars, text):
    for encoder in (words, chars):
        assert encode(encoder, text).tolist() == [[0] * 50]
        np.testing.assert_allclose(
            encode(encoder, text, "the")[1], encode(encoder, "the")[0], atol=1e-6
        )


def test_no_texts_have_no_vectors(few, words, chars):
    for encoder in (few, words, chars):
        assert encode(encoder).shape == (0, encoder.dimension)


def test_unknown_words_are_spelt_with_the_weight_of_rare_words(words, chars, real):
    vectors = load_word_vectors(str(real))
    spelt = encode(chars, "misunderestimated")[0]
    np.testing.assert_allclose(encode(words, "misunderestimated")[0], spelt, atol=1e-6)
    share = 1 / sum(1 / rank for rank in range(1, 2001))
    the = RARE / (RARE + share) * vectors.unit([vectors.rows["the"]])[0]
    expected = the + spelt
    np.testing.assert_allclose(
        encode(words, "the misunderestimated")[0], expected / np.linalg.norm(expected), atol=1e-5
    )


def test_the_character_cnn_spells_every_word_and_weighs_them_alike(chars):
    the, dog = encode(chars, "the", "dog")
    expected = (2 * the + dog) / np.linalg.norm(2 * the + dog)
    np.testing.assert_allclose(encode(chars, "the dog, the")[0], expected, atol=1e-5)


TEXTS = st.lists(
    st.lists(
        st.sampled_from(["the", "king", "of", "unfriendliest", "qwxz", "x" * 99, "東京"])
        | st.text(),
        max_size=5,
    ).map(" ".join),
    max_size=5,
)


@given(TEXTS)
def test_a_text_is_placed_the_same_whatever_else_is_in_its_batch(words, chars, texts):
    for encoder in (words, chars):
        together = encode(encoder, "a much longer text of seven words", *texts)[1:]
        for text, vector in zip(texts, together, strict=True):
            np.testing.assert_allclose(encode(encoder, text)[0], vector, atol=1e-5)
            assert np.linalg.norm(vector) == pytest.approx(float(vector.any()), abs=1e-5)


@given(TEXTS)
def test_a_text_is_the_sum_of_its_states(words, chars, texts):
    for encoder in (words, chars):
        encoded = encoder.encode_states(encoder.preprocess(texts))
        total = encoded.states.sum(axis=1)
        lengths = np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
        np.testing.assert_allclose(encoded.vectors, total / lengths, atol=1e-5)


def test_of_a_long_text_the_first_words_count(words):
    text = " ".join(["king"] * MAX_WORDS)
    np.testing.assert_array_equal(encode(words, text + " queen"), encode(words, text))
    assert words.preprocess([text + " queen"])[0].shape[:2] == (1, MAX_WORDS)


def test_alike_texts_lie_close(words):
    king, prince, tax = encode(
        words, "the king and the queen", "his royal prince", "a report on tax rates"
    )
    assert king @ prince > king @ tax + 0.1


def test_the_fingerprint_changes_with_whatever_changes_a_vector(tmp_path, real):
    prints = []

    def note(encoder):
        prints.append(encoder.fingerprint)

    note(WordVectorEncoder(save(tmp_path / "a.safetensors")))
    note(WordVectorEncoder(save(tmp_path / "b.safetensors", vectors=VECTORS + np.eye(4, 3))))
    note(WordVectorEncoder(save(tmp_path / "c.safetensors", counts=None)))
    note(WordVectorEncoder(save(tmp_path / "d.safetensors", counts=[9000, 1500, 300, 200])))
    note(WordVectorEncoder(save(tmp_path / "e.safetensors", words=["a", *WORDS[1:]])))
    note(WordVectorEncoder(str(real)))
    vectors = load_word_vectors(str(real))
    save_word_vectors(tmp_path / "f.safetensors", vectors)
    note(WordVectorEncoder(str(tmp_path / "f.safetensors")))
    pieces_alone = CharacterSettings(**SETTINGS.__dict__ | {"epochs": 0})
    other = tmp_path / "f.chars.safetensors"
    save_speller(other, train_speller(vectors, pieces_alone)[0], pieces_alone, {})
    note(WordVectorEncoder(str(tmp_path / "f.safetensors")))
    note(CharacterCnnEncoder(str(other)))
    note(CharacterCnnEncoder(str(real.with_suffix(".chars.safetensors"))))
    assert len(set(prints)) == len(prints)
    again = WordVectorEncoder(save(tmp_path / "again.safetensors"))
    assert again.fingerprint == prints[0]
