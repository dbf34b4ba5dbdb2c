"""Damaged, foreign and hostile files: one sentence, and nothing is changed."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.config import Settings
from app.exceptions import BadTransfer
from app.ingest.adding import add_all
from app.ingest.pipeline import Candidate
from app.ingest.sources import find_candidates
from app.transfer.exporting import Export
from app.transfer.importing import Import
from app.transfer.manifest import Format
from app.transfer.sources import Layout, find_source
from app.transfer.targets import target_of
from app.workspace import Workspace, open_workspace
from tests.app.transfer.conftest import stamp, write_sources
from tests.conftest import weightless

HASH = "ab" * 32


@dataclass
class Scene:
    """Exports of a filled collection, and an empty one that refuses forged copies of them."""

    exports: dict[str, Path]
    empty: Workspace

    def refuse(self, folder: Path, layout: Layout = Layout.PIXWORD, **options: bool) -> str:
        with pytest.raises(BadTransfer) as refused:
            source = find_source(folder, layout)
            Import(source, target_of(self.empty, source.collection), **options).run(lambda _: None)
        assert self.empty.collection.catalogue.count() == 0
        assert not (self.empty.settings.data / "pictures").exists()
        sentence = str(refused.value)
        assert "\n" not in sentence
        return sentence


def opened(folder: Path) -> Workspace:
    environment = weightless(folder)
    fields = {name.removeprefix("PIXWORD_").lower(): v for name, v in environment.items()}
    return open_workspace(Settings(**fields))


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    full, empty = opened(folder / "full"), opened(folder / "empty")
    rows = find_candidates([write_sources(folder / "sources")])
    assert all(outcome.error is None for outcome in add_all(full, map(Candidate, rows)))
    exports = {}
    for collection, name in (("pictures", "pictures"), ("recipes", "recipes")):
        for format_ in Format:
            place = folder / f"{name}-{format_}"
            catalogue = target_of(full, collection).destination.collection.catalogue
            Export(catalogue, collection, format_, full.pictures, lambda _: None).write(place)
            exports[place.name] = place
    yield Scene(exports, empty)
    full.close()
    empty.close()


@pytest.fixture
def parquet(scene: Scene, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scene.exports["pictures-parquet"], tmp_path / "forged"))


@pytest.fixture
def matrices(scene: Scene, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scene.exports["pictures-numpy"], tmp_path / "forged"))


@pytest.fixture
def recipes(scene: Scene, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scene.exports["recipes-parquet"], tmp_path / "forged"))


def test_what_is_not_there_or_no_export_is_refused(scene: Scene, tmp_path: Path) -> None:
    assert "there is no file" in scene.refuse(tmp_path / "nothing")
    assert "no readable manifest.json" in scene.refuse(tmp_path)
    (tmp_path / "x.parquet").write_bytes(b"PAR1 nonsense PAR1")
    assert "cannot be read" in scene.refuse(tmp_path / "x.parquet", same_space=True)
    assert "metadata_0.parquet" in scene.refuse(tmp_path, Layout.CLIP_RETRIEVAL, same_space=True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "manifest.json"),
        (b"[]", "manifest.json"),
        (b"\xff\xfe", "manifest.json"),
        (b"[" * 100_000, "manifest.json"),
        (b" " * 2**21, "more than"),
    ],
)
def test_a_manifest_of_another_form_is_refused(scene, parquet, content: bytes, said: str) -> None:
    (parquet / "manifest.json").write_bytes(content)
    assert said in scene.refuse(parquet)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "update Pixword"),
        ({"version": 0}, "version"),
        ({"format": "pickle"}, "format"),
        ({"collection": "../x"}, "collection"),
        ({"files": {}}, "does not name items.parquet"),
        ({"files": {"../items.parquet": {"bytes": 1, "sha256": HASH}}}, "does not name"),
        ({"counts": {"items": 10**15}}, "counts"),
        ({"counts": {"items": 10**9}}, "1000000000 items"),
        ({"counts": {"items": 5}}, "5 items and 0 words"),
        ({"space": {"name": "x", "fingerprint": HASH, "dimension": 64}}, "--reencode"),
        ({"space": {"name": "x", "fingerprint": HASH, "dimension": 10**9}}, "dimension"),
    ],
)
def test_a_manifest_that_lies_is_refused(scene, parquet, change: dict, said: str) -> None:
    path = parquet / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert said in scene.refuse(parquet)


@pytest.mark.parametrize("kind", Format)
def test_a_changed_byte_a_cut_or_missing_file_is_refused(scene, tmp_path, kind: Format) -> None:
    names = json.loads((scene.exports[f"pictures-{kind}"] / "manifest.json").read_text())["files"]
    for name in names:
        forged = Path(shutil.copytree(scene.exports[f"pictures-{kind}"], tmp_path / name))
        content = bytearray((forged / name).read_bytes())
        content[len(content) // 2] ^= 1
        (forged / name).write_bytes(content)
        assert f"{name} is damaged" in scene.refuse(forged)
        (forged / name).write_bytes(content[:-1])
        assert f"{name} is missing or not as long" in scene.refuse(forged)
        (forged / name).unlink()
        assert f"{name} is missing or not as long" in scene.refuse(forged)


def test_a_changed_picture_is_refused(scene, parquet: Path) -> None:
    [picture, *_] = sorted((parquet / "pictures").glob("*/*"))
    content = picture.read_bytes()
    picture.write_bytes(content + b"x")
    assert "is not the picture that was exported" in scene.refuse(parquet)
    picture.unlink()
    picture.mkdir()
    assert "not an ordinary file" in scene.refuse(parquet)
    picture.rmdir()
    picture.symlink_to("/dev/zero")
    assert "not an ordinary file" in scene.refuse(parquet)


def change_column(name: str, values: Callable[[list], list], type_: pa.DataType | None = None):
    """Returns what puts other values in the place of a column of items."""

    def forge(folder: Path) -> None:
        path = folder / "items.parquet"
        table = pq.read_table(path)
        at = table.schema.names.index(name)
        column = pa.array(values(table.column(name).to_pylist()), type_ or table.schema.types[at])
        pq.write_table(table.set_column(at, name, column), path)
        stamp(folder)

    return forge


def first(value: object) -> Callable[[list], list]:
    return lambda values: [value, *values[1:]]


def every(value: object) -> Callable[[list], list]:
    return lambda values: [value] * len(values)


VECTORS = pa.list_(pa.float64())
UNIT = [1.0] + [0.0] * 63


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (change_column("vector", first([float("nan")] * 64)), "length 1"),
        (change_column("vector", first([float("inf")] * 64)), "length 1"),
        (change_column("vector", first([0.0] * 64)), "length 1"),
        (change_column("vector", first([1.0] * 64)), "length 1"),
        (change_column("vector", first(None)), "no vector"),
        (change_column("vector", first([None] * 64)), "null"),
        (change_column("vector", every([1.0, 0.0]), VECTORS), "the column 'vector'"),
        (change_column("vector", every("x"), pa.string()), "the column 'vector'"),
        (change_column("vector", every(UNIT)), "needs a path or a content_hash"),
        (change_column("caption_vectors", first([UNIT, UNIT, UNIT])), "captions need"),
        (change_column("caption_vectors", first([None])), "null"),
        (change_column("caption_vectors", first([[2.0] * 64])), "length 1"),
        (change_column("number", every(7)), "number 7 comes twice"),
        (change_column("number", first(-1)), "number"),
        (change_column("number", lambda values: values[::-1]), "comes twice, or too late"),
        (change_column("content_hash", lambda v: [v[1], v[1], *v[2:]]), "picture"),
        (change_column("content_hash", first("../../etc/passwd")), "content_hash"),
        (change_column("content_hash", first("AB" * 32)), "content_hash"),
        (change_column("path", first("../../../etc/passwd")), "'..'"),
        (change_column("path", first("/pictures/../etc/passwd")), "'..'"),
        (change_column("path", first("/dev/zero")), "ordinary file"),
        (change_column("path", first("a\0b")), "NUL"),
        (change_column("path", first("x" * 5000)), "path"),
        (change_column("media_type", first("text/html")), "media_type"),
        (change_column("width", first(-4)), "width"),
        (change_column("captions", first([""])), "caption is empty"),
        (change_column("captions", first([None])), "captions"),
        (change_column("captions", first([b"\xff\xfe"]), pa.list_(pa.binary())), "captions"),
        (change_column("tags", first(["x\0y"])), "NUL"),
        (change_column("metadata", first("{")), "row 1"),
        (change_column("metadata", first("[1]")), "metadata"),
        (change_column("metadata", first('{"a": NaN}')), "not finite"),
        (change_column("metadata", first('{"a": {"b": 1}}')), "metadata"),
        (change_column("metadata", first('{"a": 12345678901234567890}')), "2**53"),
        (change_column("metadata", first("[" * 100_000)), "row 1"),
        (change_column("added_at", first(-(10**15))), "1970"),
        (change_column("added_at", first(2**62)), "items.parquet"),
    ],
)
def test_forged_parquet_is_refused(scene, parquet: Path, forge, said: str) -> None:
    shutil.rmtree(parquet / "pictures")
    forge(parquet)
    assert said in scene.refuse(parquet)


def test_text_that_is_not_utf8_is_refused(scene, parquet: Path) -> None:
    path = parquet / "items.parquet"
    table = pq.read_table(path)
    broken = pa.array([b"\xff\xfe"] * len(table), pa.binary()).view(pa.string())
    pq.write_table(table.set_column(table.schema.names.index("path"), "path", broken), path)
    stamp(parquet)
    assert "UTF" in scene.refuse(parquet)


def test_another_pictures_upload_is_not_taken(scene, parquet: Path) -> None:
    shutil.rmtree(parquet / "pictures")
    uploads = (scene.empty.settings.data / "pictures" / "ab" / HASH).absolute()
    change_column("path", first(str(uploads)))(parquet)
    assert "another upload" in scene.refuse(parquet)


def test_parquet_that_unpacks_to_very_much_is_refused(scene, parquet: Path) -> None:
    path = parquet / "items.parquet"
    table = pq.read_table(path)
    offsets = pa.array([0, 2**22] + [2**22] * (len(table) - 1), pa.int32())
    many = pa.ListArray.from_arrays(offsets, pa.repeat("x", 2**22))
    at = table.schema.names.index("tags")
    pq.write_table(table.set_column(at, "tags", many), path)
    assert path.stat().st_size < 2**20
    stamp(parquet)
    assert "a list of 'tags' has more than 10,000 entries" in scene.refuse(parquet)


def test_parquet_of_random_bytes_is_refused(scene, parquet: Path) -> None:
    path = parquet / "items.parquet"
    content = path.read_bytes()
    random = np.random.default_rng(0)
    for _ in range(30):
        forged = bytearray(content)
        for at in random.integers(4, len(content) - 8, size=40):
            forged[at] = random.integers(256)
        path.write_bytes(forged)
        stamp(parquet)
        scene.refuse(parquet)


class _Payload:
    unpickled = False

    def __reduce__(self):
        return setattr, (_Payload, "unpickled", True)


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.array([[_Payload()] * 64] * 4, dtype=object), "float32"),
        (np.ones((4, 64)), "float32"),
        (np.ones((4, 64), np.int32), "float32"),
        (np.ones((4, 64), ">f4"), "float32"),
        (np.zeros((4,), [("a", "<f4", (64,))]), "float32"),
        (np.asfortranarray(np.eye(64, dtype="<f4")[:4]), "C order"),
        (np.ones((4, 65), "<f4"), "64 numbers"),
        (np.ones((256,), "<f4"), "64 numbers"),
        (np.eye(64, dtype="<f4")[:3], "more are needed"),
        (np.eye(64, dtype="<f4")[:5], "4 are needed"),
        (np.full((4, 64), np.nan, "<f4"), "length 1"),
    ],
)
def test_forged_matrices_are_refused(scene, matrices: Path, array: np.ndarray, said: str) -> None:
    np.save(matrices / "image_vectors.npy", array, allow_pickle=True)
    stamp(matrices)
    assert said in scene.refuse(matrices)
    assert not _Payload.unpickled


@pytest.mark.parametrize("shape", ["(10**15, 64)", "(-1, 64)", "(1000000000000, 64)", "(4, 64"])
def test_a_matrix_that_lies_about_its_shape_is_refused(scene, matrices: Path, shape: str) -> None:
    path = matrices / "image_vectors.npy"
    content = path.read_bytes()
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode()
    path.write_bytes(content[:10] + header.ljust(117) + b"\n" + content[128:])
    stamp(matrices)
    assert "image_vectors.npy" in scene.refuse(matrices)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", pickle.dumps([1]), b"\x93NUMPY\x09\x00"])
def test_what_is_no_matrix_is_refused(scene, matrices: Path, content: bytes) -> None:
    (matrices / "caption_vectors.npy").write_bytes(content)
    stamp(matrices)
    assert "caption_vectors.npy" in scene.refuse(matrices)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "line 1"),
        (b"[]", "not a JSON object"),
        (b'{"path": "\xff"}', "UTF-8"),
        (b"[" * 100_000, "line 1"),
        (b'{"captions": "x"}', "captions"),
        (b'{"captions": ["\\ud800"]}', "captions"),
        (b'{"number": 1e300}', "number"),
        (b'{"x": "' + b"y" * 2**23 + b'"}', "more than"),
    ],
)
def test_forged_lines_are_refused(scene, matrices: Path, line: bytes, said: str) -> None:
    path = matrices / "items.jsonl"
    path.write_bytes(line + b"\n" + path.read_bytes().partition(b"\n")[2])
    stamp(matrices)
    assert said in scene.refuse(matrices)


@pytest.mark.parametrize(
    "line", [{"text": "x", "source": "root"}, {"text": "", "source": "user"}, {"source": "user"}]
)
def test_forged_words_are_refused(scene, matrices: Path, line: dict) -> None:
    (matrices / "words.jsonl").write_text(json.dumps(line) + "\n")
    stamp(matrices)
    assert "word" in scene.refuse(matrices)


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (change_column("captions", first(["a", "b"])), "not a recipe"),
        (change_column("metadata", first('{"ingredients": 3}')), "not a recipe"),
        (change_column("metadata", first('{"title": ["x"]}')), "not a recipe"),
        (change_column("metadata", first('{"picture_item": "1"}')), "not a recipe"),
        (change_column("metadata", first("{}")), "row 1"),
    ],
)
def test_what_is_no_recipe_stays_out_of_the_book(scene, recipes: Path, forge, said: str) -> None:
    shutil.rmtree(recipes / "pictures")
    forge(recipes)
    assert said in scene.refuse(recipes)
    assert scene.empty.recipes.collection.catalogue.count() == 0
