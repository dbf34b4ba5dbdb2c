from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.exceptions import QuerySyntaxError
from index.query import ItemTerm, PictureTerm, Term, TextTerm, format_query, parse_query
from index.query.parser import PICTURE_EXTENSIONS


@pytest.mark.parametrize(
    ("text", "position", "problem"),
    [
        ("", 0, "the query is empty"),
        ("   ", 0, "the query is empty"),
        ("dog -", 4, "expected a word, a picture or #item after '-'"),
        ("dog - - cat", 6, "not another sign"),
        ("dog -+cat", 5, "not another sign"),
        ('"dog', 0, "the quote is not closed"),
        ('cat - "dog\\"', 6, "the quote is not closed"),
        ('""', 0, "nothing between the quotes"),
        ('"a" b', 3, "between the quoted text and what follows it"),
        ('"a"-b', 3, "between the quoted text and what follows it"),
        ('a "b"', 2, "expected + or - before the quoted text"),
        ("*dog", 0, "expected a number before '*'"),
        ("nan*dog", 3, "expected a number before '*'"),
        ("dog * 2", 4, "expected a number before '*'"),
        ("2*3*dog", 3, "expected a number before '*'"),
        ("cat + 2*", 7, "after '*'"),
        ("2*-dog", 2, "after '*', not another sign"),
        ("0*dog", 0, "a weight is above 0 and at most 100"),
        ("cat - 100.5*dog", 6, "a weight is above 0 and at most 100"),
        ("1e999*dog", 0, "a weight is above 0 and at most 100"),
        ("#", 0, "the number of an item after '#'"),
        ("#dog", 0, "the number of an item after '#'"),
        ("#4x", 2, "between the item and what follows it"),
        ("#4 x", 2, "between the item and what follows it"),
        ("#" + "9" * 19, 0, "so large a number"),
        ("do\x00g", 2, "control characters"),
        ("a" * 1001, 0, "at most 1000 characters"),
        (" + ".join("a" * 33), 126, "at most 32 terms"),
    ],
)
def test_what_is_wrong_is_said_and_where(text: str, position: int, problem: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text)
    assert caught.value.position == position
    assert caught.value.query == text
    assert problem in str(caught.value)
    assert f"at character {position + 1}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("dog on  a beach", [TextTerm(1, "dog on a beach")]),
        ("7", [TextTerm(1, "7")]),
        ("#42 - dog + cat", [ItemTerm(1, 42), TextTerm(-1, "dog"), TextTerm(1, "cat")]),
        ("cat -dog", [TextTerm(1, "cat"), TextTerm(-1, "dog")]),
        ("-dog", [TextTerm(-1, "dog")]),
        ("- 0.5 * #3", [ItemTerm(-0.5, 3)]),
        ("cat \u2212 dog \u2013 cow \uff0d ant \uff0b bee",
         [TextTerm(1, "cat"), TextTerm(-1, "dog"), TextTerm(-1, "cow"), TextTerm(-1, "ant"),
          TextTerm(1, "bee")]),
        ("t-shirt", [TextTerm(1, "t-shirt")]),
        ("C++ + black-and-white", [TextTerm(1, "C++"), TextTerm(1, "black-and-white")]),
        ("2 * dog + .5\u00d7cat", [TextTerm(2, "dog"), TextTerm(0.5, "cat")]),
        ('"hello - world"', [TextTerm(1, "hello - world")]),
        (r'"say \"hi\" \\ C:\photos"', [TextTerm(1, 'say "hi" \\ C:\\photos')]),
        ("photo.jpg - dog + 0.5*snow",
         [PictureTerm(1, "photo.jpg"), TextTerm(-1, "dog"), TextTerm(0.5, "snow")]),
        ("holiday photos/a  b.JPG - dog",
         [PictureTerm(1, "holiday photos/a  b.JPG"), TextTerm(-1, "dog")]),
        (r'"photo\.jpg" - "upload\.1"', [TextTerm(1, "photo.jpg"), TextTerm(-1, "upload.1")]),
        (r'"a\\.jpg"', [PictureTerm(1, "a\\.jpg")]),
        ('"my - photo.webp"', [PictureTerm(1, "my - photo.webp")]),
        ("upload-1 - dog", [PictureTerm(1, "upload-1"), TextTerm(-1, "dog")]),
        ("\tdog\n- cat ", [TextTerm(1, "dog"), TextTerm(-1, "cat")]),
    ],
)  # fmt: skip
def test_a_query_is_read(text: str, terms: list[Term]) -> None:
    assert parse_query(text, pictures=["upload-1", "upload.1"]) == terms


weights = st.floats(min_value=0.0, max_value=100.0, exclude_min=True)
signed = st.builds(lambda weight, sign: weight * sign, weights, st.sampled_from([1, -1]))
words = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(
    str.strip
)
endings = st.sampled_from(["", *PICTURE_EXTENSIONS, ".JPG", '.jpg"', "\\.jpg"])
terms = st.one_of(
    st.builds(TextTerm, signed, st.builds(str.__add__, words, endings)),
    st.builds(PictureTerm, signed, words.map(lambda name: name + ".jpg")),
    st.builds(ItemTerm, signed, st.integers(0, 10**18 - 1)),
)


@given(st.lists(terms, min_size=1, max_size=8))
def test_what_is_printed_reads_back_the_same(query: list[Term]) -> None:
    assert parse_query(format_query(query)) == query


@given(st.text() | st.text('ab #*+-".\\ 015\u2212\n'))
def test_any_text_is_a_query_or_a_syntax_error(text: str) -> None:
    try:
        query = parse_query(text)
    except QuerySyntaxError as error:
        assert 0 <= error.position <= len(text)
    else:
        assert parse_query(format_query(query)) == query


@pytest.mark.parametrize("text", ["1" * 10**5, "a" + " " * 10**5 + "b", '"' + "\\" * 10**5])
def test_a_long_text_is_refused_quickly(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(QuerySyntaxError):
        parse_query(text)
    assert time.perf_counter() - start < 1


def test_the_canonical_syntax() -> None:
    query = [
        ItemTerm(1, 42),
        TextTerm(-0.5, "a - b"),
        PictureTerm(-1, "x.jpg"),
        TextTerm(2, "c.jpg"),
    ]
    assert format_query(query) == r'#42 - 0.5*"a - b" - x.jpg + 2*"c\.jpg"'
