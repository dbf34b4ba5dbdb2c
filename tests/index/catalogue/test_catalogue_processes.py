from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from index.catalogue import Catalogue
from index.collection import Collection
from tests.index.builders import SPACE, request

ROOT = Path(__file__).parents[3]


def adding(url: str, prefix: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.index.catalogue.adding_process", url, prefix, str(count)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def output(process: subprocess.Popen[str]) -> list[str]:
    return process.communicate(timeout=60)[0].split()


def test_processes_make_and_fill_one_catalogue_at_once(url: str) -> None:
    processes = [adding(url, prefix, 40) for prefix in ("a", "b", "b")]  # b twice: same pictures
    acknowledged = {name for process in processes for name in output(process)}
    assert [process.returncode for process in processes] == [0, 0, 0]
    catalogue = Catalogue.open(url, SPACE)
    paths = Counter(item.path for item in catalogue.list_items(limit=1000))
    assert paths == Counter(f"/pictures/{name}.jpg" for name in acknowledged)
    assert len(paths) == 80
    catalogue.close()


def test_what_another_process_adds_is_found_after_the_next_refresh(url: str) -> None:
    collection = Collection.open(url, SPACE)
    assert collection.search(request("x3")).hits == ()
    assert len(output(adding(url, "x", 5))) == 5
    collection.refresh()
    best = collection.search(request("x3")).hits[0]
    assert collection.catalogue.item(best.id).path == "/pictures/x3.jpg"
    assert best.score > 0.9999
    collection.close()


def test_whatever_was_acknowledged_survives_a_kill(url: str) -> None:
    acknowledged: list[str] = []
    for round_number in range(5):
        process = adding(url, f"round{round_number}-", 10_000)
        assert process.stdout is not None
        acknowledged.append(process.stdout.readline().strip())  # it has begun to add
        time.sleep(0.03 * round_number)
        process.kill()
        acknowledged.extend(line for line in output(process) if line)
    collection = Collection.open(url, SPACE)
    items = collection.catalogue.list_items(limit=100_000)
    assert {f"/pictures/{name}.jpg" for name in acknowledged} <= {item.path for item in items}
    assert all((len(item.captions), item.tags) == (1, ("tag",)) for item in items)
    assert len(collection.search(request("q", k=100_000)).hits) == len(items)
    collection.close()
