"""Fills indexes from the catalogue where no snapshot can be used."""

import secrets
from collections.abc import Iterator

from index.arrays import Ids, Vectors
from index.catalogue.catalogue import Catalogue
from index.catalogue.records import Modality
from index.snapshots.writing import SnapshotWriter
from index.vectors import IndexKind, Policy, SegmentedIndex, VectorIndex, make_index
from index.vectors.building import build_in_bulk
from index.vectors.coder import sample_for
from index.vectors.protocol import Progress

SEED = 0  # the same catalogue gives the same index


def fill(
    catalogue: Catalogue,
    modality: Modality,
    kind: IndexKind,
    writer: SnapshotWriter | None,
    progress: Progress,
) -> VectorIndex:
    """Returns an index of all vectors of a modality.

    Entries that change meanwhile may come in either state; the changes since tell which is right.

    Args:
        catalogue: Has the vectors.
        modality: Which of them.
        kind: Kind of index.
        writer: Takes a segment's files; None keeps all in memory.
        progress: Told of what is done.

    Raises:
        StorageFailed: The catalogue cannot be read.
        OSError: The disk failed.
    """
    count = catalogue.count_vectors(modality)
    batches = _counted(catalogue.all_vectors(modality), count, progress)
    if writer is None or kind == "exact" or not Policy(kind).wants_codes(count):
        return _filled(make_index(kind, catalogue.space.dimension), batches)
    sample = catalogue.sample_vectors(modality, sample_for(count), SEED)
    name = f"{modality}-{secrets.token_hex(4)}"
    state = build_in_bulk(sample, batches, count, writer, name)
    return SegmentedIndex.holding(state, Policy(kind))


def _filled(index: VectorIndex, batches: Iterator[tuple[Ids, Vectors]]) -> VectorIndex:
    for ids, vectors in batches:
        index.add(ids, vectors)
    return index


def _counted(
    batches: Iterator[tuple[Ids, Vectors]], count: int, progress: Progress
) -> Iterator[tuple[Ids, Vectors]]:
    done = 0
    for ids, vectors in batches:
        yield ids, vectors
        done += len(ids)
        progress(done, count)
