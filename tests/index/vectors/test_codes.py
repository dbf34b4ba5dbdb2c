from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors.coder import Coder
from index.vectors.codes import Codes
from tests.index.builders import lifelike


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.train(lifelike(0, 2000), 64)


@pytest.fixture(scope="module")
def codes(coder: Coder) -> Codes:
    writer = coder.open_codes()
    writer.add(lifelike(0, 2000))
    return writer.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_error_of_the_system(codes: Codes) -> None:
    with pytest.raises(OSError, match="No space left"):
        codes.write(Path("/dev/full"))


def test_codes_that_were_written_and_read_find_the_same(
    coder: Coder, codes: Codes, tmp_path: Path
) -> None:
    codes.write(tmp_path / "codes")
    coder.write(tmp_path / "coder")
    queries = lifelike(1, 30)
    expected = codes.candidates(coder.assign(queries, 8), 20, None)
    assignment = Coder.read(tmp_path / "coder").assign(queries, 8)
    found = Codes.read(tmp_path / "codes").candidates(assignment, 20, None)
    assert np.array_equal(found[0], expected[0])
    assert np.array_equal(found[1], expected[1])


def test_estimates_are_close_to_the_inner_products(coder: Coder, codes: Codes) -> None:
    vectors, queries = lifelike(0, 2000), lifelike(1, 30)
    scores, rows = codes.candidates(coder.assign(queries, 64), 50, None)
    exact = np.einsum("qd,qcd->qc", queries, vectors[rows])
    assert np.abs(scores - exact).mean() < 0.02
    assert np.abs(scores - exact).max() < 0.1


def test_more_lists_find_more_and_all_lists_find_all(coder: Coder, codes: Codes) -> None:
    vectors, queries = lifelike(0, 2000), lifelike(1, 30)
    truth = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]
    recalls = []
    for probes in (1, 8, 1000):
        _, rows = codes.candidates(coder.assign(queries, probes), 100, None)
        recalls.append(
            np.mean([len(np.intersect1d(a, b)) for a, b in zip(rows, truth, strict=True)])
        )
    assert recalls == sorted(recalls)
    assert recalls[0] < 9
    assert recalls[2] > 9.9
    _, everything = codes.candidates(coder.assign(queries[:1], 64), 3000, None)
    assert np.array_equal(np.sort(everything[0]), np.sort([*range(2000), *[-1] * 1000]))


def test_only_marked_rows_are_found(coder: Coder, codes: Codes) -> None:
    mask = np.zeros(2000, dtype=bool)
    mask[[3, 700, 1999]] = True
    bits = np.packbits(mask, bitorder="little")
    _, rows = codes.candidates(coder.assign(lifelike(1, 5), 64), 10, bits)
    for found in rows:
        assert sorted(found[found >= 0].tolist()) == [3, 700, 1999]


def test_codes_go_on_where_others_end(coder: Coder, codes: Codes) -> None:
    whole = coder.open_codes()
    whole.append(codes)
    whole.add(lifelike(5, 100))
    continued = codes.continued()
    continued.add(lifelike(5, 100))
    assignment = coder.assign(lifelike(1, 30), 64)
    expected = whole.close().candidates(assignment, 50, None)
    found = continued.close().candidates(assignment, 50, None)
    assert np.array_equal(found[1], expected[1])
    assert len(codes) == 2000
