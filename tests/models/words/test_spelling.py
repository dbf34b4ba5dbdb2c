"""Spelling learnt from real words: unseen forms come near their stems, alone or in company."""

import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from models.exceptions import NothingToLearn, UnknownEncoder, WeightsCorrupt
from models.hashes import hash_file
from models.words.characters import load_speller, save_speller, train_speller
from models.words.speller_files import speller_path
from models.words.vectors import WordVectors

ODD = ["", " ", "a", "東京", "Москва", "ไทย", "naïve", "🙂", "\x00", "line\nfeed", "x" * 10_000]


@pytest.fixture(scope="module")
def saved(tmp_path_factory, speller, tiny):
    path = tmp_path_factory.mktemp("spellers") / "w.chars.safetensors"
    save_speller(path, speller, tiny, {"metrics": 5, "format": "?"})
    return path


@pytest.fixture
def copied(saved, tmp_path):
    """A copy with its card, to be damaged."""
    for file in (saved, saved.with_suffix(".json")):
        shutil.copy(file, tmp_path)
    return tmp_path / saved.name


def describe(path, **altered):
    """Changes the card, and its hash to that of the file as it is."""
    card = json.loads(path.with_suffix(".json").read_text()) | {"sha256": hash_file(path)} | altered
    path.with_suffix(".json").write_text(json.dumps(card))


def test_fewer_than_a_hundred_words_are_refused(taught, tiny):
    with pytest.raises(NothingToLearn, match="100 words; there are 99"):
        train_speller(WordVectors(taught.words[:99], taught.vectors[:99]), tiny)


def test_a_speller_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnknownEncoder, match=r"no speller at .*; `pixword train chars` makes one"):
        load_speller(tmp_path / "none.chars.safetensors")


def test_a_speller_without_a_card_is_refused(copied):
    copied.with_suffix(".json").unlink()
    with pytest.raises(WeightsCorrupt, match=r"card of w\.chars\.safetensors cannot be read"):
        load_speller(copied)


@pytest.mark.parametrize("card", ["", "{", "[]", "null", "{}", '{"sha256": "0"}'])
def test_a_card_that_is_not_one_is_refused(copied, card):
    copied.with_suffix(".json").write_text(card)
    with pytest.raises(WeightsCorrupt, match="cannot be read"):
        load_speller(copied)


