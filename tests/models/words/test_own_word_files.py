"""Our own form of word vectors: mapped, not copied, and never opened when it is damaged."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from models.exceptions import ModelFault, UnreadableWords, WeightsCorrupt
from models.hashes import hash_file
from models.words.files import load_word_vectors, own, save_word_vectors
from models.words.vectors import WordVectors

WORDS = ["the", "New York", "café", ""]
VECTORS = np.arange(12, dtype=np.float32).reshape(4, 3) / 7
COUNTS = np.array([90, 7, 5, 1], dtype=np.int64)


@pytest.fixture
def path(tmp_path):
    """A file with its card."""
    saved = tmp_path / "w.safetensors"
    save_word_vectors(saved, WordVectors(WORDS, VECTORS, COUNTS), {"text": "a book", "sha256": "?"})
    return saved


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_word_with_a_line_feed_is_refused(tmp_path):
    vectors = WordVectors(["a", "b\nc"], VECTORS[:2])
    with pytest.raises(UnreadableWords, match="line feed"):
        save_word_vectors(tmp_path / "w.safetensors", vectors)
    assert not list(tmp_path.iterdir())


def test_a_flipped_byte_is_noticed_by_the_hash_in_the_card(path):
    whole = path.read_bytes()
    for place in range(0, len(whole), 5):
        flip(path, place)
        with pytest.raises(WeightsCorrupt, match="not the file its card describes"):
            load_word_vectors(str(path))
        path.write_bytes(whole)
    assert load_word_vectors(str(path)).words == WORDS


@pytest.mark.parametrize("card", ["", "{", "[]", "null", "{}", '"sha256"', "\x00"])
def test_a_card_that_is_not_one_is_refused(path, card):
    path.with_suffix(".json").write_text(card)
    with pytest.raises(WeightsCorrupt, match=r"card of w\.safetensors cannot be read"):
        load_word_vectors(str(path))


@pytest.mark.parametrize("claimed", [None, 5, "", "0" * 64, ["a"]])
def test_a_card_with_another_hash_is_refused(path, claimed):
    path.with_suffix(".json").write_text(json.dumps({"sha256": claimed}))
    with pytest.raises(WeightsCorrupt, match="not the file its card describes"):
        load_word_vectors(str(path))


def test_a_file_without_a_card_is_opened_unless_it_is_cut_short(path):
    path.with_suffix(".json").unlink()
    assert load_word_vectors(str(path)).words == WORDS
    whole = path.read_bytes()
    for cut in range(0, len(whole), 3):
        path.write_bytes(whole[:cut])
        with pytest.raises(UnreadableWords, match="damaged"):
            load_word_vectors(str(path))


def test_a_file_without_a_card_is_refused_with_a_reason_whichever_byte_is_flipped(path):
    path.with_suffix(".json").unlink()
    whole = path.read_bytes()
    header = 8 + int.from_bytes(whole[:8], "little")
    for place in range(header):
        for bit in (1, 0x20)[place % 2 :]:
            damaged = bytearray(whole)
            damaged[place] ^= bit
            path.write_bytes(damaged)
            try:
                found = load_word_vectors(str(path))
            except ModelFault as fault:
                assert "w" in str(fault)
            else:
                assert len(found.words) == len(found.vectors) == 4


@pytest.mark.parametrize(
    ("altered", "error"),
    [
        ({"vectors": VECTORS.astype(np.float64)}, UnreadableWords),
        ({"vectors": VECTORS[:3]}, WeightsCorrupt),
        ({"vectors": VECTORS[0]}, WeightsCorrupt),
        ({"counts": COUNTS[:2]}, WeightsCorrupt),
        ({"words": np.array([255, 254], np.uint8)}, UnreadableWords),
        ({"words": None}, UnreadableWords),
        ({"vectors": None}, UnreadableWords),
        ({"vectors": np.full((4, 3), np.inf, np.float32)}, UnreadableWords),
        ({"vectors": np.full((4, 3), np.nan, np.float32)}, UnreadableWords),
    ],
)
def test_parts_that_do_not_belong_together_are_refused(path, altered, error):
    parts = {
        name: array for name, array in (load_file(path) | altered).items() if array is not None
    }
    save_file(parts, path, metadata={"format": own.FORMAT})
    path.with_suffix(".json").write_text(json.dumps({"sha256": hash_file(path)}))
    with pytest.raises(error):
        load_word_vectors(str(path))


@pytest.mark.parametrize("metadata", [None, {"format": "pixword-words-99"}])
def test_other_safetensors_files_are_refused(tmp_path, metadata):
    path = tmp_path / "heads.safetensors"
    save_file({"vectors": VECTORS}, path, metadata=metadata)
    with pytest.raises(UnreadableWords, match="something else than word vectors"):
        load_word_vectors(str(path))


def test_everything_comes_back_and_the_vectors_are_mapped(path):
    found = load_word_vectors(str(path))
    assert found.words == WORDS
    assert found.counts.tolist() == COUNTS.tolist()
    assert found.name == "w"
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert isinstance(found.vectors, np.memmap)
    assert found.vectors.filename == path
    assert not found.vectors.flags.writeable
    assert not path.with_suffix(".draft").exists()


def test_vectors_without_counts_come_back_without(tmp_path):
    path = tmp_path / "folder" / "w.safetensors"
    save_word_vectors(path, WordVectors(WORDS, VECTORS))
    assert load_word_vectors(str(path)).counts is None


def test_no_more_words_are_opened_than_the_limit(path):
    found = load_word_vectors(str(path), 2)
    assert (found.words, found.counts.tolist()) == (WORDS[:2], [90, 7])
    np.testing.assert_array_equal(found.vectors, VECTORS[:2])
    assert isinstance(found.vectors, np.memmap)
    assert load_word_vectors(str(path), 100).words == WORDS


def test_the_card_says_what_the_file_is_and_what_it_was_told_to(path):
    card = json.loads(path.with_suffix(".json").read_text())
    assert card == {
        "format": "pixword-words-1",
        "sha256": hash_file(path),
        "words": 4,
        "dimension": 3,
        "text": "a book",
    }


@pytest.mark.parametrize("array", [np.asfortranarray(VECTORS), np.float64(VECTORS), VECTORS[::-1]])
def test_every_kind_of_array_is_saved_as_it_reads(tmp_path, array):
    path = tmp_path / "w.safetensors"
    save_word_vectors(path, WordVectors(WORDS, array, COUNTS.astype(np.int32)))
    found = load_word_vectors(str(path))
    np.testing.assert_array_equal(found.vectors, array)
    assert (found.vectors.dtype, found.counts.dtype) == (np.float32, np.int64)
