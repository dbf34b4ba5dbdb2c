"""Lays vectors out in the plane."""

import numpy as np
from threadpoolctl import threadpool_limits

from index.arrays import Vectors
from index.map.records import Places

FEWEST_NEIGHBOURS = 10
"""Of fewer vectors, neighbours say less than the two directions in which they differ most."""
MARGIN = 0.02
ITERATIONS = 500
"""Half of what scikit-learn does unasked: on real pictures the map is as good."""
PERPLEXITY = 30.0
SEED = 0


def lay_out(vectors: Vectors) -> Places:
    """Places vectors so that near ones are near; the same vectors come to the same places.

    t-SNE (van der Maaten and Hinton 2008) over cosines, started from the principal components,
    which few vectors keep. One is placed in the centre, two on a line.

    Args:
        vectors: No two of them are equal `[m, d]`; none is all right.

    Returns:
        Their places `[m, 2]`, at least `MARGIN` away from the border.
    """
    start = _principal_components(vectors)
    spread = float(start[:, 0].std()) if len(start) else 0.0
    if len(vectors) < FEWEST_NEIGHBOURS or spread == 0:
        return _within_borders(start)
    return _within_borders(_by_neighbours(vectors, start / spread * 1e-4))


def _principal_components(vectors: Vectors) -> Places:
    """Projects on the two directions of most variance; their largest parts point upwards."""
    if not len(vectors):
        return np.empty((0, 2), np.float32)
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    places = np.zeros((len(vectors), 2), np.float32)
    for axis, direction in enumerate(directions[:2]):
        upwards = np.sign(direction[np.abs(direction).argmax()])
        places[:, axis] = centred @ (direction * upwards)
    return places


def _by_neighbours(vectors: Vectors, start: Places) -> Places:
    from sklearn.manifold import TSNE  # noqa: PLC0415 - a second that small collections never need

    method = TSNE(
        metric="cosine",
        perplexity=min(PERPLEXITY, (len(vectors) - 1) / 3),
        init=start,
        max_iter=ITERATIONS,
        random_state=SEED,
    )
    # Two threads wait for each other in every one of many small steps: where other work goes on,
    # they took fifteen times the time of one, and the order of their sums is not always the same.
    with threadpool_limits(1, user_api="openmp"):
        places: Places = method.fit_transform(vectors)
    return places


def _within_borders(places: Places) -> Places:
    """Moves and scales places `[m, 2]` into the unit square; both directions scale alike."""
    if not len(places):
        return places
    low, high = places.min(axis=0), places.max(axis=0)
    size = float((high - low).max())
    scale = (1 - 2 * MARGIN) / size if size > 0 else 0.0
    return np.asarray(0.5 + (places - (low + high) / 2) * scale, np.float32)
