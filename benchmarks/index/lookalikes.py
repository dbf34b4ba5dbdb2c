"""Any number of vectors that lie as those of real pictures do."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

CLUSTERS = 128
FACTORS = 64
CHUNK = 100_000  # vectors drawn at a time, each chunk from a seed of its own
COMPARED = 6000


@dataclass(frozen=True)
class _Cluster:
    """One of the Gaussians: a mean `[d]`, factors `[r, d]`, and the deviation of the rest."""

    mean: Vectors
    factors: Vectors
    rest: float


class Lookalikes:
    """A mixture of probabilistic PCAs (Tipping & Bishop 1999) fitted to real vectors.

    k-means finds 128 clusters; in each of them the 64 leading directions keep their variances, and
    what is left is spread evenly. A draw picks a cluster by its share, and is normalised.
    """

    def __init__(self, real: Vectors) -> None:
        """Fits real vectors `[n, d]`."""
        dimension = real.shape[1]
        kmeans = faiss.Kmeans(dimension, CLUSTERS, niter=20, seed=0)
        kmeans.train(real)
        assigned = kmeans.index.search(real, 1)[1][:, 0]
        sizes = np.bincount(assigned, minlength=CLUSTERS)
        self._shares = sizes / len(real)
        self._clusters = [_fit(real[assigned == at]) for at in range(CLUSTERS)]
        self._dimension = dimension

    def draw(self, count: int, seed: int) -> Vectors:
        """Draws vectors `[count, d]` of length 1."""
        random = np.random.default_rng(seed)
        chosen = random.choice(len(self._clusters), count, p=self._shares)
        drawn = np.empty((count, self._dimension), np.float32)
        for at, cluster in enumerate(self._clusters):
            places = np.flatnonzero(chosen == at)
            drawn[places] = _draw(cluster, len(places), random)
        lengths = np.linalg.norm(drawn, axis=1, keepdims=True)
        return np.asarray(drawn / lengths, np.float32)


def write_lookalikes(real: Vectors, count: int, path: Path) -> None:
    """Writes `count` vectors to a `.npy` file: the real ones, then lookalikes; in little memory."""
    model = Lookalikes(real)
    unfinished = path.with_suffix(".unfinished")
    rows = np.lib.format.open_memmap(unfinished, "w+", np.float32, (count, real.shape[1]))
    rows[: len(real)] = real[:count]
    for seed, start in enumerate(range(len(real), count, CHUNK)):
        part = rows[start : start + CHUNK]
        part[:] = model.draw(len(part), seed)
    rows.flush()
    unfinished.rename(path)


def compare(real: Vectors) -> dict[str, dict[str, float]]:
    """Returns statistics of real vectors and of as many lookalikes."""
    some = real[np.random.default_rng(0).permutation(len(real))[:COMPARED]]
    return {"real": describe(some), "drawn": describe(Lookalikes(real).draw(len(some), 0))}


def describe(vectors: Vectors) -> dict[str, float]:
    """Returns what decides how hard vectors `[n, d]` are to search.

    `spectrum` is the participation ratio of the covariance's eigenvalues, `dimension` the local
    intrinsic dimension (Levina & Bickel 2004) over 20 neighbours, `hubness` the skewness of how
    often a vector is among the 10 nearest of others (Radovanović et al. 2010).
    """
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -np.inf)
    nearest = np.argpartition(-cosines, 20, axis=1)[:, :20]
    values = -np.sort(-np.take_along_axis(cosines, nearest, axis=1), axis=1)  # [n, 20]
    ten = np.argpartition(-cosines, 10, axis=1)[:, :10]
    eigenvalues = np.linalg.eigvalsh(np.cov(vectors.T))
    return {
        "spectrum": float(eigenvalues.sum() ** 2 / (eigenvalues**2).sum()),
        "nearest": float(values[:, 0].mean()),
        "tenth": float(values[:, 9].mean()),
        "dimension": _local_dimension(values),
        "hubness": _skewness(np.bincount(ten.ravel(), minlength=len(vectors))),
    }


def chunks(vectors: Vectors, size: int = CHUNK) -> Iterator[tuple[NDArray[np.int64], Vectors]]:
    """Yields ids and vectors of a mapped file, a chunk at a time."""
    for start in range(0, len(vectors), size):
        part = np.ascontiguousarray(vectors[start : start + size])
        yield np.arange(start, start + len(part)), part


def _fit(members: Vectors) -> _Cluster:
    mean = members.mean(axis=0)
    _, deviations, directions = np.linalg.svd(members - mean, full_matrices=False)
    variances = deviations**2 / max(len(members) - 1, 1)
    kept = min(FACTORS, len(variances) - 1)
    left = variances[kept:].sum() / (members.shape[1] - kept)
    factors = directions[:kept] * np.sqrt(variances[:kept, None])
    return _Cluster(mean, factors.astype(np.float32), float(np.sqrt(left)))


def _draw(cluster: _Cluster, count: int, random: np.random.Generator) -> Vectors:
    weights = random.standard_normal((count, len(cluster.factors)), dtype=np.float32)
    noise = random.standard_normal((count, len(cluster.mean)), dtype=np.float32)
    return np.asarray(cluster.mean + weights @ cluster.factors + cluster.rest * noise, np.float32)


def _local_dimension(cosines: Vectors) -> float:
    distances = np.sqrt(np.maximum(2 - 2 * cosines, 1e-12))
    logs = np.log(distances[:, :-1] / distances[:, -1:])
    return float((-1 / logs.mean(axis=1)).mean())


def _skewness(counts: NDArray[np.int64]) -> float:
    return float(((counts - counts.mean()) ** 3).mean() / counts.std() ** 3)
