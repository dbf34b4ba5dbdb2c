"""A collection of a million that is started, and searched while another process adds to it."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from benchmarks.index.data import Data
from benchmarks.index.lookalikes import Lookalikes, Vectors, chunks
from index.catalogue import Catalogue, NewItem, SpaceIdentity
from index.upkeep.upkeep import Upkeep

SECONDS = 30
ADDED_A_SECOND = 2200
BATCH = 100
SPACE = SpaceIdentity("benchmark", "0" * 64, 512)
NEW_SEED = 10**6  # other vectors than those that are there


def measure_serving(data: Data, work: Path) -> dict[str, Any]:
    """Returns how long a start takes, and searches of an idle server and beside additions."""
    folder = work / "serving"
    shutil.rmtree(folder, ignore_errors=True)
    vectors = np.load(data.vectors, mmap_mode="r")
    built = _make_collection(vectors, folder)
    fresh = Lookalikes(np.array(vectors[:6000])).draw(ADDED_A_SECOND * SECONDS, NEW_SEED)
    np.save(folder / "fresh.npy", fresh)
    try:
        return {**built, **_serve_and_add(data, folder)}
    finally:
        shutil.rmtree(folder)


def url_of(folder: Path) -> str:
    """Returns the address of the catalogue in a folder."""
    return f"sqlite:///{folder / 'catalogue.sqlite'}"


def new_items(vectors: Vectors, first: int) -> list[NewItem]:
    """Returns items with a picture each, numbered from `first`."""
    return [
        NewItem(f"{at:064x}", f"/pictures/{at}.jpg", "image/jpeg", 640, 480, 1, vector)
        for at, vector in enumerate(vectors, first)
    ]


def _make_collection(vectors: Vectors, folder: Path) -> dict[str, float]:
    started = time.perf_counter()
    catalogue = Catalogue.open(url_of(folder), SPACE)
    for ids, part in chunks(vectors, 5000):
        catalogue.add_items(new_items(part, int(ids[0])))
    added = time.perf_counter()
    Upkeep(catalogue, "auto", folder / "index").rebuild()
    built = time.perf_counter()
    catalogue.close()
    size = sum(file.stat().st_size for file in folder.glob("catalogue*"))
    return {
        "items": len(vectors),
        "filled_a_s": round(len(vectors) / (added - started)),
        "built_from_catalogue_s": round(built - added, 1),
        "catalogue_gb": round(size / 2**30, 2),
    }


def _serve_and_add(data: Data, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.index.searching_process", str(folder)]
    with subprocess.Popen(
        [*command, str(data.queries)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        started = _answer(server.stdout)
        idle = _ask(server.stdin, server.stdout, SECONDS)
        with _adding(folder) as adder:
            busy = _ask(server.stdin, server.stdout, SECONDS)
            added = json.loads(adder.communicate()[0])
        settled = _ask(server.stdin, server.stdout, 1)
        server.stdin.close()
    return {
        **started,
        **added,
        "idle": idle,
        "busy": busy,
        "slower": round(busy["p99_ms"] / idle["p99_ms"], 2),
        "found_afterwards": settled["vectors"],
    }


def _adding(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.index.adding_process", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _ask(stdin: IO[str], stdout: IO[str], seconds: int) -> dict[str, Any]:
    print(seconds, file=stdin, flush=True)
    return _answer(stdout)


def _answer(stdout: IO[str]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(stdout.readline())
    return answer


def batches(vectors: Vectors) -> Iterator[Vectors]:
    """Yields vectors in batches as one transaction takes them."""
    for start in range(0, len(vectors), BATCH):
        yield vectors[start : start + BATCH]
