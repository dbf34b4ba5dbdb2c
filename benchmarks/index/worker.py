"""Builds or measures one peer in a process of its own, so that its memory is its own.

python -m benchmarks.index.worker build|search PEER VECTORS QUERIES TRUTH FOLDER
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.index.lookalikes import Vectors
from benchmarks.index.peers import FaissFlat, Peer, emptied, make_peer

LEAST_S = 3.0  # how long a setting is measured
CORES = 2


def main() -> None:
    """Does what the arguments say and prints a line of JSON."""
    task, name, vectors, queries, truth, folder = sys.argv[1:]
    peer, place = make_peer(name), Path(folder)
    if task == "build":
        print(json.dumps(_build(peer, np.load(vectors, mmap_mode="r"), place)))
    else:
        shape = np.load(vectors, mmap_mode="r").shape
        print(json.dumps(_measure(peer, place, shape, np.load(queries), np.load(truth))))


def _build(peer: Peer, vectors: Vectors, folder: Path) -> dict[str, float]:
    started = time.perf_counter()
    with _peak_memory() as peak:
        peer.build(vectors, emptied(folder))
    return {"build_s": round(time.perf_counter() - started, 3), "peak_mb": round(max(peak), 1)}


@contextmanager
def _peak_memory() -> Iterator[list[float]]:
    """Looks ten times a second how many MB are in use, besides the mapped file of vectors."""
    seen = [_status("RssAnon")]
    finished = threading.Event()

    def look() -> None:
        while not finished.wait(0.1):
            seen.append(_status("RssAnon"))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        finished.set()
        thread.join()


def _measure(
    peer: Peer, folder: Path, shape: tuple[int, int], queries: Vectors, truth: NDArray[np.int64]
) -> dict[str, object]:
    before = _resident()
    started = time.perf_counter()
    peer.open(folder, *shape)
    opened = time.perf_counter() - started
    settings = [_measure_setting(peer, setting, queries, truth) for setting in peer.settings]
    figures = {
        "open_s": round(opened, 2),
        "resident_mb": round(_resident() - before, 1),
        "settings": settings,
    }
    if isinstance(peer, FaissFlat):
        figures["batch_qps"] = round(_batch_rate(peer, queries), 1)
    return figures


def _measure_setting(
    peer: Peer, setting: int, queries: Vectors, truth: NDArray[np.int64]
) -> dict[str, float]:
    peer.set(setting)
    few = queries[:: max(1, len(queries) // 20)]
    limit = queries if setting else few  # the exact answer needs no recall, and is slow
    found = [peer.search(query) for query in limit]
    right = truth if setting else truth[:: max(1, len(queries) // 20)]
    shares = np.array(
        [len(np.intersect1d(a, b)) / len(b) for a, b in zip(found, right, strict=True)]
    )
    half = len(shares) // 2
    return {
        "setting": setting,
        "recall": round(float(shares.mean()), 4),
        "recall_captions": round(float(shares[:half].mean()), 4),
        "recall_pictures": round(float(shares[half:].mean()), 4),
        "qps_one_core": round(_rate(lambda: _one_by_one(peer, limit)), 1),
        "qps_two_cores": round(_rate(lambda: _in_threads(peer, limit)), 1),
    }


def _rate(run: Callable[[], int]) -> float:
    started, done = time.perf_counter(), 0
    while (spent := time.perf_counter() - started) < LEAST_S:
        done += run()
    return done / spent


def _one_by_one(peer: Peer, queries: Vectors) -> int:
    for query in queries:
        peer.search(query)
    return len(queries)


def _in_threads(peer: Peer, queries: Vectors) -> int:
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda part: _one_by_one(peer, part), np.array_split(queries, CORES)))
    return len(queries)


def _batch_rate(peer: FaissFlat, queries: Vectors) -> float:
    """Asks all queries in one call on both cores, which is what a scan is best at."""
    import faiss  # noqa: PLC0415 - only here threads are given back

    faiss.omp_set_num_threads(CORES)
    return _rate(lambda: len(peer.index.search(queries, 10)[1]))


def _resident() -> float:
    """Returns MB of memory and of mapped files that are in memory."""
    return _status("RssAnon") + _status("RssFile")


def _status(name: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise KeyError(name)


if __name__ == "__main__":
    main()
