"""The name of an ingredient, out of a line of a recipe.

`ingredient-parser-nlp` finds names with a conditional random field, but fetches a tagger over the
network when it is imported and knows English alone. Rules do here: the name only chooses a vector.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from models.words.tokenising import split_words

_BRACKETED = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
_HEADING = re.compile(r"\s*([-=*#_~])\1+[^-=*#_~]+\1{2,}\s*")
"""`--- Sauce ---`."""
_PART_OF_ONE = re.compile(r"\b(?:half|quarter)(?: of)? an?\b")
_CLAUSE = re.compile(r"[,;:*]|\s[-\u2013\u2014]+\s")
_LEADING = frozenset(
    [
        *("a", "about", "an", "and", "at", "couple", "each", "few", "least", "of", "or", "plus"),
        *("several", "some", "the", "to", "x"),
        *("four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("approx", "heaped", "rounded", "quarter", "up"),
    ]
)
"""What may stand before or between quantities and measures."""
_ENDS = frozenset(
    ["as", "for", "from", "if", "in", "into", "or", "plus", "such", "to", "with", "without"]
)
"""What begins a remark about the ingredient named before."""
_PRESSED = frozenset({"juice", "juices", "peel", "rind", "zest"})
"""What is named before that which it is of: `juice of 1 lemon`."""
_MEAT = frozenset({"rib", "ribs"})
"""What measures celery, and is cut of everything else: `4 pork ribs`."""
_UNNAMED = frozenset({"ground", "half"})
"""What is a part of many names, and none by itself: `ground cloves` is no measure of ground."""
_SINGULARS = {
    "cookies": "cookie",
    "brownies": "brownie",
    "halves": "half",
    "kiwis": "kiwi",
    "knives": "knife",
    "leaves": "leaf",
    "loaves": "loaf",
    "molasses": "molasses",
    "swiss": "swiss",
}


def name_ingredient(line: str) -> str:
    """Returns the ingredient that a line of a recipe names, or "" where it names none.

    Quantities, measures, remarks and the way it is prepared are left out, and the last word is in
    the singular: `2 (14 ounce) cans diced tomatoes, drained` is about `tomato`.
    """
    plain = unicodedata.normalize("NFKC", line).casefold()
    unbracketed = _BRACKETED.sub(" ", plain)
    if unbracketed.rstrip().endswith(":") or _HEADING.fullmatch(plain):  # `For the sauce:`
        return ""
    clauses = _CLAUSE.split(_PART_OF_ONE.sub(" ", unbracketed))
    # `1 cup, packed, brown sugar`: a measure is a name only where nothing else is: `3 cloves`.
    named = (
        _name(read(_words(own))) for read in (_without_measures, _last_measure) for own in clauses
    )
    return next(filter(None, named), "")


def singular(word: str) -> str:
    """Returns an English noun in the singular: `tomatoes` is `tomato`."""
    if word in _SINGULARS:
        return _SINGULARS[word]
    for ending, own in (("ies", "y"), ("oes", "o"), ("ches", "ch"), ("shes", "sh")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + own
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:  # noqa: PLR2004
        return word[:-1]
    return word


def _words(clause: str) -> list[str]:
    return [word for word in split_words(clause) if not any(map(str.isdigit, word))]


def _name(words: list[str]) -> str:
    if words[1:2] not in (["of"], ["from"]) or words[0] not in _PRESSED:
        return _noun(words)
    return f"{_noun(_without_measures(words[2:]))} {singular(words[0])}".strip()


def _noun(words: list[str]) -> str:
    words = _without_remarks(words)
    kept = [word for word in words if word not in _words_of("preparations.txt")]
    if _ends_in_measure(kept):
        kept = kept[:-1]
    if not kept or set(kept) <= _UNNAMED:
        return ""
    return " ".join([*kept[:-1], singular(kept[-1])])


def _ends_in_measure(words: list[str]) -> bool:
    """Says whether the last word measures what is named before it: `2 celery stalks`."""
    if not words or words[-1] not in _words_of("units.txt") or set(words[:-1]) <= _UNNAMED:
        return False
    return words[-1] not in _MEAT or "celery" in words


def _without_measures(words: list[str]) -> list[str]:
    skipped = _LEADING | _words_of("units.txt") | _words_of("preparations.txt")
    for at, word in enumerate(words):
        if word not in skipped:
            return words[at:]
    return []


def _last_measure(words: list[str]) -> list[str]:
    return [word for word in words[-1:] if word in _words_of("units.txt")]


def _without_remarks(words: list[str]) -> list[str]:
    for at, word in enumerate(words):
        if word in _ENDS:
            return words[:at]
    return words


@cache
def _words_of(name: str) -> frozenset[str]:
    lines = files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
