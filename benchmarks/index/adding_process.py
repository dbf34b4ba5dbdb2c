"""Adds items to a catalogue at a steady rate, as `pixword add` does beside a server.

python -m benchmarks.index.adding_process FOLDER
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.index.serving import ADDED_A_SECOND, SPACE, batches, new_items, url_of
from index.catalogue import Catalogue

FIRST = 10**9


def main() -> None:
    """Adds all and prints how many a second were acknowledged."""
    folder = Path(sys.argv[1])
    vectors = np.load(folder / "fresh.npy")
    catalogue = Catalogue.open(url_of(folder), SPACE)
    started = time.perf_counter()
    done = 0
    for part in batches(vectors):
        time.sleep(max(0.0, started + done / ADDED_A_SECOND - time.perf_counter()))
        catalogue.add_items(new_items(part, FIRST + done))
        done += len(part)
    spent = time.perf_counter() - started
    catalogue.close()
    print(json.dumps({"added": done, "added_a_s": round(done / spent)}))


if __name__ == "__main__":
    main()
