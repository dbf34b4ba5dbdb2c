"""The graphs of other libraries that Pixword's index is compared with."""

from pathlib import Path

import hnswlib
import numpy as np
from numpy.typing import NDArray
from usearch.index import Index as UsearchIndex

from benchmarks.index.data import K
from benchmarks.index.lookalikes import Vectors, chunks

CONNECTIONS = 16  # neighbours of a node of a graph, the default of both libraries
CONSTRUCTION = 128  # candidates while a graph is built, usearch's default


class Hnswlib:
    """A graph over float32 vectors."""

    settings = (16, 32, 64, 96, 128, 192, 256, 384)

    def build(self, vectors: Vectors, folder: Path) -> None:
        """Builds the graph with two threads."""
        index = hnswlib.Index("ip", vectors.shape[1])
        index.init_index(len(vectors), ef_construction=CONSTRUCTION, M=CONNECTIONS)
        for ids, part in chunks(vectors):
            index.add_items(part, ids, num_threads=2)
        index.save_index(str(folder / "graph"))

    def open(self, folder: Path, count: int, dimension: int) -> None:
        """Reads the graph."""
        self._index = hnswlib.Index("ip", dimension)
        self._index.load_index(str(folder / "graph"), max_elements=count)

    def set(self, setting: int) -> None:
        """Chooses how many candidates are kept."""
        self._index.set_ef(setting)

    def search(self, query: Vectors) -> NDArray[np.int64]:
        """Returns the ten nearest."""
        rows: NDArray[np.int64] = self._index.knn_query(query, K, num_threads=1)[0][0]
        return rows


class Usearch:
    """A graph over vectors of a number type."""

    settings = (16, 32, 64, 96, 128, 192, 256, 384)

    def __init__(self, dtype: str) -> None:
        """Takes f32, bf16 or i8."""
        self._dtype = dtype

    def build(self, vectors: Vectors, folder: Path) -> None:
        """Builds the graph with two threads."""
        index = self._empty(vectors.shape[1])
        for ids, part in chunks(vectors):
            index.add(ids, part, threads=2)
        index.save(str(folder / "graph"))

    def open(self, folder: Path, count: int, dimension: int) -> None:  # noqa: ARG002
        """Reads the graph."""
        self._index = self._empty(dimension)
        self._index.load(str(folder / "graph"))

    def set(self, setting: int) -> None:
        """Chooses how many candidates are kept."""
        self._index.expansion_search = setting

    def search(self, query: Vectors) -> NDArray[np.int64]:
        """Returns the ten nearest."""
        return np.asarray(self._index.search(query, K, threads=1).keys, dtype=np.int64)

    def _empty(self, dimension: int) -> UsearchIndex:
        return UsearchIndex(
            ndim=dimension,
            metric="ip",
            dtype=self._dtype,
            connectivity=CONNECTIONS,
            expansion_add=CONSTRUCTION,
        )
