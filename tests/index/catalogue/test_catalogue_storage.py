from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from index.catalogue import Catalogue
from index.catalogue.identity import create_or_check
from index.catalogue.schema import tables
from index.catalogue.storage import Storage
from index.exceptions import CatalogueTooNew, SpaceMismatch, StorageFailed
from tests.index.builders import SPACE, picture_item


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.mark.parametrize("other", [{"fingerprint": "e" * 64}, {"dimension": 9}])
def test_another_space_is_refused_and_both_are_named(url: str, other: dict[str, object]) -> None:
    Catalogue.open(url, SPACE).close()
    space = replace(SPACE, name="other-space", **other)  # type: ignore[arg-type]
    with pytest.raises(SpaceMismatch, match=r"test-space .* other-space"):
        Catalogue.open(url, space)


def test_a_newer_catalogue_is_refused(url: str) -> None:
    Catalogue.open(url, SPACE).close()
    with sqlite3.connect(file_of(url)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(CatalogueTooNew, match="update Pixword"):
        Catalogue.open(url, SPACE)


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_catalogue_in_memory_is_refused(address: str) -> None:
    with pytest.raises(StorageFailed, match="needs a file"):
        Catalogue.open(address, SPACE)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, " * 100)
    with pytest.raises(StorageFailed, match="not a catalogue"):
        Catalogue.open(f"sqlite:///{tmp_path}/notes.txt", SPACE)
    with pytest.raises(StorageFailed, match="cannot be made"):
        Catalogue.open(f"sqlite:///{tmp_path}/notes.txt/catalogue.db", SPACE)
    with pytest.raises(StorageFailed, match="cannot be opened"):
        Catalogue.open(f"sqlite:///{tmp_path}", SPACE)


def test_a_read_only_catalogue_can_be_read_but_not_changed(url: str) -> None:
    writer = Catalogue.open(url, SPACE)
    writer.add_items([picture_item("a")])
    reader = Catalogue.open(f"sqlite:///file:{file_of(url)}?mode=ro&uri=true", SPACE)
    assert reader.count() == 1
    with pytest.raises(StorageFailed, match="cannot be written"):
        reader.add_items([picture_item("b")])
    reader.close()
    writer.close()


def test_a_lock_held_too_long_is_said_so(url: str) -> None:
    catalogue = Catalogue.open(url, SPACE, lock_timeout_s=0.2)
    other = sqlite3.connect(file_of(url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageFailed, match="kept it locked"):
        catalogue.add_items([picture_item("a")])
    assert catalogue.count() == 0  # reading does not wait
    other.execute("ROLLBACK")
    assert not catalogue.add_items([picture_item("a")])[0].known
    other.close()
    catalogue.close()


def test_a_full_disk_is_said_so_and_nothing_of_the_change_is_kept(url: str) -> None:
    storage = Storage.open(url)
    catalogue = Catalogue(storage, SPACE, create_or_check(storage, SPACE))

    @event.listens_for(storage.engine, "begin")
    def shrink(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 60")  # type: ignore[attr-defined]

    with pytest.raises(StorageFailed, match="the disk is full"):
        catalogue.add_items([picture_item(f"{at}", tags=("x" * 1000,)) for at in range(200)])
    assert catalogue.count() == 0
    assert not catalogue.add_items([picture_item("small")])[0].known
    catalogue.close()


def test_commits_are_durable_and_wal_is_on(url: str) -> None:
    storage = Storage.open(url)
    with storage.reading() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert values == ["wal", 2, 1, 30_000]
    storage.close()


def test_the_schema_is_valid_for_postgresql_too() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in tables.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "INDEX" in str(CreateIndex(index).compile(dialect=dialect))
    locked = select(tables.tables["meta"]).with_for_update()
    assert str(locked.compile(dialect=dialect)).endswith("FOR UPDATE")
