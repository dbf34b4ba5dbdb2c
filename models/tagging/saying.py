"""Which words of a vocabulary captions say: the truth of tags where nobody tagged."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Phrase = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_HISSING = ("ches", "shes", "sses", "xes", "zzes")
_SHORTEST_PLURAL = 4  # gas and bus are none
_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "persons": "person",
    "feet": "foot",
    "teeth": "tooth",
    "mice": "mouse",
    "geese": "goose",
    "leaves": "leaf",
    "knives": "knife",
    "wives": "wife",
    "wolves": "wolf",
    "calves": "calf",
    "shelves": "shelf",
    "loaves": "loaf",
    "scarves": "scarf",
    "buses": "bus",
}


def caption_words(captions: Sequence[str], words: Sequence[str]) -> NDArray[np.bool_]:
    """Finds words in captions.

    A word counts where it stands alone, in singular or plural, whatever its case; a phrase where
    its words follow each other. Dogs is dog and people is person, but hotdog is not dog.

    Args:
        captions: `m` texts.
        words: `w` words or phrases.

    Returns:
        Whether a caption says a word, `[m, w]`.
    """
    columns = _columns_by_phrase(words)
    longest = max((len(phrase) for phrase in columns), default=0)
    said = np.zeros((len(captions), len(words)), dtype=bool)
    for row, caption in enumerate(captions):
        for phrase in _phrases(_folded(caption), longest):
            said[row, columns.get(phrase, [])] = True
    return said


def count_sayings(
    said: NDArray[np.bool_], owners: NDArray[np.int64], pictures: int
) -> NDArray[np.int32]:
    """Counts the captions of each picture that say each word.

    Args:
        said: Of `caption_words`, `[m, w]`.
        owners: The picture of each caption, `[m]`.
        pictures: How many pictures there are.

    Returns:
        Counts, `[pictures, w]`.
    """
    counts = np.zeros((pictures, said.shape[1]), dtype=np.int32)
    np.add.at(counts, owners, said)
    return counts


def fold_word(spelling: str) -> str:
    """Returns the form that stands for singular and plural of a word in lower case.

    It is for comparing and need not be a word.
    """
    if spelling in _IRREGULAR:
        return _IRREGULAR[spelling]
    if len(spelling) < _SHORTEST_PLURAL or spelling.endswith(("ss", "us")):
        return spelling
    if spelling.endswith("ies"):
        return f"{spelling[:-3]}y"
    if spelling.endswith(_HISSING):
        return spelling[:-2]
    return spelling.removesuffix("s")


def fold_phrase(text: str) -> str:
    """Returns what all spellings of a word or phrase share, in singular and plural."""
    return " ".join(_folded(text))


def _folded(text: str) -> Phrase:
    return tuple(fold_word(spelling) for spelling in _WORD.findall(text.lower()))


def _phrases(words: Phrase, longest: int) -> Iterator[Phrase]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            yield words[start:end]


def _columns_by_phrase(words: Sequence[str]) -> dict[Phrase, list[int]]:
    columns: defaultdict[Phrase, list[int]] = defaultdict(list)
    for column, word in enumerate(words):
        if phrase := _folded(word):
            columns[phrase].append(column)
    return dict(columns)
