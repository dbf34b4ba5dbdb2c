"""Disks that are full, read-only or gone, and clocks that jump."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from index.exceptions import SnapshotFailed, StorageFailed
from index.snapshots import writing
from tests.crash.conftest import check_against_the_catalogue, check_folder, start
from tests.crash.workload import opened
from tests.index.builders import picture_item, request


def test_a_folder_that_vanishes_is_said_so_and_nothing_is_acknowledged(folder: Path) -> None:
    collection = opened(folder)
    collection.add_items([picture_item(f"{at}") for at in range(100)])
    away = folder.with_name("away")
    folder.rename(away)
    for attempt in (
        lambda: collection.add_items([picture_item("lost")]),
        lambda: collection.remove_items([1]),
    ):
        with pytest.raises(StorageFailed, match="is gone"):
            attempt()
    with pytest.raises(SnapshotFailed, match="No such file"):
        collection.upkeep.tidy(force=True)
    assert not folder.exists()
    assert len(collection.search(request("q", k=500)).hits) == 100  # what is in memory goes on
    away.rename(folder)
    collection.add_items([picture_item("later")])
    assert collection.upkeep.tidy(force=True)
    collection.close()
    again = check_folder(folder)
    assert again.catalogue.count() == 101
    again.close()


def test_a_catalogue_that_was_replaced_takes_nothing_any_more(folder: Path) -> None:
    collection = opened(folder)
    collection.add_items([picture_item("a")])
    database = folder / "catalogue.sqlite"
    shutil.copyfile(database, folder / "copy")
    (folder / "copy").replace(database)
    with pytest.raises(StorageFailed, match="was replaced while it was open"):
        collection.add_items([picture_item("b")])
    collection.close()


def test_an_index_folder_that_vanishes_is_made_again(folder: Path) -> None:
    collection = opened(folder)
    collection.add_items([picture_item(f"{at}") for at in range(100)])
    assert collection.upkeep.tidy(force=True)
    shutil.rmtree(folder / "index")
    collection.add_items([picture_item("more")])
    assert len(collection.search(request("q", k=500)).hits) == 101
    assert collection.upkeep.tidy(force=True)  # the segment is written from what is open
    collection.close()
    again = check_folder(folder)
    assert again.upkeep.describe()["problems"] == []
    again.close()


def test_a_full_disk_keeps_the_old_snapshot_and_the_changes_in_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection = opened(folder)
    collection.add_items([picture_item(f"{at}") for at in range(100)])
    collection.upkeep.tidy(force=True)
    before = sorted(path.name for path in (folder / "index").iterdir())

    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "sync_file", full)
    collection.add_items([picture_item(f"new{at}") for at in range(100)])
    with pytest.raises(SnapshotFailed, match="No space left on device"):
        collection.upkeep.tidy(force=True)
    assert sorted(path.name for path in (folder / "index").iterdir()) == before
    assert len(collection.search(request("q", k=500)).hits) == 200
    check_against_the_catalogue(collection)
    collection.close()
    again = opened(folder)  # still full: the old snapshot and the changes since
    assert len(again.search(request("q", k=500)).hits) == 200
    again.close()
    monkeypatch.undo()
    check_folder(folder).close()


def test_without_room_for_a_first_snapshot_all_is_kept_in_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collection = opened(folder)
    collection.add_items([picture_item(f"{at}") for at in range(100)])
    collection.close()
    shutil.rmtree(folder / "index")
    (folder / "index").write_text("a file, where a folder should be")
    again = opened(folder)
    assert len(again.search(request("q", k=500)).hits) == 100
    [problem] = again.upkeep.describe()["problems"]
    assert "kept in memory" in problem["problem"]
    again.close()


def test_a_read_only_disk_is_said_so_and_nothing_changes(folder: Path) -> None:
    collection = opened(folder)
    collection.add_items([picture_item(f"{at}") for at in range(100)])
    collection.upkeep.tidy(force=True)
    collection.close()
    parts = [folder, *folder.rglob("*")]
    for part in parts:
        part.chmod(0o555 if part.is_dir() else 0o444)
    # Root may write everywhere, unless it gives up that right.
    prefix = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    done = start("once", folder, prefix=prefix).communicate(timeout=60)
    for part in parts:
        part.chmod(0o755)
    assert done[1] == ""
    assert done[0].startswith("refused: StorageFailed: the catalogue sqlite:///")
    assert "cannot be written" in done[0] or "cannot be opened" in done[0]
    again = check_folder(folder)
    assert again.catalogue.count() == 100
    again.close()


@pytest.mark.parametrize("jump", [-10 * 365 * 86400, 10 * 365 * 86400])
def test_a_clock_that_jumps_changes_no_order(
    folder: Path, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    collection = opened(folder)
    collection.add_items([picture_item(f"{at}") for at in range(80)])
    collection.upkeep.tidy(force=True)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + jump)
    collection.add_items([picture_item(f"later{at}") for at in range(80)])
    collection.remove_items(range(1, 20))
    collection.upkeep.tidy(force=True)
    collection.close()
    again = check_folder(folder)
    assert [item.id for item in again.catalogue.list_items(limit=500)] == list(range(20, 161))
    assert again.upkeep.describe()["problems"] == []
    again.close()
