"""Which pictures have which tags."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.exceptions import NothingToLearn
from models.tagging.saying import caption_words, count_sayings, fold_phrase

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class TagTruth:
    """What is right.

    Attributes:
        words: `w` tags.
        has: Whether a picture has a tag, `[n, w]`.
    """

    words: Sequence[str]
    has: Mask

    def with_enough(self, pictures: int) -> "TagTruth":
        """Keeps the tags that at least so many pictures have.

        Raises:
            NothingToLearn: There is none.
        """
        columns = np.flatnonzero(self.has.sum(axis=0) >= pictures).tolist()
        if not columns:
            raise NothingToLearn(f"no tag is that of {pictures} pictures: nothing can be judged")
        return TagTruth([self.words[column] for column in columns], self.has[:, columns])


def truth_of_captions(
    captions: Sequence[str], owners: NDArray[np.int64], pictures: int, words: Sequence[str]
) -> TagTruth:
    """A picture has the words that any of its captions says.

    Args:
        captions: `m` texts.
        owners: The picture of each, `[m]`.
        pictures: How many pictures there are.
        words: The vocabulary.
    """
    counts = count_sayings(caption_words(captions, words), owners, pictures)
    return TagTruth(words, counts > 0)


def truth_of_tags(tags: Sequence[Sequence[str]], words: Sequence[str] | None = None) -> TagTruth:
    """A picture has the words that it is tagged with, in singular or plural.

    Args:
        tags: Of each picture.
        words: The vocabulary; all tags if left out.
    """
    known = words if words is not None else sorted({tag for own in tags for tag in own})
    folded = [fold_phrase(word) for word in known]
    own = [{fold_phrase(tag) for tag in tagged} for tagged in tags]
    has = np.array([[word in tagged for word in folded] for tagged in own], dtype=bool)
    return TagTruth(known, has.reshape(len(tags), len(known)))
