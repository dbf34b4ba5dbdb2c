"""Reads a query that a person typed: `#42 - dog + 0.5*snow`, `photo.jpg - "t-shirt"`."""

import math
import re
import unicodedata
from collections.abc import Collection
from typing import NoReturn

from index.exceptions import QuerySyntaxError
from index.query.terms import ItemTerm, PictureTerm, Term, TextTerm

MOST_TERMS = 32
LONGEST_TERM = 1000  # characters
LARGEST_WEIGHT = 100.0
MOST_ITEM_DIGITS = 18  # a longer number would not fit the 64 bits of a row's id
PICTURE_EXTENSIONS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff")

# Phones and word processors turn a typed minus into U+2212 or an en dash; IMEs type full width.
MINUS = "-\u2212\u2013\uff0d"
PLUS = "+\uff0b"
_SPACE = re.compile(r"\s*")
_SIGN = re.compile(f"[{re.escape(MINUS + PLUS)}]")
_NEXT_SIGN = re.compile(rf"(?<=\s){_SIGN.pattern}")
# Possessive, so that a long row of digits or blanks is read once and not once a character.
_WEIGHT = re.compile(r"((?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)\s*+[*\u00d7]")
_TIMES = re.compile(r"[*\u00d7]")
_ITEM = re.compile(r"#([0-9]*)")
_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\.])')
_LITERAL_DOT = r"\."
_TERM = "a word, a picture or #item"


def parse_query(text: str, pictures: Collection[str] = ()) -> list[Term]:
    r"""Reads the terms of a query.

    A sign is `+` or `-` at the start or after white space; inside a word it is a letter. A
    weight is a number and `*`. `#7` is item 7. Text in double quotes is taken literally, with
    `\"` and `\\` for a quote and a backslash. A term is a picture if it is one of `pictures`
    or ends like the name of a picture file; with a dot written as `\.` quoted text is no name:
    `"photo\.jpg"` are words.

    Args:
        text: What the person typed.
        pictures: Names of pictures that came with the query.

    Raises:
        QuerySyntaxError: The text is not a query; the message says what is wrong, and where.
    """
    return _Parser(text, pictures).terms()


def is_named_like_picture(name: str) -> bool:
    """Says whether a name ends as those of picture files do."""
    return name.lower().endswith(PICTURE_EXTENSIONS)


class _Parser:
    """One text being read; `_at` is the offset up to which it was read."""

    def __init__(self, text: str, pictures: Collection[str]) -> None:
        self._query = text
        self._text = text.rstrip()
        self._pictures = pictures
        self._at = 0

    def terms(self) -> list[Term]:
        self._refuse_control_characters()
        self._skip_space()
        if self._at_end():
            self._fail(f"the query is empty: expected {_TERM}", 0)
        terms: list[Term] = []
        while not self._at_end():
            if len(terms) == MOST_TERMS:
                self._fail(f"a query has at most {MOST_TERMS} terms", self._at)
            terms.append(self._signed_term())
        return terms

    def _signed_term(self) -> Term:
        weight = self._sign() * self._weight()
        if self._peek() == '"':
            return self._quoted(weight)
        if self._peek() == "#":
            return self._item(weight)
        return self._plain(weight)

    def _sign(self) -> float:
        if not _SIGN.match(self._text, self._at):
            return 1.0
        at = self._at
        self._pass_over(at + 1, self._text[at], at)
        return -1.0 if self._text[at] in MINUS else 1.0

    def _weight(self) -> float:
        number = _WEIGHT.match(self._text, self._at)
        if number is None:
            return 1.0
        weight = float(number[1])
        if not 0 < weight <= LARGEST_WEIGHT or not math.isfinite(weight):
            self._fail(f"a weight is above 0 and at most {LARGEST_WEIGHT:g}", self._at)
        self._pass_over(number.end(), self._text[number.end() - 1], number.end() - 1)
        return weight

    def _pass_over(self, end: int, symbol: str, at: int) -> None:
        """Goes on after a sign or a `*`, which must have a term behind it."""
        self._at = end
        self._skip_space()
        if self._at_end():
            self._fail(f"expected {_TERM} after '{symbol}'", at)
        if _SIGN.match(self._text, self._at):
            self._fail(f"expected {_TERM} after '{symbol}', not another sign", self._at)

    def _quoted(self, weight: float) -> Term:
        start = self._at
        quoted = _QUOTED.match(self._text, start)
        if quoted is None:
            self._fail("the quote is not closed", start)
        content = _ESCAPE.sub(r"\1", quoted[1])
        if not content.strip():
            self._fail("there is nothing between the quotes", start)
        self._close(quoted.end(), "the quoted text")
        is_words = any(escape[0] == _LITERAL_DOT for escape in _ESCAPE.finditer(quoted[1]))
        return self._term(weight, content, content, start, may_be_picture=not is_words)

    def _item(self, weight: float) -> Term:
        start = self._at
        number = _ITEM.match(self._text, start)
        if number is None or not number[1]:
            self._fail("expected the number of an item after '#'", start)
        if len(number[1]) > MOST_ITEM_DIGITS:
            self._fail("no item has so large a number", start)
        self._close(number.end(), "the item")
        return ItemTerm(weight, int(number[1]))

    def _plain(self, weight: float) -> Term:
        start = self._at
        following = _NEXT_SIGN.search(self._text, start)
        end = following.start() if following else len(self._text)
        self._refuse_symbols(start, end)
        self._at = end
        run = self._text[start:end].rstrip()
        return self._term(weight, run, " ".join(run.split()), start, may_be_picture=True)

    def _term(
        self, weight: float, name: str, text: str, start: int, *, may_be_picture: bool
    ) -> Term:
        if len(name) > LONGEST_TERM:
            self._fail(f"a term has at most {LONGEST_TERM} characters", start)
        if may_be_picture and (name in self._pictures or is_named_like_picture(name)):
            return PictureTerm(weight, name)
        return TextTerm(weight, text)

    def _close(self, end: int, what: str) -> None:
        """Goes on after a term, which must be the last one or have a sign behind it."""
        self._at = end
        self._skip_space()
        if not self._at_end() and not _NEXT_SIGN.match(self._text, self._at):
            self._fail(f"expected + or - between {what} and what follows it", end)

    def _refuse_symbols(self, start: int, end: int) -> None:
        if times := _TIMES.search(self._text, start, end):
            self._fail(
                f"expected a number before '{times[0]}' (a weight is 0.5*dog); "
                "put a text that holds the sign in quotes",
                times.start(),
            )
        if (quote := self._text.find('"', start, end)) >= 0:
            self._fail("expected + or - before the quoted text", quote)

    def _refuse_control_characters(self) -> None:
        for position, character in enumerate(self._text):
            if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n\r":
                self._fail("a query holds no control characters", position)

    def _skip_space(self) -> None:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at

    def _peek(self) -> str:
        return self._text[self._at]

    def _at_end(self) -> bool:
        return self._at == len(self._text)

    def _fail(self, problem: str, position: int) -> NoReturn:
        raise QuerySyntaxError(problem, self._query, position)
