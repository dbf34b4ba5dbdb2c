"""What the captions of a picture say, and what they never mention."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.evaluation.arithmetic.mentions import Reader

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Sayings:
    """The terms of a set of pictures.

    Attributes:
        said: The terms that each picture says, `n` sets.
        saying: Pictures that say a term, ascending.
        mentioning: Pictures with the term in any caption, ascending.
        captions: How many captions each picture has.
    """

    said: Sequence[frozenset[str]]
    saying: Mapping[str, Rows]
    mentioning: Mapping[str, Rows]
    captions: Sequence[int]


def read_sayings(
    captions: Sequence[Sequence[str]], reader: Reader, captions_a_word: int
) -> Sayings:
    """Reads what pictures say.

    Args:
        captions: Captions of each picture.
        reader: Reads the terms out of a caption.
        captions_a_word: Captions that must have a term before the picture says it; all of them
            where a picture has fewer.
    """
    counts = [Counter(t for caption in own for t in reader.terms_in(caption)) for own in captions]
    needed = [min(captions_a_word, len(own)) for own in captions]
    said = [
        frozenset(term for term, count in own.items() if count >= enough)
        for own, enough in zip(counts, needed, strict=True)
    ]
    return Sayings(said, _rows_by_term(said), _rows_by_term(counts), [len(c) for c in captions])


def _rows_by_term(terms_of: Sequence[Iterable[str]]) -> Mapping[str, Rows]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for picture, terms in enumerate(terms_of):
        for term in terms:
            rows[term].append(picture)
    return {term: np.array(own, dtype=np.int64) for term, own in rows.items()}
