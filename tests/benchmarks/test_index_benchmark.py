"""What the benchmark of the index computes, without the index."""

import json
import sys

import faiss
import numpy as np
import pytest

from benchmarks.index import worker
from benchmarks.index.comparison import compare, rate_at, slope
from benchmarks.index.data import exact_answers
from benchmarks.index.lookalikes import Lookalikes, describe, write_lookalikes
from benchmarks.index.promises import broken_promises

CURVE = [
    {"recall": 0.9, "qps_one_core": 1000.0},
    {"recall": 0.98, "qps_one_core": 10.0},
    {"recall": 0.94, "qps_one_core": 100.0},
]


@pytest.fixture(scope="module")
def real():
    """Vectors on forty bent sheets of three dimensions, in 32."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(40, 1, 32))
    sheets = random.normal(size=(40, 100, 3)) @ random.normal(size=(40, 3, 32)) * 0.3
    vectors = (centres + sheets + 0.03 * random.normal(size=(40, 100, 32))).reshape(-1, 32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_lookalikes_are_as_hard_to_search_as_the_real_ones(real):
    found, drawn = describe(real), describe(Lookalikes(real).draw(len(real), 1))
    for name, tolerance in {
        "spectrum": 0.1,
        "nearest": 0.02,
        "tenth": 0.02,
        "dimension": 0.25,
    }.items():
        assert drawn[name] == pytest.approx(found[name], rel=tolerance), name
    noise = np.random.default_rng(2).normal(size=real.shape).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    assert describe(noise)["dimension"] > 3 * found["dimension"]


def test_the_same_seed_draws_the_same_and_another_seed_others(real):
    model = Lookalikes(real)
    assert np.array_equal(model.draw(50, 7), model.draw(50, 7))
    assert not np.array_equal(model.draw(50, 7), model.draw(50, 8))
    np.testing.assert_allclose(np.linalg.norm(model.draw(50, 7), axis=1), 1, atol=1e-6)


def test_real_vectors_stand_first_in_the_file(real, tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.index.lookalikes.CHUNK", 300)
    write_lookalikes(real, 5000, tmp_path / "v.npy")
    written = np.load(tmp_path / "v.npy")
    assert np.array_equal(written[:4000], real)
    assert np.array_equal(written[4300:4600], Lookalikes(real).draw(300, 1))
    write_lookalikes(real, 100, tmp_path / "few.npy")
    assert np.array_equal(np.load(tmp_path / "few.npy"), real[:100])


def test_rates_are_read_between_measured_recalls():
    assert rate_at(CURVE, 0.99, "qps_one_core") is None
    assert rate_at(CURVE, 0.5, "qps_one_core") == 1000
    assert rate_at(CURVE, 0.94, "qps_one_core") == pytest.approx(100)
    assert rate_at(CURVE, 0.92, "qps_one_core") == pytest.approx(1000 / 10**0.5)
    table = compare({"a": {"settings": CURVE, "resident_mb": 5}})
    assert table["a"]["resident_mb"] == 5
    assert table["a"]["qps_per_core_at_0.95"] == pytest.approx(100 / 10**0.25)


def test_slopes_are_exponents():
    assert slope([10, 100, 1000], [5, 50, 500]) == pytest.approx(1)
    assert slope([1, 4, 16], [3, 6, 12]) == pytest.approx(0.5)


def test_missed_figures_are_named():
    ours = {"settings": [{"recall": 0.96, "qps_two_cores": 400.0}], "resident_mb": 900.0}
    flat = {"settings": [{"recall": 1.0, "qps_two_cores": 5.0}], "batch_qps": 100.0}
    figures = {
        "growth": {"pixword": {"1000": ours}, "flat": {"1000": flat}},
        "equal_recall": {
            "pixword": {"qps_per_core_at_0.95": 10.0, "resident_mb": 60.0},
            "hnswlib": {"qps_per_core_at_0.95": 20.0, "resident_mb": 100.0},
        },
        "filtered": [{"share": 0.01, "recall": 0.9}],
        "serving": {"start_s": 11.0, "added_a_s": 1999.0, "slower": 3.0},
    }
    assert set(broken_promises(figures, 1000)) == {
        "searches against a scan", "memory", "usearch and hnswlib", "filter of 0.01",
        "start", "adding", "searches while adding",
    }  # fmt: skip
    ours["resident_mb"], flat["batch_qps"] = 799.0, 80.0
    figures["equal_recall"]["hnswlib"]["resident_mb"] = 120.0
    figures["filtered"][0]["recall"] = 0.95
    figures["serving"] = {"start_s": 10.0, "added_a_s": 2000.0, "slower": 2.9}
    assert broken_promises(figures, 1000) == []


@pytest.mark.parametrize("name", ["pixword", "flat"])
def test_a_peer_is_built_and_asked(real, tmp_path, monkeypatch, capsys, name):
    monkeypatch.setattr(worker, "LEAST_S", 0.01)
    queries = Lookalikes(real).draw(40, 3)
    files = [tmp_path / file for file in ("vectors.npy", "queries.npy", "truth.npy")]
    for file, array in zip(files, (real, queries, exact_answers(real, queries)), strict=True):
        np.save(file, array)
    threads = faiss.omp_get_max_threads()
    for task in ("build", "search"):
        arguments = ["worker", task, name, *map(str, files), str(tmp_path / "index")]
        monkeypatch.setattr(sys, "argv", arguments)
        worker.main()
    faiss.omp_set_num_threads(threads)
    built, measured = map(json.loads, capsys.readouterr().out.splitlines())
    assert 0 < built["build_s"] < 60
    assert measured["settings"][-1]["recall"] >= 0.99
    assert all(setting["qps_one_core"] > 10 for setting in measured["settings"])
