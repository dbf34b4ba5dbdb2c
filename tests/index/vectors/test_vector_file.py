from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors import vector_file
from index.vectors.vector_file import VectorFile


@pytest.fixture
def matrix() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(50, 6)).astype("<f4")


@pytest.fixture
def file(tmp_path: Path, matrix: np.ndarray) -> VectorFile:
    (tmp_path / "v").write_bytes(matrix.tobytes())
    return VectorFile(tmp_path / "v", 50, 6)


def test_a_file_of_another_size_is_refused(tmp_path: Path, file: VectorFile) -> None:
    with pytest.raises(ValueError, match="has 1200 bytes, not 1176"):
        VectorFile(tmp_path / "v", 49, 6)
    with pytest.raises(FileNotFoundError):
        VectorFile(tmp_path / "missing", 49, 6)


def test_a_file_that_is_cut_short_while_open_is_an_error_and_no_crash(
    tmp_path: Path, file: VectorFile
) -> None:
    with (tmp_path / "v").open("r+b") as opened:
        opened.truncate(100)
    with pytest.raises(OSError, match="ended early"):
        file.read(np.array([40]))
    with pytest.raises(OSError, match="ended early"):
        list(file.chunks())


def test_rows_come_in_the_order_in_which_they_are_asked(
    file: VectorFile, matrix: np.ndarray
) -> None:
    for rows in ([], [7], [3, 49, 0, 3]):
        wanted = np.array(rows, np.int64)
        assert np.array_equal(file.read(wanted), matrix[wanted])


def test_chunks_are_the_whole_file(
    file: VectorFile, matrix: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_file, "CHUNK", 16)
    assert np.array_equal(np.concatenate([part.copy() for part in file.chunks()]), matrix)


def test_an_empty_file_has_no_scores(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    empty = VectorFile(tmp_path / "empty", 0, 6)
    assert empty.rough_scores(np.ones(6, np.float32)).shape == (0,)


def test_scans_are_kept_for_the_last_few_queries(
    file: VectorFile, matrix: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_file, "SCANS_BYTES", 2 * 50 * 4)
    queries = np.eye(6, dtype=np.float32)
    first = file.rough_scores(queries[0])
    np.testing.assert_allclose(first, matrix[:, 0], rtol=1e-6)
    assert file.rough_scores(queries[0]) is first
    for query in queries[1:3]:
        file.rough_scores(query)
    assert file.rough_scores(queries[0]) is not first
