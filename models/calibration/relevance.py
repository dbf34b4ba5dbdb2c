"""Relevance: how far a score stands out of what is usual for its query."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.calibration.background import Usual
from models.calibration.backgrounds import Backgrounds
from models.calibration.logistic import Logistic, fit_rising
from models.calibration.queries import QueryKind
from models.calibration.split import CaptionedVectors
from models.calibration.thresholds import Judged, best_threshold

_OF_THE_SCORE = 1  # features that rise with the score
KEPT_OTHERS = 20  # one of so many pairs that do not belong together is enough to fit on

Floats = NDArray[np.float64]


def standing(scores: NDArray[np.floating], usual: Usual, among_words: Usual) -> Floats:
    """Compares the scores of queries with what is usual for each.

    Args:
        scores: `[q, n]`.
        usual: Moments of the scores that the background of what is searched gives the `q` queries.
        among_words: The same for the background of words.

    Returns:
        Five features a score, `[q, n, 5]`: the score, what is usual for its query, mean and
        deviation, and the same among words, which tells whether the query is like a word, a
        sentence or a picture. All but the first are the same for all hits of a query.
    """
    columns = (
        scores.astype(np.float64),
        usual.mean[:, None],
        usual.deviation[:, None],
        among_words.mean[:, None],
        among_words.deviation[:, None],
    )
    return np.stack(np.broadcast_arrays(*columns), axis=-1)


def standing_of(kind: QueryKind, split: CaptionedVectors, backgrounds: Backgrounds) -> Floats:
    """Returns the standing of everything that a kind of query searches, `[q, n, 5]`."""
    usual = backgrounds.usual(kind.vectors, kind.modality)
    return standing(kind.scores(split), usual, backgrounds.words.scores(kind.vectors))


def fit_relevance(
    kinds: Sequence[QueryKind], split: CaptionedVectors, backgrounds: Backgrounds
) -> Logistic | None:
    """Fits relevance for one modality.

    Every kind of query counts the same, and in it every pair, so that the fit is good where few
    are relevant among many: that is where an answer is cut off. Then the bias is moved so that 0.5
    is the cut-off of the best F1, averaged over the kinds.

    Args:
        kinds: Queries of the modality.
        split: What they search.
        backgrounds: What is usual.

    Returns:
        The fit on `standing`, or None where there are no queries.
    """
    if not kinds:
        return None
    features = [standing_of(kind, split, backgrounds) for kind in kinds]
    fitted = fit_rising(*_pooled(features, kinds), rising=_OF_THE_SCORE)
    judged = [
        Judged.of(fitted.logits(own), kind.relevant)
        for own, kind in zip(features, kinds, strict=True)
    ]
    return Logistic(fitted.weights, fitted.bias - best_threshold(judged))


def _pooled(
    features: Sequence[Floats], kinds: Sequence[QueryKind]
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Returns features `[p, f]`, targets `[p]` and weights `[p]` of pairs of all kinds."""
    parts = [_pairs(own, kind.relevant) for own, kind in zip(features, kinds, strict=True)]
    pooled, targets, importance = (np.concatenate(column) for column in zip(*parts, strict=True))
    return pooled, targets, importance


def with_some_others(targets: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Marks all that are right and one of so many that are not, at least one: `[n]`."""
    kept = targets.copy()
    kept[np.flatnonzero(~targets)[::KEPT_OTHERS]] = True
    return kept


def _pairs(
    features: Floats, relevant: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.bool_], Floats]:
    flat, targets = features.reshape(-1, features.shape[-1]), relevant.ravel()
    kept = with_some_others(targets)
    chosen = targets[kept]
    stand_for = (~targets).sum() / max(1, (~chosen).sum())  # others that one of them stands for
    return flat[kept], chosen, np.where(chosen, 1.0, stand_for) / len(targets)
