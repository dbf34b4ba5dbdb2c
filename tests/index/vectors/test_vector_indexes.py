from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from index.arrays import Vectors
from index.snapshots.manifest import Manifest
from index.snapshots.store import Snapshot, SnapshotStore
from index.vectors import ExactIndex, Policy, SegmentedIndex, VectorIndex, recent
from index.vectors.ranking import exact_scores
from tests.index.builders import DIMENSION, lifelike, text_vector
from tests.index.vectors.tidied import AlwaysTidied, saved

Factory = Callable[[int], VectorIndex]
every = pytest.mark.parametrize("factory", [ExactIndex, SegmentedIndex, AlwaysTidied])


def unit(seed: int, count: int, dimension: int = DIMENSION) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)


def clustered(count: int, dimension: int) -> Vectors:
    """Returns vectors that lie around 50 centres, as those of pictures lie around themes."""
    vectors = np.repeat(unit(1, 50, dimension), count // 50, axis=0) + 0.5 * unit(
        2, count, dimension
    )
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@every
@pytest.mark.parametrize(
    ("ids", "vectors", "problem"),
    [
        ([1], [[1, 0]], r"must be \[n, 3\]"),
        ([1], [1, 0, 0], r"must be \[n, 3\]"),
        ([1], [[np.nan, 0, 0]], "length 1, row 0 has nan"),
        ([1, 2], [[1, 0, 0], [np.inf, 0, 0]], "length 1, row 1 has inf"),
        ([1], [[2, 0, 0]], "length 1, row 0 has 2"),
        ([1], [[0, 0, 0]], "length 1, row 0 has 0"),
        ([1, 2], [[1, 0, 0]], "1 vectors need 1 ids"),
        ([1, 1], [[1, 0, 0], [0, 1, 0]], "twice"),
    ],
)
def test_bad_vectors_are_refused_and_nothing_changes(
    factory: Factory, ids: list[int], vectors: list[list[float]], problem: str
) -> None:
    index = factory(3)
    with pytest.raises(ValueError, match=problem):
        index.add(ids, vectors)
    assert len(index) == 0


@every
def test_bad_searches_are_refused(factory: Factory) -> None:
    index = factory(2)
    with pytest.raises(ValueError, match="k must be at least 1"):
        index.reader().search([1, 0], 0)
    with pytest.raises(ValueError, match=r"must be \[2\]"):
        index.reader().search([1, 0, 0], 1)
    with pytest.raises(ValueError, match="finite"):
        index.reader().search([np.nan, 0], 1)
    with pytest.raises(KeyError, match="7"):
        index.reader().vectors_of([7])


@every
def test_an_empty_index_finds_nothing(factory: Factory) -> None:
    index = factory(2)
    index.remove([1, 2])
    assert index.reader().search([1, 0], 5).ids.tolist() == []
    assert index.reader().vectors_of([]).shape == (0, 2)


@every
def test_best_come_first_and_equals_by_id(factory: Factory) -> None:
    index = factory(2)
    index.add([9, 4, 7, 1], [[1, 0], [0, 1], [1, 0], [0.6, 0.8]])
    found = index.reader().search([1, 0], 3)
    assert found.ids.tolist() == [7, 9, 1]
    np.testing.assert_allclose(found.scores, [1, 1, 0.6], atol=1e-7)
    assert index.reader().search([-1, 0], 9).ids.tolist() == [4, 1, 7, 9]


@every
def test_an_id_is_replaced_and_removed_at_once(factory: Factory) -> None:
    index = factory(2)
    index.add([1, 2], [[1, 0], [0, 1]])
    index.add([1], [[0, -1]])
    assert index.reader().vectors_of([2, 1]).tolist() == [[0, 1], [0, -1]]
    index.remove([2, 99])
    assert index.reader().search([0, 1], 5).ids.tolist() == [1]
    assert len(index) == 1


@every
def test_only_allowed_and_no_excluded_ids_are_found(factory: Factory) -> None:
    index = factory(2)
    index.add([1, 2, 3], [[1, 0], [0.8, 0.6], [0, 1]])
    assert index.reader().search([1, 0], 5, np.array([2, 3, 50])).ids.tolist() == [2, 3]
    assert index.reader().search([1, 0], 5, None, {1, 50}).ids.tolist() == [2, 3]
    assert index.reader().search([1, 0], 5, np.array([1, 2]), {1}).ids.tolist() == [2]
    assert index.reader().search([1, 0], 5, np.array([], np.int64)).ids.tolist() == []


