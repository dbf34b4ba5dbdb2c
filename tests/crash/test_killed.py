"""An adding process is killed at a random moment; what it acknowledged is there."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.crash.conftest import check_folder
from tests.crash.workload import add_aloud


@pytest.fixture
def forks() -> ForkServerContext:
    """Starts processes from one that has imported everything: to import takes longer than to add."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([add_aloud.__module__])
    return context


def lines_of(told: Path) -> list[str]:
    """What was said to the end of its line."""
    return told.read_text().split("\n")[:-1] if told.exists() else []


def test_what_was_acknowledged_survives_a_kill(
    folder: Path, tmp_path: Path, forks: ForkServerContext, long: bool
) -> None:
    acknowledged: set[str] = set()
    moments = random.Random(1)
    for turn in range(500 if long else 40):
        told = tmp_path / f"told-{turn}"
        process = forks.Process(target=add_aloud, args=(folder, f"r{turn}-", told))
        process.start()
        while not lines_of(told):  # until it has begun to add
            assert process.is_alive()
            time.sleep(0.005)
        time.sleep(moments.uniform(0, 0.25))
        process.kill()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL  # and it did not end by itself
        acknowledged.update(lines_of(told))
        if turn % 10 == 9 or turn < 3:
            collection = check_folder(folder)
            kept = {Path(i.path or "").stem for i in collection.catalogue.list_items(limit=10**6)}
            assert acknowledged <= kept
            assert all(
                item.captions == (f"about {Path(item.path or '').stem}",)
                for item in collection.catalogue.list_items(limit=10**6)
            )
            collection.close()