def test_a_flipped_byte_or_a_cut_is_noticed_wherever_it_is(copied):
    whole = copied.read_bytes()
    for place in range(0, len(whole), len(whole) // 40):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        for damaged in (flipped, whole[:place]):
            copied.write_bytes(damaged)
            with pytest.raises(WeightsCorrupt, match="not the speller its card describes"):
                load_speller(copied)


@pytest.mark.parametrize(
    "altered",
    [
        {"alphabet": "abc"},
        {"alphabet": 5},
        {"dimension": 49},
        {"settings": {}},
        {"settings": None},
        {"settings": "?"},
        {"settings": {"widths": 3}},
        {"settings": {"widths": [2, 3, 4], "filters": 9}},
        {"settings": {"widths": [2, 3, 4], "unheard": 1}},
    ],
)
def test_a_card_that_the_numbers_do_not_fit_is_refused(copied, altered):
    describe(copied, **altered)
    with pytest.raises(WeightsCorrupt, match="does not fit its card"):
        load_speller(copied)


def test_other_numbers_with_their_right_hash_are_refused(copied):
    tensors = load_file(copied)
    for missing in ("strings", "pieces", "network.common", "pieces.scale", "network.last.bias"):
        save_file({name: t for name, t in tensors.items() if name != missing}, copied)
        describe(copied)
        with pytest.raises(WeightsCorrupt, match="does not fit its card"):
            load_speller(copied)
    save_file(tensors | {"strings": tensors["strings"][:-40]}, copied)
    describe(copied)
    with pytest.raises(WeightsCorrupt, match="not one vector for each piece"):
        load_speller(copied)


def test_another_version_is_refused(copied):
    describe(copied, format="pixword-speller-99")
    with pytest.raises(WeightsCorrupt, match="not the speller its card describes"):
        load_speller(copied)


def test_unseen_inflections_lie_nearer_to_their_stem_than_to_a_random_word(
    glove, inflected, speller
):
    assert len(inflected) > 150
    spelt = speller.spell([form for _, form in inflected])
    stems = glove.unit([glove.rows[stem] for stem, _ in inflected])
    generator = np.random.default_rng(0)
    random = glove.unit(generator.integers(3000, size=len(inflected)))
    near, far = (spelt * stems).sum(axis=1), (spelt * random).sum(axis=1)
    assert (near > far).mean() > 0.95
    assert near.mean() - far.mean() > 0.3


def test_unseen_words_lie_near_their_own_vectors(glove, inflected, speller):
    forms = [form for _, form in inflected]
    cosines = speller.spell(forms) @ glove.unit([glove.rows[form] for form in forms]).T
    assert cosines.diagonal().mean() > 0.5
    assert cosines.diagonal().mean() - cosines.mean() > 0.25


def test_a_speller_is_judged_by_words_that_it_did_not_learn(taught, tiny):
    told = []
    judgement = train_speller(taught, tiny, told.append)[1]
    assert [step.epoch for step in told] == [0, 1, 2]
    assert judgement == told[-1]
    assert 0.3 < judgement.figures.cosine < 0.9
    assert 25 < judgement.figures.r10 <= 100


def test_a_seed_gives_the_same_speller_again(taught, tiny, speller, inflected):
    forms = [form for _, form in inflected]
    again = train_speller(taught, tiny)[0]
    assert np.array_equal(again.spell(forms), speller.spell(forms))
    other = train_speller(taught, type(tiny)(**tiny.__dict__ | {"seed": 1}))[0]
    assert not np.allclose(other.spell(forms), speller.spell(forms), atol=1e-3)


def test_a_speller_comes_back_from_disk(saved, speller, glove, inflected):
    found = load_speller(saved)
    words = [form for _, form in inflected] + ODD + glove.words[:500]
    cosines = (found.spell(words) * speller.spell(words)).sum(axis=1)
    assert cosines.min() > 0.999
    assert found.alphabet == speller.alphabet
    assert list(found.pieces.strings) == list(speller.pieces.strings)
    assert (found.trust, found.lower, found.dimension) == (300, True, 50)
    assert found.fingerprint == hash_file(saved)
    card = json.loads(saved.with_suffix(".json").read_text())
    assert (card["metrics"], card["format"]) == (5, "pixword-speller-1")
    assert saved.stat().st_size < 1_000_000
    assert sorted(path.name for path in saved.parent.iterdir()) == [
        "w.chars.json",
        "w.chars.safetensors",
    ]


def test_a_speller_lies_beside_its_words(tmp_path):
    assert speller_path(tmp_path / "my.words.bin").name == "my.words.chars.safetensors"
    assert speller_path(tmp_path / "glove-6b-50d").name == "glove-6b-50d.chars.safetensors"


@pytest.mark.parametrize("word", ODD)
def test_any_string_has_a_unit_vector(speller, word):
    vectors = speller.spell([word])
    assert vectors.shape == (1, 50)
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)


def test_no_words_have_no_vectors(speller):
    found = speller.spell([])
    assert (found.shape, found.dtype) == ((0, 50), np.float32)


def test_capitals_are_read_as_small_letters_where_the_words_had_none(speller, taught, tiny):
    np.testing.assert_array_equal(speller.spell(["KINGDOM"]), speller.spell(["kingdom"]))
    words = [word.title() for word in taught.words]
    other = train_speller(
        WordVectors(words, taught.vectors), type(tiny)(**tiny.__dict__ | {"epochs": 0})
    )[0]
    assert not other.lower
    assert not np.allclose(other.spell(["KINGDOM"]), other.spell(["Kingdom"]), atol=1e-2)


@given(st.lists(st.text(max_size=60) | st.sampled_from(["king", "kingdoms", *ODD]), max_size=6))
def test_a_spelling_is_the_same_whatever_else_is_spelt(speller, words):
    together = speller.spell(["internationalization", *words])[1:]
    for word, vector in zip(words, together, strict=True):
        np.testing.assert_allclose(speller.spell([word])[0], vector, atol=1e-5)


def test_more_words_than_are_spelt_at_a_time_come_in_order(speller, glove):
    words = glove.words[:1100]
    found = speller.spell(words)
    assert found.shape == (1100, 50)
    for place in (0, 511, 512, 1024, 1099):
        np.testing.assert_allclose(found[place], speller.spell([words[place]])[0], atol=1e-5)


def test_words_that_were_seen_often_teach_more(taught, tiny):
    """A word of count nothing teaches nothing: its vector may be anything."""
    counts = np.full(len(taught.words), 1000)
    counts[::10] = 0
    spoilt = np.array(taught.vectors)
    spoilt[::10] = np.random.default_rng(0).normal(size=spoilt[::10].shape)
    pieces_alone = type(tiny)(**tiny.__dict__ | {"epochs": 0})
    one, other = (
        train_speller(WordVectors(taught.words, vectors, counts), pieces_alone)[0]
        for vectors in (taught.vectors, spoilt)
    )
    np.testing.assert_allclose(one.piece_vectors, other.piece_vectors, atol=1e-5)
