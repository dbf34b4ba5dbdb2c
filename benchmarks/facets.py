"""How long counting the tags and the metadata values of a collection takes.

    python -m benchmarks.facets [--items 50000]

Fills a catalogue with items of five tags each, out of 3,000 whose frequencies fall as those of
words do, once without metadata and once with five fields of the usual kinds, and counts what all of
them have, those with the most frequent tag (most of them), and those with a rare one. Asked: each
count of tags alone takes less than 100 ms in the median.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from benchmarks.machine import describe_machine
from index.catalogue import Catalogue, Filter, MetadataValue, NewItem, SpaceIdentity, parse_filter

RESULTS = Path(__file__).parent / "results" / "facets.json"
MOST_MS = 100
SPACE = SpaceIdentity("none", "0" * 64, 1)
FILTERS: Mapping[str, Filter | None] = {
    "all": None,
    "frequent_tag": parse_filter({"tag": "word 0"}),
    "rare_tag": parse_filter({"tag": "word 300"}),
}
_BATCH = 1000
_ROUNDS = 15
_TAGS = [f"word {number}" for number in range(3000)]
_WEIGHTS = 1 / np.arange(1, len(_TAGS) + 1)
_DRAWN = 12  # tags an item, of which the first five that differ are kept


def main() -> None:
    """Runs the benchmark, prints and keeps the figures; exit code 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=50_000)
    items = parser.parse_args().items
    figures = {
        "tags": _measure(items, with_metadata=False),
        "tags_and_metadata": _measure(items, with_metadata=True),
    }
    kept = {"machine": describe_machine(), "items": items, "median_ms": figures}
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    sys.exit("a figure was missed" if max(figures["tags"].values()) >= MOST_MS else 0)


def _measure(items: int, *, with_metadata: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue.open(f"sqlite:///{folder}/catalogue.sqlite", SPACE)
        drawn = np.random.default_rng(0)
        for start in range(0, items, _BATCH):
            numbers = range(start, min(start + _BATCH, items))
            catalogue.add_items([*_items(drawn, numbers, with_metadata=with_metadata)])
        figures = {name: _median_ms(catalogue, own) for name, own in FILTERS.items()}
        catalogue.close()
    return figures


def _items(drawn: np.random.Generator, numbers: range, *, with_metadata: bool) -> Iterator[NewItem]:
    for number in numbers:
        tags = dict.fromkeys(drawn.choice(_TAGS, _DRAWN, p=_WEIGHTS / _WEIGHTS.sum()).tolist())
        yield NewItem(
            content_hash=f"{number:064}",
            path=f"/pictures/{number}.jpg",
            media_type="image/jpeg",
            width=640,
            height=480,
            byte_size=100_000,
            picture_vector=np.ones(1, np.float32),
            tags=tuple(tags)[:5],
            metadata=_metadata(drawn, number) if with_metadata else {},
        )


def _metadata(drawn: np.random.Generator, number: int) -> dict[str, MetadataValue]:
    return {
        "year": 2000 + number % 25,
        "place": f"place {drawn.integers(100)}",
        "sold": number % 3 == 0,
        "makers": [f"maker {number}" for number in drawn.integers(40, size=2)],
        "origin": f"folder/{number}.jpg",
    }


def _median_ms(catalogue: Catalogue, condition: Filter | None) -> float:
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        catalogue.facets(30, condition)
        times.append(time.perf_counter() - started)
    return round(1000 * statistics.median(times), 1)


if __name__ == "__main__":
    main()
