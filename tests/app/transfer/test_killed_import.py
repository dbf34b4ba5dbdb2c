"""An import that was killed goes on when it is run again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from app.hashes import content_hash
from app.transfer.exporting import Export
from app.transfer.manifest import Format
from index.catalogue import Catalogue, NewItem, SpaceIdentity
from tests.app.transfer.test_round_trip import listed
from tests.conftest import PIXWORD

COUNT = 3000


@pytest.fixture
def large(pixword, filled, environment, tmp_path) -> Path:
    """An export of thousands of pictures that nobody has."""
    url = f"sqlite:///{environment['PIXWORD_DATA']}/catalogue.sqlite"
    space = Catalogue.open(url, None).space
    catalogue = Catalogue.open(f"sqlite:///{tmp_path}/large.sqlite", space)
    fill(catalogue, space)
    Export(catalogue, "pictures", Format.NUMPY, None, lambda _: None).write(tmp_path / "large")
    catalogue.close()
    return tmp_path / "large"


def fill(catalogue: Catalogue, space: SpaceIdentity) -> None:
    vectors = np.random.default_rng(0).normal(size=(COUNT, space.dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    items = [
        NewItem(
            content_hash(b"%d" % number),
            f"/nowhere/{number}",
            "image/png",
            1,
            1,
            1,
            vector,
            tags=("x",),
        )
        for number, vector in enumerate(vectors)
    ]
    catalogue.add_items(items)


def count(data: Path) -> int:
    file = data / "catalogue.sqlite"
    if not file.exists():
        return 0
    with closing(sqlite3.connect(file)) as connection:  # what a kill left is tidied by reading it
        try:
            return int(connection.execute("SELECT count(*) FROM items").fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # it has no tables yet


def test_a_killed_import_is_finished_by_the_next(pixword, large, environment, elsewhere):
    data = Path(elsewhere["PIXWORD_DATA"])
    process = subprocess.Popen(
        [PIXWORD, "import", large],
        env=os.environ | environment | elsewhere,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while count(data) == 0 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    there = count(data)
    assert 0 < there < COUNT, "it was not killed in the middle"
    ended = pixword("import", large, **elsewhere)
    assert ended.stdout == f"added {COUNT - there}, known {there}, refused 0; 0 new words\n"
    assert count(data) == COUNT
    found = listed(pixword, **elsewhere)
    assert found[0]["tags"] == ["x"]
