from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from index.collection import Collection
from index.map import making
from index.map.files import MapFiles
from index.upkeep.journal import Journal
from tests.index.builders import SPACE, picture_item, text_vectors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def opened(url: str, folder: Path) -> Iterator[Collection]:
    """A collection of twenty pictures whose map is kept."""
    collection = Collection.open(url, SPACE, folder=folder)
    collection.add_items([picture_item(f"p{n}") for n in range(20)])
    collection.add_words(["p3"], text_vectors("p3"), "user")
    yield collection
    collection.close()


@pytest.fixture
def kept(opened: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Version of a kept map; from now on no other is laid out without a complaint."""
    version = opened.map().version
    assert len(list((folder / "map").glob("snapshot-*"))) == 1

    def complain(_: object) -> None:
        raise AssertionError("it is laid out again")

    monkeypatch.setattr(making, "lay_out", complain)
    return version


def test_a_damaged_map_is_made_again(
    url: str, folder: Path, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    file = next((folder / "map").glob("snapshot-*/coordinates.npy"))
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    again = Collection.open(url, SPACE, folder=folder)
    assert again.map().version == kept
    [problem] = again.upkeep.journal.describe()["problems"]
    assert "coordinates.npy was changed" in problem["problem"]
    again.close()


@pytest.mark.parametrize("file", ["ids.npy", "manifest.json"])
def test_a_map_with_a_missing_file_is_made_again(
    url: str, folder: Path, kept: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    next((folder / "map").glob(f"snapshot-*/{file}")).unlink()
    again = Collection.open(url, SPACE, folder=folder)
    assert again.map().version == kept
    assert again.upkeep.journal.describe()["problems"]
    again.close()


def test_a_map_of_another_catalogue_is_not_used(
    url: str, tmp_path: Path, folder: Path, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    other = Collection.open(f"sqlite:///{tmp_path}/other.db", SPACE, folder=folder)
    other.add_items([picture_item("else")])
    assert other.map().ids.tolist() == [1]
    problems = [own["problem"] for own in other.upkeep.journal.describe()["problems"]]
    assert any("map" in own and "another catalogue" in own for own in problems)
    other.close()


def test_a_map_of_another_form_is_not_used(
    url: str, folder: Path, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("index.map.files.FORM", 0)
    again = Collection.open(url, SPACE, folder=folder)
    assert again.map().version == kept
    assert "another version" in again.upkeep.journal.describe()["problems"][0]["problem"]
    again.close()


def test_a_kept_map_is_opened_and_brought_up_to_date(url: str, folder: Path, kept: str) -> None:
    again = Collection.open(url, SPACE, folder=folder)
    shown = again.map()
    assert shown.version == kept
    assert [word.word for word in shown.words] == ["p3"]
    again.add_items([picture_item("new")])
    again.remove_items([1])
    assert again.map().ids.tolist() == list(range(2, 22))
    again.close()
    third = Collection.open(url, SPACE, folder=folder)
    assert third.map().ids.tolist() == list(range(2, 22))
    third.close()


def test_much_change_is_kept_with_the_landmarks_of_before(
    url: str, folder: Path, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.map.keeping.UNSAVED", 5)
    again = Collection.open(url, SPACE, folder=folder)
    again.map()
    again.add_items([picture_item(f"new {n}") for n in range(6)])
    version = again.map().version
    again.close()
    names = sorted(path.name for path in (folder / "map").glob("snapshot-*"))
    assert len(names) == 2
    arrays = [np.load(folder / "map" / name / "landmark-vectors.npy") for name in names]
    assert np.array_equal(*arrays)
    third = Collection.open(url, SPACE, folder=folder)
    assert third.map().version == version
    third.close()


def test_a_map_that_cannot_be_saved_is_shown(
    opened: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "map").write_text("in the way")
    assert len(opened.map().ids) == 20
    [problem] = opened.upkeep.journal.describe()["problems"]
    assert "the map could not be saved" in problem["problem"]


def test_a_map_of_another_space_is_not_used(url: str, folder: Path, kept: str) -> None:
    journal = Journal()
    own = Collection.open(url, SPACE)
    other = SimpleNamespace(
        identity=own.catalogue.identity,
        space=replace(SPACE, fingerprint="0" * 64),
        latest_sequence=own.catalogue.latest_sequence,
    )
    assert MapFiles(folder / "map", other, journal).open_newest() is None  # type: ignore[arg-type]
    assert "another space" in journal.describe()["problems"][0]["problem"]
    own.close()
