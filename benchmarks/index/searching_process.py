"""Serves a collection: searches it at a steady rate, and tells how long the searches took.

    python -m benchmarks.index.searching_process FOLDER QUERIES

Says on standard output how long it took to be ready; then searches for as many seconds as each
line of standard input says, and answers with a line of JSON.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.index.lookalikes import Vectors
from benchmarks.index.serving import SPACE, url_of
from index.collection import Collection
from index.search import SearchRequest
from index.upkeep.service import searches_first

SEARCHES_A_SECOND = 50
_ONE = np.ones(1, dtype=np.float32)


def main() -> None:
    """Opens, and measures until standard input ends."""
    folder, queries = Path(sys.argv[1]), np.load(sys.argv[2])
    started = time.perf_counter()
    collection = Collection.open(url_of(folder), SPACE, "auto", folder / "index")
    _search(collection, queries[0])
    print(json.dumps({"start_s": round(time.perf_counter() - started, 2)}), flush=True)
    with searches_first(), collection.serving():
        for line in sys.stdin:
            print(json.dumps(_measure(collection, queries, int(line))), flush=True)
    collection.close()


def _measure(collection: Collection, queries: Vectors, seconds: int) -> dict[str, float]:
    """Measures from when a search was due: one that waits for the one before counts its wait."""
    times = []
    started = time.perf_counter()
    for at in range(seconds * SEARCHES_A_SECOND):
        due = started + at / SEARCHES_A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        _search(collection, queries[at % len(queries)])
        times.append(1000 * (time.perf_counter() - due))
    return {
        "p50_ms": round(float(np.percentile(times, 50)), 2),
        "p99_ms": round(float(np.percentile(times, 99)), 2),
        "most_ms": round(max(times), 2),
        "vectors": len(collection.upkeep.indexes["images"]),
        "resident_mb": _resident(),
    }


def _search(collection: Collection, query: Vectors) -> None:
    collection.search(SearchRequest(_ONE, query[None], k=10))


def _resident() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Rss")) // 1024


if __name__ == "__main__":
    main()
