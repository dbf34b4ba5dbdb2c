"""Searches among few of the vectors."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.index.data import Data
from benchmarks.index.peers import Pixword
from index.vectors.protocol import VectorReader

SHARES = (0.3, 0.1, 0.01, 0.001)
QUERIES = 100


def measure_filtered(data: Data, folder: Path) -> list[dict[str, float]]:
    """Returns recall@10 and milliseconds a search for several shares of allowed vectors."""
    peer = Pixword()
    queries = np.load(data.queries)
    queries = queries[:: max(1, len(queries) // QUERIES)]
    peer.open(folder, data.count, queries.shape[1])
    return [_measure_share(peer.reader(), data.count, queries, share) for share in SHARES]


def _measure_share(
    reader: VectorReader, count: int, queries: Sequence[np.ndarray], share: float
) -> dict[str, float]:
    random = np.random.default_rng(0)
    allowed = np.sort(random.choice(count, round(share * count), replace=False))
    recalls, times = [], []
    for query in queries:
        truth = reader.search(query, 10, allowed, exact=True).ids
        started = time.perf_counter()
        found = reader.search(query, 10, allowed).ids
        times.append(time.perf_counter() - started)
        recalls.append(len(np.intersect1d(found, truth)) / len(truth))
    return {
        "share": share,
        "recall": round(float(np.mean(recalls)), 4),
        "median_ms": round(1000 * float(np.median(times)), 2),
    }