@pytest.mark.parametrize("k", [1, 10, 2500, 6000])
@pytest.mark.parametrize("step", [None, 2, 500])
@pytest.mark.parametrize("fast", [SegmentedIndex, AlwaysTidied])
def test_an_exact_search_equals_the_oracle_to_the_last_bit(
    fast: Factory, k: int, step: int | None
) -> None:
    vectors = unit(0, 5000, 32)
    vectors[1000:1200] = vectors[0]  # ties across where the best end
    indexes = [ExactIndex(32), fast(32)]
    for index in indexes:
        index.add(np.arange(5000), vectors)
    allowed = None if step is None else np.arange(0, 5000, step)
    oracle, found = (
        index.reader().search(vectors[0], k, allowed, {3, 1005}, exact=True) for index in indexes
    )
    assert found.ids.tolist() == oracle.ids.tolist()
    assert found.scores.tolist() == oracle.scores.tolist()
    assert found.exact


@given(st.integers(1, 70), st.integers(1, 50), st.integers(0, 2**31))
def test_a_score_does_not_depend_on_the_rows_beside_it(
    dimension: int, count: int, seed: int
) -> None:
    vectors, query = unit(seed, count, dimension), unit(seed + 1, 1, dimension)[0]
    together = exact_scores(vectors, np.arange(count), query)
    alone = [exact_scores(vectors, np.array([row]), query)[0] for row in range(count)]
    assert together.tolist() == alone


