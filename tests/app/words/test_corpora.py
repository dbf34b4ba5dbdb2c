"""Texts to train on: whatever they are packed in, the same words come out."""

import bz2
import gzip
import lzma
import random

import pytest

from app.corpora import LONGEST_READ, Splitting, TextCorpus, read_pieces
from app.exceptions import BadCorpus
from models.words.tokenising import split_words

TEXT = "The cat sat.\n\nDon't call it Émile's naïve_dog!\n" * 400
COMPRESS = {"gz": gzip.compress, "xz": lzma.compress, "bz2": bz2.compress}


def words_of(*paths, splitting=Splitting.WORDS, **options):
    return [word for line in TextCorpus(paths, splitting, **options) for word in line]


def test_a_missing_text_is_refused_before_any_is_read(tmp_path):
    (tmp_path / "here.txt").write_text("here")
    for missing in (tmp_path / "nowhere.txt", tmp_path):
        with pytest.raises(BadCorpus, match=f"there is no text {missing}"):
            TextCorpus([tmp_path / "here.txt", missing])


@pytest.mark.parametrize("content", [b"caf\xe9 au lait", b"\xff\xfeh\x00i\x00", b"\x80" * 10])
def test_what_is_not_utf_8_is_named(tmp_path, content):
    path = tmp_path / "latin.txt"
    path.write_bytes(content)
    with pytest.raises(BadCorpus, match=r"latin\.txt is not a text in UTF-8"):
        words_of(path)


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_text_that_was_cut_short_is_named(tmp_path, kind):
    path = tmp_path / "cut.txt"
    path.write_bytes(COMPRESS[kind](random.Random(0).randbytes(40_000).hex().encode())[:-100])
    with pytest.raises(BadCorpus, match=r"cut\.txt cannot be read"):
        words_of(path)


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_text_with_a_damaged_byte_is_named(tmp_path, kind):
    content = bytearray(COMPRESS[kind](random.Random(0).randbytes(40_000).hex().encode()))
    path = tmp_path / "damaged.txt"
    for place in (20, len(content) // 2, len(content) - 6):
        damaged = content.copy()
        damaged[place : place + 4] = bytes(byte ^ 0xFF for byte in damaged[place : place + 4])
        path.write_bytes(damaged)
        with pytest.raises(BadCorpus, match=r"damaged\.txt"):
            words_of(path)


def test_words_are_letters_and_digits_with_apostrophes_inside(tmp_path):
    path = tmp_path / "text"
    path.write_text(TEXT, "utf-8")
    sentences = [["the", "cat", "sat"], [], ["don't", "call", "it", "émile's", "naïve", "dog"]]
    assert list(TextCorpus([path])) == sentences * 400


def test_case_can_be_kept_and_words_can_be_what_spaces_part(tmp_path):
    path = tmp_path / "text"
    path.write_text("The  U.S. flew\tto O'Hare_2.", "utf-8")
    cased = ["The", "U", "S", "flew", "to", "O'Hare", "2"]
    assert words_of(path, keep_case=True) == cased
    assert words_of(path) == [word.lower() for word in cased]
    parted = words_of(path, splitting=Splitting.SPACES, keep_case=True)
    assert parted == ["The", "U.S.", "flew", "to", "O'Hare_2."]


@pytest.mark.parametrize("name", ["text.txt", "text.gz", "text"])
@pytest.mark.parametrize("kind", COMPRESS)
def test_the_content_and_not_the_name_says_how_a_text_is_compressed(tmp_path, kind, name):
    plain, packed = tmp_path / "plain.xz", tmp_path / name
    plain.write_text(TEXT, "utf-8")
    packed.write_bytes(COMPRESS[kind](TEXT.encode()))
    assert words_of(packed) == words_of(plain) == split_words(TEXT.lower())


def test_texts_come_one_after_the_other_and_can_be_gone_through_twice(tmp_path):
    paths = [tmp_path / name for name in ("b", "a", "empty")]
    paths[0].write_bytes(gzip.compress(b"one two"))
    paths[1].write_text("three")
    paths[2].write_bytes(b"")
    corpus = TextCorpus(paths)
    assert list(corpus) == list(corpus) == [["one", "two"], ["three"]]


def test_a_mark_of_the_byte_order_is_no_part_of_the_first_word(tmp_path):
    (tmp_path / "notepad.txt").write_bytes(b"\xef\xbb\xbfThe cat\r\nsat")
    words = words_of(tmp_path / "notepad.txt", splitting=Splitting.SPACES)
    assert words == ["the", "cat", "sat"]


@pytest.fixture(scope="module", params=[" ", "\t", "\u3000", " \u00a0 \t"], ids=ascii)
def long_line(request, tmp_path_factory):
    """One line of four million characters, whose words are all different."""
    draw = random.Random(1)
    words = [f"{draw.choice(['ä', 'x', 'Σ', '漢'])}{n:x}{'y' * (n % 9)}" for n in range(400_000)]
    path = tmp_path_factory.mktemp("long") / "line.txt"
    path.write_text(request.param.join(words), "utf-8")
    return path


def test_a_line_of_megabytes_is_read_in_pieces_that_end_between_words(long_line):
    text = long_line.read_text("utf-8")
    pieces = list(read_pieces(long_line))
    assert len(pieces) > 3
    assert max(map(len, pieces)) <= 2 * LONGEST_READ
    assert "".join(pieces) == text
    assert words_of(long_line, splitting=Splitting.SPACES, keep_case=True) == text.split()
    assert words_of(long_line) == split_words(text.lower())


def test_a_word_of_megabytes_is_read_in_pieces_too(tmp_path):
    text = "é" * (5 * LONGEST_READ // 2)
    (tmp_path / "word.txt").write_text(f"{text} end\nnext {text}", "utf-8")
    pieces = list(read_pieces(tmp_path / "word.txt"))
    assert "".join(pieces) == f"{text} end\nnext {text}"
    assert max(map(len, pieces)) <= 2 * LONGEST_READ
