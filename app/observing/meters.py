"""Numbers that are read when the metrics are asked for: collections, indexes, process, versions."""

from collections.abc import Iterator
from importlib.metadata import version

import psutil
from anyio import CapacityLimiter

from app.library.library import Library
from app.load.gate import Gate
from app.load.lag import LoopLag
from app.observing.metrics import Reading
from app.workspace import Workspace
from index.collection import Collection
from index.exceptions import IndexFault
from index.upkeep.indexes import MODALITIES

_INDEX_SIZES = {
    "vectors": "Vectors that searches look at.",
    "recent": "Vectors that are scanned in memory.",
    "removed": "Rows that are kept until their segment is written anew.",
}


def read_build() -> Iterator[Reading]:
    """Reads what is running."""
    labels = {"version": version("pixword"), "torch": version("torch")}
    yield Reading("pixword_build_info", "What is running; always 1.", 1, labels)


def read_process() -> Iterator[Reading]:
    """Reads what Prometheus' own collector does not tell of the process."""
    threads = psutil.Process().num_threads()
    yield Reading("process_threads", "Threads of the process.", threads)


class LoadMeter:
    """Reads how busy a server is."""

    def __init__(self, gate: Gate, lag: LoopLag) -> None:
        """Takes what counts requests, and what watches the event loop."""
        self._gate = gate
        self._lag = lag

    def __call__(self) -> Iterator[Reading]:
        """Reads both."""
        admitted, limit = self._gate.inside, self._gate.limit
        yield Reading("pixword_admitted_requests", "Requests that were let in.", admitted)
        yield Reading("pixword_admitted_requests_limit", "Most that are let in.", limit)
        yield Reading(
            "pixword_event_loop_lag_seconds",
            "How late the event loop was at most, in half a minute.",
            self._lag.worst,
        )


class QueueMeter:
    """Reads how much work waits for a thread."""

    def __init__(self, threads: CapacityLimiter) -> None:
        """Takes what hands out the threads that answer requests."""
        self._threads = threads

    def __call__(self) -> Iterator[Reading]:
        """Reads the length of the queue."""
        waiting = self._threads.statistics().tasks_waiting
        yield Reading("pixword_queue_depth", "Requests that wait for a thread.", waiting)


class CollectionMeter:
    """Reads the sizes of a library's collections and their indexes."""

    def __init__(self, library: Library) -> None:
        """Takes the library."""
        self._library = library

    def __call__(self) -> Iterator[Reading]:
        """Reads all collections that are open; none is opened for it."""
        with self._library.opened() as workspaces:
            yield Reading("pixword_open_collections", "Collections in memory.", len(workspaces))
            for workspace in workspaces:
                for name, collection in _named_collections(workspace):
                    yield from _items(name, collection)
                    yield from _snapshot(name, collection)
                    yield from _sizes(name, collection)


def _named_collections(workspace: Workspace) -> Iterator[tuple[str, Collection]]:
    names = (workspace.name, f"{workspace.name}/recipes")
    return zip(names, workspace.opened_collections, strict=False)


def _items(name: str, collection: Collection) -> Iterator[Reading]:
    try:
        count = collection.catalogue.count()
    except IndexFault:  # the other numbers are wanted most when the catalogue fails
        return
    yield Reading("pixword_items", "Items of a collection.", count, {"collection": name})


def _snapshot(name: str, collection: Collection) -> Iterator[Reading]:
    labels = {"collection": name}
    indexes = collection.upkeep.indexes
    base = indexes.base
    yield Reading(
        "pixword_index_sequence",
        "Latest change of the catalogue that searches see.",
        indexes.sequence,
        labels,
    )
    yield Reading(
        "pixword_index_snapshot_sequence",
        "Latest change of the catalogue that is in the snapshot; 0 without one.",
        base.manifest.sequence if base else 0,
        labels,
    )
    yield Reading(
        "pixword_index_snapshot_bytes",
        "Bytes of the snapshot on disk.",
        sum(record.bytes for record in base.manifest.files.values()) if base else 0,
        labels,
    )


def _sizes(name: str, collection: Collection) -> Iterator[Reading]:
    for modality in MODALITIES:
        labels = {"collection": name, "modality": modality}
        described = collection.upkeep.indexes[modality].describe()
        for size, what in _INDEX_SIZES.items():
            yield Reading(f"pixword_index_{size}", what, described.get(size, 0), labels)
        segments = len(described.get("segments", ()))
        yield Reading("pixword_index_segments", "Segments on disk.", segments, labels)
