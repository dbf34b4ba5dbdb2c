"""What the words of a text are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.tokenising import split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("... -- !?", []),
        ("A dog, running.", ["A", "dog", "running"]),
        ("don't 'quote' rock’n’roll dogs'", ["don't", "quote", "rock’n’roll", "dogs"]),
        ("snake_case well-known 3.5", ["snake", "case", "well", "known", "3", "5"]),
        ("Café Ærø Москва 東京", ["Café", "Ærø", "Москва", "東京"]),
        ("हिन्दी में, cafe\u0301 ไทยนี้!", ["हिन्दी", "में", "cafe\u0301", "ไทยนี้"]),
    ],
)
def test_words_are_letters_and_digits_with_apostrophes_inside(text, words):
    assert split_words(text) == words


@given(st.text())
def test_words_stand_in_their_text_in_order_and_are_one_word_each(text):
    end = 0
    for word in split_words(text):
        end = text.index(word, end) + len(word)
        assert split_words(word) == [word]