class SegmentsFollowTheOracle(RuleBasedStateMachine):
    """Any sequence of changes, tidyings, compactions and reopenings leaves both the same."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(recent, "STEP", 20)  # so that sketches are among what is searched
        self.patch.setattr(recent, "LEAST_DIMENSION", 1)
        self.folder = TemporaryDirectory()
        self.oracle = ExactIndex(DIMENSION)
        self.fast = SegmentedIndex(DIMENSION, Policy("ivf", flush_at=20))
        self.store = SnapshotStore(Path(self.folder.name))
        self.snapshot: Snapshot | None = None

    def teardown(self) -> None:
        self.patch.undo()
        self.folder.cleanup()

    @rule(ids=st.sets(st.integers(0, 200), max_size=60), seed=st.integers(0, 5))
    def add(self, ids: set[int], seed: int) -> None:
        for index in (self.oracle, self.fast):
            index.add(list(ids), unit(seed, len(ids)))

    @rule(ids=st.lists(st.integers(0, 200), max_size=60))
    def remove(self, ids: list[int]) -> None:
        for index in (self.oracle, self.fast):
            index.remove(ids)

    @rule(compact=st.booleans(), ids=st.sets(st.integers(0, 200), max_size=30))
    def tidy_while_it_changes(self, compact: bool, ids: set[int]) -> None:
        frozen = self.fast.freeze(compact=compact)
        with self.store.locked(), self.store.writing(self.snapshot) as writer:
            description = frozen.write(writer, "x", lambda _done, _total: None)
            self.add(ids, 7)
            self.remove([identity + 1 for identity in ids])
            manifest = Manifest(1, "c", "s", {"x": description}, writer.files)
            self.snapshot = self.store.commit(writer, manifest)
        frozen.install()

    @rule()
    def reopen(self) -> None:
        self.snapshot = saved(self.fast, self.store, self.snapshot)
        description = self.store.checked(self.snapshot.folder.name).manifest.indexes["x"]
        self.fast = SegmentedIndex.open(
            self.snapshot.folder, DIMENSION, description, Policy("ivf", flush_at=20)
        )

    @invariant()
    def both_find_the_same(self) -> None:
        query = text_vector("query")
        truth = self.oracle.reader().search(query, 250)
        for found in (
            self.fast.reader().search(query, 250, exact=True),
            self.fast.reader().search(query, 250),
        ):
            assert found.ids.tolist() == truth.ids.tolist()
            assert found.scores.tolist() == truth.scores.tolist()
        assert len(self.fast) == len(self.oracle) == len(truth.ids)
        vectors = self.fast.reader().vectors_of(truth.ids)
        assert np.array_equal(vectors, self.oracle.reader().vectors_of(truth.ids))


TestSegmentsFollowTheOracle = SegmentsFollowTheOracle.TestCase
TestSegmentsFollowTheOracle.settings = settings(max_examples=25, stateful_step_count=15)


def test_codes_find_the_neighbours() -> None:
    vectors = clustered(10_000, 32)
    index = AlwaysTidied(32)
    index.add(np.arange(10_000), vectors)
    oracle = ExactIndex(32)
    oracle.add(np.arange(10_000), vectors)
    assert index.describe()["segments"] == [10_000]
    found = [index.reader().search(query, 10) for query in unit(3, 50, 32)]
    truth = [oracle.reader().search(query, 10) for query in unit(3, 50, 32)]
    assert not any(ranked.exact for ranked in found)
    shared = [len(np.intersect1d(a.ids, b.ids)) for a, b in zip(found, truth, strict=True)]
    assert np.mean(shared) >= 9.5


@pytest.mark.parametrize("share", [1, 0.5, 0.25, 0.01])
def test_segments_and_recent_rows_are_searched_as_one(share: float, tmp_path: Path) -> None:
    vectors = lifelike(1, 12_000)
    index, oracle = SegmentedIndex(512, Policy("ivf", flush_at=2500)), ExactIndex(512)
    store, base = SnapshotStore(tmp_path), None
    for start, end in ((0, 6000), (6000, 8000), (8000, 12_000)):
        for each in (index, oracle):
            each.add(np.arange(start, end), vectors[start:end])
        base = saved(index, store, base) if start == 0 else base
    removed = np.arange(0, 12_000, 7)
    index.remove(removed)
    oracle.remove(removed)
    chosen = np.random.default_rng(5).choice(12_000, round(share * 12_000), replace=False)
    allowed = None if share == 1 else np.sort(chosen)
    excluded = range(3, 12_000, 500)
    assert index.describe()["segments"] == [6000]
    assert index.describe()["recent"] > 4 * recent.STEP
    shared = []
    for query in lifelike(2, 50):
        found = index.reader().search(query, 10, allowed, excluded)
        truth = oracle.reader().search(query, 10, allowed, excluded)
        shared.append(len(np.intersect1d(found.ids, truth.ids)))
        assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)
        assert not set(found.ids.tolist()) & (set(removed.tolist()) | set(excluded))
    assert np.mean(shared) >= 9.5


@pytest.mark.parametrize("share", [0.5, 0.25, 0.01])
def test_a_filter_keeps_the_recall(share: float) -> None:
    vectors = clustered(20_000, 32)
    allowed = np.sort(np.random.default_rng(5).choice(20_000, round(share * 20_000), replace=False))
    index, oracle = AlwaysTidied(32), ExactIndex(32)
    for each in (index, oracle):
        each.add(np.arange(20_000), vectors)
    shared = [
        len(
            np.intersect1d(
                index.reader().search(q, 10, allowed).ids,
                oracle.reader().search(q, 10, allowed).ids,
            )
        )
        for q in unit(6, 50, 32)
    ]
    assert np.mean(shared) >= 9.5


def test_a_search_that_meets_too_few_looks_at_everything() -> None:
    index = AlwaysTidied(8)
    vectors = unit(1, 5000, 8)
    index.add(np.arange(5000), vectors)
    allowed = np.arange(2500)
    found = index.reader().search(vectors[0], 900, allowed)
    assert len(found.ids) == 900
    assert set(found.ids.tolist()) <= set(allowed.tolist())


@every
def test_searches_run_while_a_writer_changes_the_index(factory: Factory) -> None:
    index = factory(DIMENSION)
    vectors = unit(0, 1500)
    index.add(np.arange(1500), vectors)
    stop = threading.Event()
    faults: list[str] = []

    def keep_searching() -> None:
        while not stop.is_set():
            found = index.reader().search(vectors[0], 5)
            if found.ids[0] != 0 or len(found.ids) != 5:
                faults.append(str(found))

    readers = [threading.Thread(target=keep_searching) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(40):
        index.remove(np.arange(700, 1500))
        index.add(np.arange(700, 1500), vectors[700:])
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
