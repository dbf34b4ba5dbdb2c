"""Pixword's index and those it is compared with, built and asked alike."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.index.data import K
from benchmarks.index.lookalikes import Vectors, chunks
from index.snapshots.manifest import Manifest
from index.snapshots.store import SnapshotStore
from index.vectors import Policy, SegmentedIndex
from index.vectors.building import build_in_bulk
from index.vectors.coder import sample_for
from index.vectors.protocol import VectorReader


class Peer(Protocol):
    """An index in a folder."""

    settings: Sequence[int]
    """What is swept: the larger, the slower and the better."""

    def build(self, vectors: Vectors, folder: Path) -> None:
        """Builds the index of mapped vectors `[n, d]` into a folder."""
        ...

    def open(self, folder: Path, count: int, dimension: int) -> None:
        """Opens it for searching."""
        ...

    def set(self, setting: int) -> None:
        """Chooses how much a search looks at."""
        ...

    def search(self, query: Vectors) -> NDArray[np.int64]:
        """Returns the ten nearest of a query `[d]`, in the calling thread alone."""
        ...


class Pixword:
    """`SegmentedIndex` with codes, opened from a checked snapshot."""

    settings = (8, 16, 24, 32, 48, 64, 96, 128)

    def build(self, vectors: Vectors, folder: Path) -> None:
        """Builds a segment and writes a snapshot."""
        random = np.random.default_rng(0)
        count = len(vectors)
        chosen = np.sort(random.choice(count, sample_for(count), replace=False))
        store = SnapshotStore(folder)
        with store.locked(), store.writing(None) as writer:
            state = build_in_bulk(vectors[chosen], chunks(vectors), count, writer, "vectors")
            frozen = SegmentedIndex.holding(state, Policy("ivf")).freeze()
            description = frozen.write(writer, "x", lambda _done, _total: None)
            store.commit(writer, Manifest(1, "benchmark", "x", {"x": description}, writer.files))

    def open(self, folder: Path, count: int, dimension: int) -> None:  # noqa: ARG002
        """Opens the snapshot."""
        store = SnapshotStore(folder)
        snapshot = store.checked(store.names()[0])
        self._index = SegmentedIndex.open(
            snapshot.folder, dimension, snapshot.manifest.indexes["x"], Policy("ivf")
        )
        faiss.omp_set_num_threads(1)

    def set(self, setting: int) -> None:
        """Chooses how many lists are looked into."""
        self._index = self._index.with_probes(setting)

    def search(self, query: Vectors) -> NDArray[np.int64]:
        """Returns the ten nearest."""
        return self._index.reader().search(query, K).ids

    def reader(self) -> VectorReader:
        """Returns what is searched, for questions that other peers are not asked."""
        return self._index.reader()


class FaissFlat:
    """`faiss.IndexFlatIP`: the exact answer."""

    settings = (0,)

    def build(self, vectors: Vectors, folder: Path) -> None:
        """Copies the vectors."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        for _, part in chunks(vectors):
            index.add(part)
        faiss.write_index(index, str(folder / "flat.faiss"))

    def open(self, folder: Path, count: int, dimension: int) -> None:  # noqa: ARG002
        """Reads them."""
        self.index = faiss.read_index(str(folder / "flat.faiss"))
        faiss.omp_set_num_threads(1)

    def set(self, setting: int) -> None:
        """Does nothing: it looks at all."""

    def search(self, query: Vectors) -> NDArray[np.int64]:
        """Returns the ten nearest."""
        rows: NDArray[np.int64] = self.index.search(query[None], K)[1][0]
        return rows


def make_peer(name: str) -> Peer:
    """Makes a peer by its name: pixword, flat, hnswlib, usearch-f32, usearch-bf16, usearch-i8."""
    own = {"pixword": Pixword, "flat": FaissFlat}
    if name in own:
        return own[name]()
    from benchmarks.index.graphs import (  # noqa: PLC0415 - installed for benchmarks only
        Hnswlib,
        Usearch,
    )

    library, _, dtype = name.partition("-")
    return Usearch(dtype) if library == "usearch" else Hnswlib()


def emptied(folder: Path) -> Path:
    """Returns an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
