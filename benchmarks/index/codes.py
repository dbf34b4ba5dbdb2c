"""Kinds of codes against each other: how many of the nearest are among few candidates."""

import time
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.index.data import Data, exact_answers
from benchmarks.index.lookalikes import Vectors
from index.vectors.coder import ITERATIONS, SAMPLES_A_LIST, lists_for, sample_for
from index.vectors.searching import LEAST_CANDIDATES, PROBES

COUNT = 300_000
# As FAISS spells them; RR turns all vectors at random first.
CODES = {
    "RaBitQ, 2 bits, turned": ("RR,", "RaBitQfs2"),
    "RaBitQ, 2 bits": ("", "RaBitQfs2"),
    "RaBitQ, 1 bit, turned": ("RR,", "RaBitQfs1"),
    "RaBitQ, 4 bits, turned": ("RR,", "RaBitQfs4"),
    "4-bit scalars": ("", "SQ4"),
    "4-bit products of 2 dimensions": ("", "PQ256x4fs"),
}


def measure_codes(data: Data) -> dict[str, dict[str, float]]:
    """Returns size, recall@10 and searches a second of every kind of codes, on one thread."""
    vectors: Vectors = np.load(data.vectors, mmap_mode="r")[:COUNT]
    queries: Vectors = np.load(data.queries)
    truth = exact_answers(vectors, queries)
    return {name: _measure(*kind, vectors, queries, truth) for name, kind in CODES.items()}


def _measure(
    turn: str, codes: str, vectors: Vectors, queries: Vectors, truth: NDArray[np.int64]
) -> dict[str, float]:
    index, inverted = _built(turn, codes, vectors)
    inverted.nprobe = PROBES
    faiss.omp_set_num_threads(1)
    started = time.perf_counter()
    found = [index.search(query[None], LEAST_CANDIDATES)[1][0] for query in queries]
    spent = time.perf_counter() - started
    shares = [len(np.intersect1d(a, b)) / len(b) for a, b in zip(found, truth, strict=True)]
    return {
        "bytes": inverted.code_size,
        "recall": round(float(np.mean(shares)), 4),
        "qps": round(len(queries) / spent, 1),
    }


def _built(turn: str, codes: str, vectors: Vectors) -> tuple[Any, Any]:
    dimension = vectors.shape[1]
    lists = lists_for(len(vectors))
    kind = f"{turn}IVF{lists},{codes}"
    index = faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT)
    inverted = faiss.extract_index_ivf(index)
    inverted.cp.niter, inverted.cp.spherical = ITERATIONS, True
    inverted.cp.min_points_per_centroid, inverted.cp.max_points_per_centroid = 1, SAMPLES_A_LIST
    faiss.omp_set_num_threads(2)
    sample = np.random.default_rng(0).choice(len(vectors), sample_for(len(vectors)), replace=False)
    index.train(np.ascontiguousarray(vectors[np.sort(sample)]))
    index.add(np.ascontiguousarray(vectors))
    return index, inverted
