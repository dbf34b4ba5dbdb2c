"""When an index is divided, joined, trained anew and taken back into memory."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from index.arrays import Vectors
from index.snapshots.store import Snapshot, SnapshotStore
from index.vectors import ExactIndex, Policy, SegmentedIndex
from index.vectors.plans import COMPACT_AT, LEAST_COMPACTED, RATIO, STALE_AT
from tests.index.vectors.tidied import saved


def drawn(count: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, 16))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


class Kept:
    """An index with its snapshots."""

    def __init__(self, folder: Path, policy: Policy) -> None:
        self.index = SegmentedIndex(16, policy)
        self._store = SnapshotStore(folder)
        self._base: Snapshot | None = None

    def tidy(self) -> str | None:
        """Does what is due and returns what it was."""
        aim = self.index.freeze().aim
        if aim:
            self._base = saved(self.index, self._store, self._base)
        return aim

    @property
    def segments(self) -> list[int]:
        return list(self.index.describe()["segments"])


def test_nothing_is_due_below_the_threshold_and_codes_are_above(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Policy("auto", exact_up_to=500, flush_at=50))
    kept.index.add(np.arange(500), drawn(500))
    assert kept.tidy() is None
    kept.index.add([500], drawn(1))
    assert kept.tidy() == "train"
    assert kept.segments == [501]
    assert len(kept.index) == 501
    assert kept.tidy() is None


@pytest.mark.parametrize("kind", ["flat", "ivf"])
def test_a_kind_that_was_chosen_stays(tmp_path: Path, kind: str) -> None:
    kept = Kept(tmp_path, Policy(kind, exact_up_to=10, flush_at=10))  # type: ignore[arg-type]
    kept.index.add(np.arange(300), drawn(300))
    assert kept.tidy() == (None if kind == "flat" else "train")
    kept.index.remove(np.arange(2, 300))
    assert kept.tidy() is None
    assert bool(kept.segments) == (kind == "ivf")


def test_few_vectors_return_to_memory_but_not_at_once(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Policy("auto", exact_up_to=500, flush_at=50))
    kept.index.add(np.arange(600), drawn(600))
    kept.tidy()
    kept.index.remove(np.arange(300))
    assert kept.tidy() is None  # 300 are more than half of 500
    kept.index.remove(np.arange(300, 360))
    assert kept.tidy() == "unpack"
    assert (kept.segments, len(kept.index)) == ([], 240)
    assert kept.index.reader().search(drawn(1)[0], 5).exact


def test_segments_grow_by_the_ratio(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Policy("ivf", flush_at=64))
    kept.index.add(np.arange(1000), drawn(1000))
    assert kept.tidy() == "train"
    for turn in range(1, 30):
        kept.index.add(np.arange(1000 + 64 * (turn - 1), 1000 + 64 * turn), drawn(64, turn))
        assert kept.tidy() == "flush"
        sizes = kept.segments
        assert sum(sizes) == 1000 + 64 * turn
        assert all(a >= RATIO * b for a, b in itertools.pairwise(sizes))
        assert kept.index.describe()["recent"] == 0


def test_centres_are_learned_anew_when_there_are_many_more(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Policy("ivf", flush_at=10_000))
    kept.index.add(np.arange(100), drawn(100))
    assert kept.tidy() == "train"
    before = kept.index.describe()["lists"]
    kept.index.add(np.arange(100, 100 * STALE_AT), drawn(100 * (STALE_AT - 1), 1))
    assert kept.tidy() is None
    kept.index.add([10_000], drawn(1, 2))
    assert kept.tidy() == "train"
    assert kept.index.describe()["lists"] == 2 * before


def test_worn_parts_are_written_without_what_was_removed(tmp_path: Path) -> None:
    for kind in ("flat", "ivf"):
        kept = Kept(tmp_path / kind, Policy(kind))  # type: ignore[arg-type]
        (tmp_path / kind).mkdir()
        vectors = drawn(8000)
        kept.index.add(np.arange(8000), vectors)
        kept.tidy()
        share = max(round(COMPACT_AT * 8000), LEAST_COMPACTED)
        kept.index.remove(np.arange(share - 1))
        assert kept.tidy() is None
        assert kept.index.describe()["removed"] == share - 1
        kept.index.remove([share - 1])
        assert kept.tidy() == "compact"
        assert kept.index.describe()["removed"] == 0
        oracle = ExactIndex(16)
        oracle.add(np.arange(share, 8000), vectors[share:])
        query = drawn(1, 9)[0]
        assert kept.index.reader().search(query, 20, exact=True).ids.tolist() == (
            oracle.reader().search(query, 20).ids.tolist()
        )


def test_a_search_goes_on_with_the_state_it_began_with(tmp_path: Path) -> None:
    kept = Kept(tmp_path, Policy("ivf", flush_at=10))
    vectors = drawn(300)
    kept.index.add(np.arange(300), vectors)
    kept.tidy()
    reader = kept.index.reader()
    before = reader.search(vectors[0], 50, exact=True)
    kept.index.remove(before.ids[:25])
    kept.index.add(np.arange(1000, 1200), drawn(200, 1))
    kept.tidy()
    after = reader.search(vectors[0], 50, exact=True)
    assert after.ids.tolist() == before.ids.tolist()
    assert np.array_equal(reader.vectors_of(before.ids), vectors[before.ids])
    assert not np.isin(before.ids[:25], kept.index.reader().search(vectors[0], 300).ids).any()
