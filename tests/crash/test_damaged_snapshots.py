"""Snapshots of which a byte flips, or the end is missing."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import faiss
import pytest

from index.collection import Collection
from index.exceptions import BadSnapshot
from index.snapshots.manifest import digest_of
from index.snapshots.store import SnapshotStore
from tests.crash.conftest import check_against_the_catalogue
from tests.crash.workload import opened, url_of
from tests.index.builders import SPACE, picture_item


@pytest.fixture
def saved(folder: Path) -> Path:
    """A data folder whose newest snapshot has a segment, removed rows, and recent rows."""
    collection = opened(folder)
    collection.add_items([picture_item(f"{at}", (f"c{at}",)) for at in range(150)])
    collection.upkeep.tidy(force=True)
    collection.add_items([picture_item(f"more{at}", (f"d{at}",)) for at in range(30)])
    collection.remove_items(range(1, 20))
    collection.upkeep.tidy(force=True)
    collection.close()
    return folder


def newest(folder: Path) -> Path:
    store = SnapshotStore(folder / "index")
    return store.folder / store.names()[0]


def damage(path: Path, chance: random.Random) -> None:
    """Flips a bit, or cuts the file, as a new file: others may share the old one's bytes."""
    content = bytearray(path.read_bytes())
    path.unlink()
    if chance.random() < 0.3:
        path.write_bytes(content[: chance.randrange(len(content))])
    else:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)


def test_any_changed_byte_is_refused_before_faiss_reads_one(
    saved: Path, long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = newest(saved)
    store = SnapshotStore(snapshot.parent)
    assert store.checked(snapshot.name).manifest.sequence > 300
    monkeypatch.setattr(faiss, "read_index", lambda *_: pytest.fail("FAISS read a damaged file"))
    chance = random.Random(3)
    whole = snapshot.with_name("whole")
    shutil.copytree(snapshot, whole)
    files = sorted(path.name for path in whole.iterdir())
    assert len(files) >= 10
    for turn in range(2000 if long else 200):
        name = files[turn % len(files)]
        damage(snapshot / name, chance)
        with pytest.raises(BadSnapshot):
            store.checked(snapshot.name)
        shutil.copyfile(whole / name, snapshot / name)
    store.checked(snapshot.name)


def test_the_snapshot_before_is_used_and_said_so(saved: Path) -> None:
    snapshot = newest(saved)
    damage(snapshot / "images.recent.ids", random.Random(1))
    collection = opened(saved)
    check_against_the_catalogue(collection)
    described = collection.upkeep.describe()
    assert described["snapshot"] < snapshot.name
    [problem] = described["problems"]
    assert problem["problem"].startswith(f"the index snapshot {snapshot.name} is not used: images.")
    collection.close()


@pytest.mark.parametrize("turn", range(10))
def test_without_a_good_snapshot_it_is_built_again(saved: Path, turn: int) -> None:
    chance = random.Random(turn)
    names = SnapshotStore(saved / "index").names()
    for name in names:
        damage(chance.choice(sorted((saved / "index" / name).iterdir())), chance)
    collection = opened(saved)
    check_against_the_catalogue(collection)
    described = collection.upkeep.describe()
    assert len(described["problems"]) == len(names) == 2
    assert described["snapshot"] > max(names)
    collection.close()
    again = opened(saved)
    assert again.upkeep.describe()["problems"] == []
    again.close()


def test_missing_files_and_paths_that_lead_outside_are_refused(saved: Path) -> None:
    snapshot = newest(saved)
    store = SnapshotStore(snapshot.parent)
    (snapshot / "texts.recent.ids").unlink()
    with pytest.raises(BadSnapshot, match="cannot be read"):
        store.checked(snapshot.name)
    manifest = json.loads((snapshot / "manifest.json").read_text())
    manifest["files"] = {"../../secret": {"bytes": 1, "sha256": "0" * 64}}
    content = json.dumps(manifest).encode()
    forged = snapshot.with_name(f"snapshot-00000099-{digest_of(content)}")
    forged.mkdir()
    (forged / "manifest.json").write_bytes(content)
    with pytest.raises(BadSnapshot, match="a file outside"):
        store.checked(forged.name)


def test_snapshots_of_other_catalogues_and_futures_are_not_used(
    saved: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    collection = opened(other)
    collection.add_items([picture_item("x")])
    collection.close()
    shutil.rmtree(other / "index", ignore_errors=True)
    shutil.copytree(saved / "index", other / "index")
    foreign = opened(other)
    check_against_the_catalogue(foreign)
    assert len(foreign.upkeep.describe()["problems"]) == 2
    assert "another catalogue" in foreign.upkeep.describe()["problems"][0]["problem"]
    foreign.close()


def test_a_catalogue_restored_from_a_copy_gets_a_new_index(folder: Path) -> None:
    collection = opened(folder)
    collection.add_items([picture_item(f"{at}") for at in range(100)])
    collection.close()
    copy = (folder / "catalogue.sqlite").read_bytes()
    collection = opened(folder)
    collection.add_items([picture_item(f"later{at}") for at in range(100)])
    collection.upkeep.tidy(force=True)
    collection.close()
    (folder / "catalogue.sqlite").write_bytes(copy)
    restored = opened(folder)
    check_against_the_catalogue(restored)
    assert any(
        "restored from a copy" in p["problem"] for p in restored.upkeep.describe()["problems"]
    )
    assert restored.catalogue.count() == 100
    restored.close()


def test_a_snapshot_that_is_far_behind_is_not_replayed(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.upkeep.indexes.MOST_REPLAYED", 100)
    collection = Collection.open(url_of(saved), SPACE)
    collection.add_items([picture_item(f"later{at}") for at in range(900)])
    collection.close()
    again = opened(saved)
    check_against_the_catalogue(again)
    described = again.upkeep.describe()
    assert "900 changes came since" in described["problems"][0]["problem"]
    assert described["images"]["recent"] == 0
    again.close()


def test_another_kind_of_index_is_built(saved: Path) -> None:
    for kind in ("exact", "flat", "ivf", "auto"):
        collection = Collection.open(url_of(saved), SPACE, kind, saved / "index")
        check_against_the_catalogue(collection)
        collection.upkeep.tidy(force=True)
        collection.close()
