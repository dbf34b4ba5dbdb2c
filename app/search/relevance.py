"""How relevant hits are, where the space was calibrated."""

from collections.abc import Sequence

import numpy as np

from app.exceptions import NotCalibrated
from app.library.space_names import shown_to_client
from index.search import ScoredHit, SearchPage
from models import Space
from models.calibration.backgrounds import Modality
from models.encoders.protocols import Vectors


def relevance_of(
    space: Space, query: Vectors, hits: Sequence[ScoredHit], modality: Modality
) -> list[float | None]:
    """Returns the relevance of each hit from 0 to 1; None each without a calibration.

    Args:
        space: The space.
        query: Unit vector of the query, `[d]`.
        hits: What it found.
        modality: What was searched.
    """
    if space.calibration is None:
        return [None] * len(hits)
    scores = np.array([hit.score for hit in hits], dtype=np.float64)
    return list(space.calibration.relevance(query, scores, modality).tolist())


def cut_off(page: SearchPage, relevance: Sequence[float | None], least: float | None) -> SearchPage:
    """Ends a page before the first hit of too little relevance; behind it all have less."""
    if least is None:
        return page
    enough = [own is not None and own >= least for own in relevance]
    if all(enough):
        return page
    return SearchPage(page.hits[: enough.index(False)], None)


def check_calibrated(space: Space, asked: str) -> None:
    """Refuses what only a calibrated space can answer.

    Args:
        space: The space.
        asked: Name of the parameter.

    Raises:
        NotCalibrated: The space has no calibration.
    """
    if space.calibration is None:
        raise NotCalibrated(
            f"{asked}: the space {shown_to_client(space.name)} was not calibrated and cannot say "
            "it: leave it out, or choose a space with heads that were trained with captions"
        )
