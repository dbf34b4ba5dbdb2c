"""Places vectors among landmarks."""

import faiss
import numpy as np
from numpy.typing import NDArray

from index.arrays import Ids, Vectors
from index.map.records import SIDE, Coordinates, Landmarks, Places

NEAREST = 10
PICTURE_TEMPERATURE = 0.05
"""Difference of cosines at which a landmark counts e times less."""
WORD_TEMPERATURE = 0.03
"""Likewise; cosines of words with pictures differ less."""
TOGETHER = 0.05
"""How far apart landmarks of one neighbourhood lie."""
SAME = 1 - 1e-5
"""Cosine from which a vector is a landmark itself; float32 rounds a sum of 512 products so far."""
SPREAD = 0.0015
"""How far equal pictures lie apart at most: a third of the distance of 50,000 on a grid."""
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
_GOLDEN_RATIO = (np.sqrt(5) - 1) / 2


def place(vectors: Vectors, landmarks: Landmarks, temperature: float) -> Places:
    """Places vectors `[n, d]` among the landmarks that they are nearest to, `[n, 2]`.

    Where those lie in several parts of the map, the mean of all would lie where nothing like it is:
    a vector goes to the mean of those in the part that speaks for it most. What is a landmark
    itself lies where that lies.

    Args:
        vectors: Any number of them.
        landmarks: Where others are.
        temperature: Difference of cosines at which a landmark counts e times less.
    """
    nearest = min(NEAREST, len(landmarks.vectors))
    if not nearest or not len(vectors):
        return np.full((len(vectors), 2), 0.5, np.float32)
    cosines, rows = faiss.knn(
        vectors, landmarks.vectors, nearest, metric=faiss.METRIC_INNER_PRODUCT
    )
    weights = np.exp((cosines - cosines[:, :1]) / temperature)  # [n, k], the nearest one first
    weights[cosines[:, 0] >= SAME, 1:] = 0
    return _weightiest_means(landmarks.places[rows], weights)


def _weightiest_means(
    places: NDArray[np.float32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Returns the mean of the neighbourhood with the largest weight `[n, 2]`.

    Args:
        places: Of k landmarks for each of n vectors `[n, k, 2]`.
        weights: Theirs `[n, k]`.
    """
    apart = np.linalg.norm(places[:, :, None] - places[:, None], axis=-1)  # [n, k, k]
    around = np.where(apart <= TOGETHER, weights[:, None], 0)  # [n, k, k], around each of them
    best = around.sum(axis=-1).argmax(axis=-1)  # [n]
    shares = around[np.arange(len(places)), best]  # [n, k]
    shares /= shares.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("nk,nkp->np", shares, places), np.float32)


def place_items(ids: Ids, vectors: Vectors, landmarks: Landmarks) -> Coordinates:
    """Places pictures `[n, 2]`, equal ones a little apart."""
    return coordinates_of(place(vectors, landmarks, PICTURE_TEMPERATURE) + _aside(ids))


def coordinates_of(places: Places) -> Coordinates:
    """Rounds places `[n, 2]` to whole coordinates."""
    return np.asarray(np.rint(np.clip(places, 0, 1) * SIDE), np.uint16)


def _aside(ids: Ids) -> Places:
    """Returns by how much each picture is moved `[n, 2]`, which its number alone decides."""
    angles = (ids * _GOLDEN_ANGLE) % (2 * np.pi)
    radii = SPREAD * np.sqrt((ids * _GOLDEN_RATIO) % 1)
    steps = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii[:, None]
    return np.asarray(steps, np.float32)
