"""Processes that are hurt, and what must be true afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.collection import Collection
from index.search import SearchRequest
from index.vectors import ExactIndex
from tests.crash.workload import opened
from tests.index.builders import text_vector, text_vectors

ROOT = Path(__file__).parents[2]
QUERIES = [f"query {at}" for at in range(50)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder."""
    return tmp_path / "data"


def start(
    *arguments: str | Path, prefix: Sequence[str] = (), **environment: str
) -> subprocess.Popen[str]:
    """Starts a workload, behind the words of another command if there are any."""
    return subprocess.Popen(
        [*prefix, sys.executable, "-m", "tests.crash.workload", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def check_against_the_catalogue(collection: Collection) -> None:
    """Checks that searches answer as an oracle that was filled from the catalogue."""
    for modality in ("images", "texts"):
        oracle = ExactIndex(collection.catalogue.space.dimension)
        for ids, vectors in collection.catalogue.all_vectors(modality):
            oracle.add(ids, vectors)
        reader = collection.upkeep.indexes[modality].reader()
        assert len(reader) == len(oracle)
        for query in QUERIES:
            truth = oracle.reader().search(text_vector(query), 10)
            found = reader.search(text_vector(query), 10, exact=True)
            assert found.ids.tolist() == truth.ids.tolist()
            assert found.scores.tolist() == truth.scores.tolist()
    for query in QUERIES[:5]:
        collection.search(SearchRequest(np.ones(1), text_vectors(query)))


def check_folder(folder: Path) -> Collection:
    """Opens a data folder after something happened to it, and checks everything in it."""
    collection = opened(folder)
    check_against_the_catalogue(collection)
    items = {item.id: item for item in collection.catalogue.list_items(limit=10**6)}
    for ids, vectors in collection.catalogue.all_vectors("images"):
        for item_id, vector in zip(ids.tolist(), vectors, strict=True):
            name = Path(items.pop(item_id).path or "").stem
            assert np.array_equal(vector, text_vector(name))
    assert items == {}  # none without its vector
    collection.upkeep.tidy(force=True)
    litter = [path.name for path in (folder / "index").iterdir() if path.name.startswith(".")]
    assert litter == []
    return collection
