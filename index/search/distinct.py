"""Lets every text through once, however many captions and words spell it."""

import numpy as np
from numpy.typing import NDArray

from index.catalogue.catalogue import Catalogue
from index.catalogue.records import TextEntry
from index.vectors import Ranked


class DistinctTexts:
    """Says which entries of a ranking count, and keeps what it read about them.

    Attributes:
        entries: The captions and words of the last ranking, by number.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        """Takes the catalogue that has the texts."""
        self._catalogue = catalogue
        self.entries: dict[int, TextEntry] = {}

    def __call__(self, ranked: Ranked) -> NDArray[np.bool_]:
        """Returns a mask `[n]`: texts that are still there and not the same as a better one."""
        self.entries = self._catalogue.texts(ranked.ids.tolist())
        seen: set[str] = set()
        mask = np.zeros(len(ranked.ids), dtype=bool)
        for place, text_id in enumerate(ranked.ids.tolist()):
            text = self.entries.get(text_id)
            if text is not None and text.folded not in seen:
                mask[place] = True
                seen.add(text.folded)
        return mask
