"""Questions about words, as a person types them."""

import unicodedata
from collections.abc import Sequence

import numpy as np

from app.exceptions import InvalidRequest
from app.words.schemas import (
    NeighbourBody,
    NeighbourList,
    PlacedWord,
    SimilarityBody,
    WordMap,
    describe_asked,
)
from index.query import TextTerm, parse_query
from models.words.drawing import PictureFormat, draw_map
from models.words.layout import Layout, lay_out
from models.words.lexicon import KnownWords, Lexicon, WordTerm

MOST_MAPPED = 500
"""Words of a map; more could not be read."""
LONGEST_WORD = 200


def neighbours(
    lexicon: Lexicon, word: str, k: int, most_frequent: int | None = None
) -> NeighbourList:
    """Finds the words nearest to one.

    Raises:
        InvalidRequest: There is no word.
        UnknownWords: It has no vector.
    """
    return _answer(lexicon, [WordTerm(1.0, checked_word(word))], k, most_frequent)


def analogy(
    lexicon: Lexicon, question: str, k: int, most_frequent: int | None = None
) -> NeighbourList:
    """Finds the words nearest to a sum such as `king - man + woman`.

    Raises:
        QuerySyntaxError: It is not a sum.
        InvalidRequest: A term of it is not a word.
        UnknownWords: Some of the words have no vector.
        WordsCancel: Nothing is left of the sum.
    """
    return _answer(lexicon, read_terms(question), k, most_frequent)


def read_terms(question: str) -> list[WordTerm]:
    """Reads words with weights in the short syntax of searches.

    Raises:
        QuerySyntaxError: It is not a sum.
        InvalidRequest: A term of it is not a word.
    """
    terms = []
    for term in parse_query(question):
        if not isinstance(term, TextTerm):
            raise InvalidRequest("an analogy is of words: pictures and items belong to a search")
        terms.append(WordTerm(term.weight, checked_word(term.text)))
    return terms


def similarity(lexicon: Lexicon, first: str, second: str) -> SimilarityBody:
    """Compares two words.

    Raises:
        InvalidRequest: One of them is empty.
        UnknownWords: One or both have no vector.
    """
    score, known = lexicon.similarity(checked_word(first), checked_word(second))
    return SimilarityBody(similarity=round(score, 6), asked=describe_asked(known))


def word_map(
    lexicon: Lexicon, words: Sequence[str], around: str | None, k: int, layout: Layout
) -> WordMap:
    """Places words in the plane.

    Args:
        lexicon: What knows their vectors.
        words: The words.
        around: A word whose k nearest ones come with it.
        k: How many.
        layout: How they are placed.

    Raises:
        InvalidRequest: There are too few words, or too many.
        UnknownWords: Some have no vector.
    """
    known = lexicon.look_up(_mapped_words(lexicon, words, around, k))
    places = lay_out(known.vectors, layout)
    return WordMap(layout=layout, words=_placed(known, places.tolist()))


def _mapped_words(lexicon: Lexicon, words: Sequence[str], around: str | None, k: int) -> list[str]:
    chosen = [checked_word(word) for word in words]
    if around is not None:
        centre = checked_word(around)
        found = lexicon.neighbours([WordTerm(1.0, centre)], k).neighbours
        chosen += [centre, *(neighbour.word for neighbour in found)]
    distinct = list(dict.fromkeys(chosen))
    if not 3 <= len(distinct) <= MOST_MAPPED:  # noqa: PLR2004 - a plane
        raise InvalidRequest(f"a map has from 3 to {MOST_MAPPED} words, not {len(distinct)}")
    return distinct


def _placed(known: KnownWords, places: list[list[float]]) -> list[PlacedWord]:
    return [
        PlacedWord(word=word, x=round(x, 5), y=round(y, 5), source=source)
        for word, (x, y), source in zip(known.words, places, known.sources, strict=True)
    ]


def draw_words(found: WordMap, kind: PictureFormat, around: str | None) -> bytes:
    """Draws a map, with the word that it is around in another colour."""
    marked = set() if around is None else {checked_word(around)}
    places = np.array([(word.x, word.y) for word in found.words], dtype=np.float32)
    return draw_map([word.word for word in found.words], places, kind, marked)


def _answer(
    lexicon: Lexicon, terms: Sequence[WordTerm], k: int, most_frequent: int | None
) -> NeighbourList:
    found = lexicon.neighbours(terms, k, most_frequent)
    return NeighbourList(
        neighbours=[
            NeighbourBody(word=neighbour.word, score=round(neighbour.score, 6))
            for neighbour in found.neighbours
        ],
        asked=describe_asked(found.asked),
    )


def checked_word(word: str) -> str:
    """Returns a word without white space around it.

    Raises:
        InvalidRequest: There is nothing, or too much of it, or it holds control characters.
    """
    stripped = word.strip()
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in stripped):
        raise InvalidRequest("a word holds no control characters")
    if not 1 <= len(stripped) <= LONGEST_WORD:
        raise InvalidRequest(f"a word has from 1 to {LONGEST_WORD} characters")
    return stripped
