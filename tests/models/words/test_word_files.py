"""Files of other programs are read as their format says, and damaged ones are refused.

The files are written here byte by byte, so that the reader is held to the formats.
"""

import bz2
import gzip
import lzma
import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.exceptions import UnreadableWords
from models.words.files import load_word_vectors, save_word_vectors
from models.words.vectors import WordVectors

WORDS = ["the", "café", "New_York", "ไทย", "1990"]
VECTORS = np.array(
    [[0.5, -1.25, 3.0], [0.1, 0.2, 0.3], [-7, 8, 9e-5], [0, 1, 0], [1e3, -2, 0.375]], np.float32
)
HEADER = b"5 3\n"
COMPRESS = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress}


def lines(end="\n"):
    return "".join(
        f"{word} {' '.join(map(str, vector.tolist()))}{end}"
        for word, vector in zip(WORDS, VECTORS, strict=True)
    ).encode()


def records(end=b""):
    return b"".join(
        word.encode() + b" " + vector.astype("<f4").tobytes() + end
        for word, vector in zip(WORDS, VECTORS, strict=True)
    )


FORMS = {
    "glove.txt": lines(),
    "word2vec.txt": HEADER + lines(),
    "fasttext.vec": HEADER + lines(end=" \n"),
    "windows.txt": HEADER + lines(end="\r\n"),
    "gensim.bin": HEADER + records(),
    "word2vec.bin": HEADER + records(end=b"\n"),
}


@pytest.fixture
def read(tmp_path):
    """Reads content as a file of that name."""

    def write_and_load(name, content, limit=None):
        (tmp_path / name).write_bytes(content)
        return load_word_vectors(str(tmp_path / name), limit)

    return write_and_load


@pytest.mark.parametrize("name", ["none.txt", "none.bin", "none.safetensors", "glove-6b-51d", ""])
def test_a_file_that_is_not_there_is_refused(tmp_path, name):
    with pytest.raises(
        UnreadableWords, match=r"there are no word vectors at .*; glove-6b-50d comes"
    ):
        load_word_vectors(str(tmp_path / name))


@pytest.mark.parametrize("ending", COMPRESS)
@pytest.mark.parametrize("form", [".txt", ".vec", ".bin", ".safetensors"])
def test_an_empty_file_is_refused(read, form, ending):
    for content in (b"", COMPRESS[ending](b"")):
        with pytest.raises(UnreadableWords, match=form):
            read(f"empty{form}{ending}", content)


@pytest.mark.parametrize(
    "content",
    [
        b"a 1 2 3\nb 4 5\n",
        b"a 1 2 3\nb 4\n",
        b"a 1 2 3\nb\n",
        b"a 1 2 3\nb 4 5 6 7\n",
        b"a 1 2 3\n\nb 4 5 6\n",
        b"a 1 2 3\n4 5 6\n",
    ],
)
def test_a_line_of_another_length_is_refused_and_named(read, content):
    with pytest.raises(UnreadableWords, match="line 2 has not one word and 3 numbers"):
        read("w.txt", content)
    with pytest.raises(UnreadableWords, match="line 2 has not one word and 3 numbers"):
        read("w.vec", b"2 3\n" + content)


@pytest.mark.parametrize("content", [b"not a list of words\n", b"word\n", b"1 0\nword\n", b"0 3\n"])
def test_text_that_holds_no_vectors_is_refused(read, content):
    with pytest.raises(UnreadableWords, match="cannot be read"):
        read("w.txt", content)


@pytest.mark.parametrize(
    "content", [b"word\n", b"a 1 2\n", b"-1 3\na ", b"1 0\na ", bytes(range(256))]
)
def test_a_binary_file_without_a_header_is_refused(read, content):
    with pytest.raises(UnreadableWords, match="cannot be read"):
        read("w.bin", content)


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_numbers_that_are_not_finite_are_refused(read, number):
    with pytest.raises(UnreadableWords, match="not finite"):
        read("w.txt", f"a 1 2\nb 3 {number}\n".encode())
    with pytest.raises(UnreadableWords, match="not finite"):
        read("large.txt", b"a 1 2\nb 3 1e39\n")
    with pytest.raises(UnreadableWords, match="not finite"):
        read("w.bin", b"1 1\na " + struct.pack("<f", float(number)))


