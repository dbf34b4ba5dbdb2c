"""Captions to spellings, and plurals."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FUNCTION_WORDS = Path(__file__).parent / "function_words.txt"
# Letters, with hyphens inside: `t-shirt` is one word, `dog's` is `dog` and `s`.
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HISSING = ("s", "x", "z", "ch", "sh")
_VOWELS = "aeiou"


def spellings_in(caption: str) -> Iterator[tuple[str, int]]:
    """Yields each word of a caption as it is spelled, in lower case, and where it starts."""
    for found in _WORD.finditer(caption):
        yield found[0].lower(), found.start()


def plural_of(noun: str) -> str:
    """Returns the regular plural of an English noun."""
    if noun.endswith(_HISSING):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return f"{noun[:-1]}ies"
    return f"{noun}s"


@cache
def function_words() -> frozenset[str]:
    """Returns the words that say nothing of what a picture shows: of, with, two, near."""
    return frozenset(_FUNCTION_WORDS.read_text(encoding="utf-8").split())
