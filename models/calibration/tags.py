"""Probability of a tag: from its score, its picture, and how often describers say the word."""

import numpy as np
from numpy.typing import NDArray

from models.calibration.background import Usual
from models.calibration.logistic import Logistic, fit_logistic
from models.calibration.priors import WordPriors
from models.calibration.relevance import with_some_others
from models.calibration.said import Said

Floats = NDArray[np.float64]


def tag_features(scores: NDArray[np.floating], usual: Usual, priors: Floats) -> Floats:
    """Returns two features a pair, `[n, w, 2]`.

    Args:
        scores: Cosines of pictures and words, `[n, w]`.
        usual: What words at large score with each picture, `[n]`.
        priors: Logarithm of how often each word is said, `[w]`.

    Returns:
        How many deviations the score stands above what is usual for its picture, and the prior.
    """
    deviations = (scores - usual.mean[:, None]) / usual.deviation[:, None]
    return np.stack([deviations, np.broadcast_to(priors, deviations.shape)], axis=-1)


def fit_tags(
    scores: NDArray[np.floating], usual: Usual, said: Said, priors: WordPriors
) -> Logistic | None:
    """Fits the probability that a picture's captions say a word.

    Args:
        scores: Cosines of the pictures and words of `said`, `[n, w]`.
        usual: What words at large score with each picture, `[n]`.
        said: What the captions say.
        priors: How often describers say a word.

    Returns:
        The fit on `tag_features`, or None where there are no words, or all are said of all.
    """
    if not said.words or said.pictures.all():
        return None
    features = tag_features(scores, usual, priors.of_words(said.words)).reshape(-1, 2)
    targets = said.pictures.ravel()
    kept = with_some_others(targets)
    importance = np.where(targets[kept], 1.0, (~targets).sum() / (~targets[kept]).sum())
    return fit_logistic(features[kept], targets[kept], importance)