@pytest.mark.parametrize("promised", [6, 10**9, 10**12, 10**30])
@pytest.mark.parametrize("name", ["w.txt", "w.bin"])
def test_a_header_that_promises_more_than_there_is_is_refused_before_memory_is_taken(
    read, name, promised
):
    content = records() if name == "w.bin" else lines()
    with pytest.raises(UnreadableWords, match="cut short"):
        read(name, b"%d 3\n" % promised + content)


@pytest.mark.parametrize("length", [10**9, 10**12, 10**30])
@pytest.mark.parametrize("name", ["w.txt", "w.bin"])
def test_a_header_that_promises_longer_vectors_is_refused(read, name, length):
    content = records() if name == "w.bin" else lines()
    with pytest.raises(UnreadableWords):
        read(name, b"5 %d\n" % length + content)


@pytest.mark.parametrize("name", ["word2vec.bin", "gensim.bin"])
def test_a_binary_file_cut_anywhere_is_refused(read, name):
    content = HEADER + records()
    for cut in range(len(content)):
        with pytest.raises(UnreadableWords):
            read(name, content[:cut])


def test_text_with_a_header_cut_anywhere_before_the_last_number_is_refused(read):
    content = FORMS["word2vec.txt"]
    for cut in range(len(content) - len("0.375\n") + 1):
        with pytest.raises(UnreadableWords):
            read("w.txt", content[:cut])


def test_text_without_a_header_cut_within_the_numbers_of_a_line_is_refused(read):
    second = lines().index("café ".encode()) + len("café ".encode())
    for cut in range(second, second + len("0.1 0.2")):
        with pytest.raises(UnreadableWords, match="line 2"):
            read("w.txt", lines()[:cut])


@pytest.mark.parametrize("ending", [".gz", ".xz", ".bz2"])
@pytest.mark.parametrize("name", ["glove.txt", "word2vec.txt", "gensim.bin"])
def test_a_compressed_file_cut_anywhere_is_refused(read, name, ending):
    content = COMPRESS[ending](FORMS[name])
    for cut in range(len(content) - 1, -1, -3):
        with pytest.raises(UnreadableWords):
            read(name + ending, content[:cut])


@pytest.mark.parametrize("ending", [".gz", ".xz", ".bz2"])
def test_a_flipped_byte_in_a_compressed_file_is_refused_or_changes_nothing(read, ending):
    content = COMPRESS[ending](FORMS["word2vec.txt"])
    refused = 0
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 0x5A
        try:
            found = read("w.txt" + ending, bytes(damaged))
        except UnreadableWords:
            refused += 1
            continue
        assert found.words == WORDS
        np.testing.assert_array_equal(found.vectors, VECTORS)
    assert refused > 0.8 * len(content)


@pytest.mark.parametrize("ending", COMPRESS)
@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_read_compressed_or_not(read, name, ending):
    found = read(name + ending, COMPRESS[ending](FORMS[name]))
    assert found.words == WORDS
    assert (found.counts, found.name) == (None, Path(name).stem)
    assert found.vectors.dtype == np.float32
    np.testing.assert_array_equal(found.vectors, VECTORS)


@pytest.mark.parametrize("ending", COMPRESS)
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("limit", [1, 3, 5, 99])
def test_no_more_words_are_read_than_the_limit(read, name, ending, limit):
    found = read(name + ending, COMPRESS[ending](FORMS[name]), limit)
    assert found.words == WORDS[:limit]
    np.testing.assert_array_equal(found.vectors, VECTORS[:limit])


def test_damage_behind_the_limit_is_not_looked_for(read):
    assert read("w.txt", b"3 2\na 1 2\nb 3 4\nc", limit=2).words == ["a", "b"]


@pytest.mark.parametrize("name", ["w.txt", "w.vec", "w.bin"])
def test_of_a_word_that_is_there_twice_the_first_vector_is_kept(read, name):
    rows = [("a", 1, 2), ("b", 3, 4), ("a", 5, 6), ("c", 7, 8)]
    content = "".join(f"{word} {x} {y}\n" for word, x, y in rows).encode()
    if name == "w.bin":
        pairs = [word.encode() + b" " + np.array(xy, "<f4").tobytes() for word, *xy in rows]
        content = b"".join(pairs)
    found = read(name, (b"" if name == "w.txt" else b"4 2\n") + content)
    assert found.words == ["a", "b", "c"]
    np.testing.assert_array_equal(found.vectors, [[1, 2], [3, 4], [7, 8]])
    assert read(name, (b"" if name == "w.txt" else b"4 2\n") + content, 3).words == ["a", "b"]


