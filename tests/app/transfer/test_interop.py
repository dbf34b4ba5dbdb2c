"""Other programs read what is written, and what they write is read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.app.transfer.conftest import write_sources
from tests.app.transfer.test_round_trip import QUERIES, answers, listed

RED, GREEN = "red.png", "green.png"


@pytest.fixture
def vectors(pixword, filled, tmp_path) -> np.ndarray:
    """Vectors of the red and the green picture, `[2, 64]`."""
    pixword("export", tmp_path / "for-vectors")
    table = pq.read_table(tmp_path / "for-vectors" / "items.parquet")
    by_name = {Path(row["path"] or "").name: row["vector"] for row in table.to_pylist()}
    return np.array([by_name[RED], by_name[GREEN]], np.float32)


@pytest.fixture
def plain(vectors, filled) -> Path:
    """A file as anybody could write it: a path and a vector."""
    table = pa.table({"path": [RED, GREEN], "vector": vectors.tolist(), "mine": [1, 2]})
    pq.write_table(table, filled / "plain.parquet")
    return filled / "plain.parquet"


def test_parquet_is_read_by_pyarrow_alone(pixword, filled, tmp_path):
    pixword("export", tmp_path / "x")
    table = pq.read_table(tmp_path / "x" / "items.parquet")
    assert table.schema.field("vector").type == pa.list_(pa.float32(), 64)
    rows = table.to_pylist()
    by_number = {row["number"]: row for row in rows}
    for item in listed(pixword):
        row = by_number[item["id"]]
        assert row["captions"] == item["captions"]
        assert row["tags"] == item["tags"]
        assert json.loads(row["metadata"]) == item["metadata"]
        assert row["added_at"].isoformat() == item["added_at"]
        assert (row["vector"] is None) == (item["image"] is None)
        assert len(row["caption_vectors"]) == len(item["captions"])
    stored = [row["vector"] for row in rows if row["vector"]]
    np.testing.assert_allclose(np.linalg.norm(stored, axis=1), 1, atol=1e-5)
    words = pq.read_table(tmp_path / "x" / "words.parquet").to_pylist()
    assert [(word["text"], word["source"]) for word in words] == [("warm wall", "corpus")]


def test_numpy_files_are_read_by_numpy_alone(pixword, filled, tmp_path):
    pixword("export", tmp_path / "x", "--format", "numpy")
    pixword("export", tmp_path / "y")
    lines = (tmp_path / "x" / "items.jsonl").read_text().splitlines()
    pictured = [row for row in map(json.loads, lines) if row["content_hash"]]
    matrix = np.load(tmp_path / "x" / "image_vectors.npy", allow_pickle=False)
    assert (matrix.dtype, matrix.shape) == (np.float32, (len(pictured), 64))
    same = pq.read_table(tmp_path / "y" / "items.parquet").to_pylist()
    np.testing.assert_array_equal(matrix, [row["vector"] for row in same if row["vector"]])
    captions = np.load(tmp_path / "x" / "caption_vectors.npy", allow_pickle=False)
    flat = [vector for row in same for vector in row["caption_vectors"]]
    np.testing.assert_array_equal(captions, flat)


def test_a_file_that_names_no_space_is_refused_until_somebody_does(pixword, plain, elsewhere):
    ended = pixword("import", plain, **elsewhere)
    assert ended.returncode == 1
    assert "--same-space" in ended.stderr
    assert listed(pixword, **elsewhere) == []
    ended = pixword("import", plain, "--same-space", **elsewhere)
    assert ended.stdout == "added 2, known 0, refused 0; 0 new words\n", ended.stderr
    again = pixword("import", plain, "--same-space", **elsewhere)
    assert again.stdout == "added 0, known 2, refused 0; 0 new words\n"
    [red, _] = listed(pixword, **elsewhere)
    assert (red["width"], red["height"], red["media_type"]) == (40, 30, "image/png")


def test_a_hand_written_file_finds_what_adding_does(
    pixword, plain, filled, elsewhere, tmp_path, vectors
):
    captioned = pa.table(
        {"path": [RED, GREEN], "vector": vectors.tolist(), "captions": [["a red thing"], []]}
    )
    pq.write_table(captioned, plain)
    pixword("import", plain, "--same-space", **elsewhere)
    manifest = filled / "two.jsonl"
    rows = [{"image": RED, "captions": ["a red thing"]}, {"image": GREEN}]
    manifest.write_text("\n".join(map(json.dumps, rows)))
    added = {"PIXWORD_DATA": str(tmp_path / "added")}
    pixword("add", manifest, **added)
    queries = (("search", "red"), ("search", "red thing", "--target", "texts"))
    assert answers(pixword, queries, **elsewhere) == answers(pixword, queries, **added)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"path": [RED]}, "no column 'vector'"),
        ({"vector": [[1.0] + [0.0] * 63]}, "needs a path"),
        ({"path": ["gone.png"], "vector": [[1.0] + [0.0] * 63]}, "No such file"),
        ({"path": ["all.jsonl"], "vector": [[1.0] + [0.0] * 63]}, "not a picture"),
        ({"path": [RED], "vector": [[1.0, 0.0]]}, "the column 'vector'"),
    ],
)
def test_hand_written_files_are_refused_as_a_whole(pixword, filled, elsewhere, columns, said):
    pq.write_table(pa.table(columns), filled / "x.parquet")
    ended = pixword("import", filled / "x.parquet", "--same-space", **elsewhere)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert listed(pixword, **elsewhere) == []


def test_clip_retrievals_folders_are_read(pixword, filled, elsewhere, vectors):
    for part, name in enumerate((RED, GREEN)):
        (filled / "img_emb").mkdir(exist_ok=True)
        (filled / "metadata").mkdir(exist_ok=True)
        half = vectors[part : part + 1].astype(np.float16)
        np.save(filled / "img_emb" / f"img_emb_{part}.npy", half)
        metadata = pa.table({"image_path": [str(filled / name)], "caption": [f"a {name[:-4]}"]})
        pq.write_table(metadata, filled / "metadata" / f"metadata_{part}.parquet")
    layout = ("--layout", "clip-retrieval", "--same-space")
    ended = pixword("import", filled, *layout, **elsewhere)
    assert ended.stdout == "added 2, known 0, refused 0; 0 new words\n", ended.stderr
    assert [item["captions"] for item in listed(pixword, **elsewhere)] == [["a red"], ["a green"]]
    (filled / "img_emb" / "img_emb_1.npy").unlink()
    assert "img_emb_1.npy" in pixword("import", filled, *layout, **elsewhere).stderr


def test_another_space_is_refused_or_encoded_anew(pixword, exported, elsewhere, tmp_path):
    other = elsewhere | {"PIXWORD_SPACE": "colour-names@32"}
    pixword("tags", "add", "my bicycle")
    shutil.rmtree(exported)
    assert pixword("export", exported).stdout == "exported 5 items, 2 words, 0 pictures\n"
    ended = pixword("import", exported, **other)
    assert ended.returncode == 1
    assert "--reencode" in ended.stderr
    ended = pixword("import", exported, "--reencode", **other)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("added 5, known 0, refused 0")
    again = pixword("import", exported, "--reencode", **other)
    assert again.stdout.startswith("added 0, known 5, refused 0")
    added = {"PIXWORD_DATA": str(tmp_path / "added"), "PIXWORD_SPACE": "colour-names@32"}
    pixword("add", tmp_path / "sources" / "all.jsonl", **added)
    queries = QUERIES[:4]
    assert answers(pixword, queries, **other) == answers(pixword, queries, **added)
    assert pixword("tags", "remove", "my bicycle", **other).returncode == 0, "it came along"


def test_recipes_are_encoded_anew(pixword, filled, tmp_path, elsewhere):
    pixword("export", tmp_path / "recipes", "--recipes", "--pictures")
    ended = pixword("import", tmp_path / "recipes", "--reencode", **elsewhere)
    assert ended.stdout == "added 2, known 0, refused 0; 0 new words\n", ended.stderr
    query = (("recipes", "search", "tomato"),)
    assert answers(pixword, query, **elsewhere) == answers(pixword, query)


def test_what_cannot_be_encoded_anew_is_told_and_the_rest_is_in(pixword, exported, elsewhere):
    sources = exported.parent / "sources"
    (sources / RED).unlink()
    (sources / GREEN).write_bytes((sources / "brown.png").read_bytes())
    ended = pixword("import", exported, "--reencode", **elsewhere)
    assert ended.returncode == 1
    assert ended.stdout.startswith("added 3, known 0, refused 2")
    assert ended.stderr.count("refused items.") == 2
    assert "is not the picture that was exported" in ended.stderr
    shutil.rmtree(sources)
    write_sources(sources)
    again = pixword("import", exported, "--reencode", **elsewhere)
    assert again.stdout.startswith("added 2, known 3, refused 0")
