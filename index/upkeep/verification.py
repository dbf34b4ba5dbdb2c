"""Compares snapshots and indexes with what they are copies of."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.catalogue.catalogue import Catalogue
from index.catalogue.records import Modality
from index.exceptions import BadSnapshot
from index.snapshots.store import SnapshotStore
from index.vectors.protocol import VectorReader

QUERIES = 100
NEIGHBOURS = 10
SEED = 0


@dataclass(frozen=True)
class SnapshotCheck:
    """Whether a snapshot is as it was written.

    Attributes:
        name: Name of its folder.
        fault: What is wrong with it, or None.
    """

    name: str
    fault: str | None


@dataclass(frozen=True)
class IndexCheck:
    """How an index compares with the catalogue.

    Attributes:
        vectors: How many vectors the catalogue has.
        missing: How many of them the index lacks.
        different: How many the index has otherwise.
        superfluous: How many the index has that the catalogue lacks.
        recall: Share of the ten nearest neighbours of 100 of its vectors that a search finds, or
            None for an empty index.
    """

    vectors: int
    missing: int
    different: int
    superfluous: int
    recall: float | None

    @property
    def is_good(self) -> bool:
        """Whether the index holds what the catalogue holds."""
        return not (self.missing or self.different or self.superfluous)


def check_snapshots(store: SnapshotStore) -> Iterator[SnapshotCheck]:
    """Reads every byte of every snapshot, newest first."""
    for name in store.names():
        try:
            store.checked(name)
        except BadSnapshot as error:
            yield SnapshotCheck(name, str(error))
        else:
            yield SnapshotCheck(name, None)


def check_index(catalogue: Catalogue, modality: Modality, reader: VectorReader) -> IndexCheck:
    """Compares every vector, and what searches find with what there is to find.

    Raises:
        StorageFailed: The catalogue cannot be read.
        OSError: A file of the index cannot be read.
    """
    vectors = missing = different = 0
    for ids, truth in catalogue.all_vectors(modality):
        here = reader.contains(ids)
        vectors += len(ids)
        missing += int(np.count_nonzero(~here))
        different += int((reader.vectors_of(ids[here]) != truth[here]).any(axis=1).sum())
    superfluous = len(reader) - (vectors - missing)
    return IndexCheck(
        vectors, missing, different, superfluous, _recall(catalogue, modality, reader)
    )


def _recall(catalogue: Catalogue, modality: Modality, reader: VectorReader) -> float | None:
    queries = catalogue.sample_vectors(modality, QUERIES, SEED)
    shares = []
    for query in queries:
        truth = reader.search(query, NEIGHBOURS, exact=True).ids
        found = reader.search(query, NEIGHBOURS).ids
        shares.append(len(np.intersect1d(found, truth)) / len(truth))
    return float(np.mean(shares)) if shares else None