def test_words_with_spaces_as_glove_840b_has_them_are_read(read):
    found = read("glove.840B.300d.txt", b"the 1 2\n. . . 3 4\nat name@domain.com 5 6\n")
    assert found.words == ["the", ". . .", "at name@domain.com"]
    np.testing.assert_array_equal(found.vectors, [[1, 2], [3, 4], [5, 6]])
    assert found.name == "glove.840B.300d"


def test_bytes_that_are_no_text_are_replaced(read):
    assert read("w.txt", b"caf\xe9 1 2\nb 3 4\n").words == ["caf\ufffd", "b"]


def test_a_space_that_is_not_ascii_is_part_of_its_word(read):
    """GloVe's vectors of tweets hold such words."""
    assert read("w.txt", "a\u0085 1 2\n\u00a0 3 4\n".encode()).words == ["a\u0085", "\u00a0"]


@pytest.mark.parametrize("name", ["w.bin", "w.txt", "w.vec.gz", "w.bin.xz"])
@pytest.mark.parametrize("word", ["New York", "line\nfeed", "tab\tbed", " ", ""])
def test_words_that_a_form_has_no_place_for_are_refused(tmp_path, name, word):
    vectors = WordVectors(["a", word], VECTORS[:2])
    with pytest.raises(UnreadableWords, match="no place for white space"):
        save_word_vectors(tmp_path / name, vectors)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "w.bin").mkdir()
    with pytest.raises(UnreadableWords, match=r"w\.bin"):
        save_word_vectors(tmp_path / "w.bin", WordVectors(WORDS, VECTORS))


@pytest.mark.parametrize("name", ["w.bin", "w.txt", "w.vec", "w.bin.gz", "w.txt.xz", "w.vec.bz2"])
def test_gensim_reads_what_was_saved_and_so_do_we(tmp_path, name):
    path = tmp_path / "new" / name
    save_word_vectors(path, WordVectors(WORDS, VECTORS, counts=np.array([9, 8, 7, 1, 20])))
    theirs = KeyedVectors.load_word2vec_format(str(path), binary=".bin" in name)
    ours = load_word_vectors(str(path))
    assert theirs.index_to_key == ours.words == WORDS
    np.testing.assert_array_equal(theirs.vectors, VECTORS)
    np.testing.assert_array_equal(ours.vectors, VECTORS)


def test_gensim_and_we_read_the_same_of_real_vectors(tmp_path, glove):
    vectors = WordVectors(glove.words[:500], glove.vectors[:500])
    for name in ("w.bin", "w.txt"):
        save_word_vectors(tmp_path / name, vectors)
        theirs = KeyedVectors.load_word2vec_format(str(tmp_path / name), binary=name == "w.bin")
        ours = load_word_vectors(str(tmp_path / name))
        assert ours.words == theirs.index_to_key == glove.words[:500]
        np.testing.assert_array_equal(ours.vectors, theirs.vectors)
        np.testing.assert_array_equal(ours.vectors, vectors.vectors)


spelt = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda word: word.encode().split() == [word.encode()]
)
numbers = st.floats(-(2.0**100), 2.0**100, width=32)


@given(
    st.lists(spelt, min_size=1, max_size=8, unique=True).flatmap(
        lambda words: st.tuples(
            st.just(words),
            arrays.arrays(
                np.float32, st.tuples(st.just(len(words)), st.integers(1, 5)), elements=numbers
            ),
        )
    ),
    st.sampled_from(["w.bin", "w.txt", "w.vec.gz", "w.safetensors"]),
)
@settings(max_examples=60)
def test_whatever_was_saved_comes_back(content, name):
    words, vectors = content
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        save_word_vectors(path, WordVectors(words, vectors))
        found = load_word_vectors(str(path))
        assert found.words == words
        np.testing.assert_array_equal(found.vectors, vectors)
