from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from index.catalogue import Catalogue
from index.catalogue.migrations import MIGRATIONS
from index.catalogue.schema import SCHEMA_VERSION, tables
from index.catalogue.storage import Storage
from index.exceptions import CatalogueTooNew, SpaceMismatch
from tests.index.builders import SPACE, picture_item, text_vector

VERSION_1 = Path(__file__).with_name("version_1.sql")
META = (
    ("schema_version", "1"),
    ("space_name", SPACE.name),
    ("space_fingerprint", SPACE.fingerprint),
    ("space_dimension", str(SPACE.dimension)),
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A catalogue of version 1 with an item, its caption and a word."""
    path = tmp_path / "old.sqlite"
    database = sqlite3.connect(path)
    database.executescript(VERSION_1.read_text())
    database.executemany("INSERT INTO meta VALUES (?, ?)", META)
    database.execute(
        "INSERT INTO items VALUES (7, 'abc', '/a.jpg', 'image/jpeg', 1, 2, 3, '{\"year\": 1999}', 5.0)"
    )
    database.execute("INSERT INTO item_vectors VALUES (7, ?)", [text_vector("a").tobytes()])
    rows = [(1, 7, "caption", "A", "a", "item"), (2, None, "word", "Dog", "dog", "user")]
    for row in rows:
        database.execute(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?)", [*row, text_vector(row[3]).tobytes()]
        )
    changed = [("images", 7), ("texts", 1), ("texts", 2)]
    database.executemany("INSERT INTO changes (modality, entry_id) VALUES (?, ?)", changed)
    database.commit()
    database.close()
    return path


def test_a_newer_catalogue_is_refused_and_left_alone(old: Path) -> None:
    with sqlite3.connect(old) as database:
        database.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    database.close()
    before = old.read_bytes()
    with pytest.raises(CatalogueTooNew, match="update Pixword"):
        Catalogue.open(f"sqlite:///{old}", SPACE)
    with sqlite3.connect(old) as database:
        assert database.execute("SELECT count(*) FROM items").fetchone() == (1,)
    database.close()
    assert len(old.read_bytes()) == len(before)


def test_an_old_catalogue_is_brought_up_to_date_and_keeps_everything(old: Path) -> None:
    catalogue = Catalogue.open(f"sqlite:///{old}", SPACE)
    item = catalogue.item(7)
    assert (item.path, item.captions, item.metadata) == ("/a.jpg", ("A",), {"year": 1999})
    assert np.array_equal(catalogue.vector(7), text_vector("a"))
    assert catalogue.find_word("dog").text == "Dog"
    assert catalogue.latest_sequence() == 3
    batches = {batch.modality: batch.ids.tolist() for batch in catalogue.changes_since(0)}
    assert batches == {"images": [7], "texts": [1, 2]}
    [added] = catalogue.add_items([picture_item("new")])
    assert added.item_id == 8
    assert len(catalogue.identity) == 32
    catalogue.close()
    again = Catalogue.open(f"sqlite:///{old}", SPACE)
    assert again.identity == catalogue.identity
    again.close()


def test_migrated_tables_are_those_of_a_new_catalogue(old: Path) -> None:
    Catalogue.open(f"sqlite:///{old}", SPACE).close()
    storage = Storage.open(f"sqlite:///{old}")
    with storage.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables) == []
        keys = {name: inspect(connection).get_pk_constraint(name) for name in tables.tables}
    storage.close()
    for name, table in tables.tables.items():
        assert keys[name]["constrained_columns"] == [column.name for column in table.primary_key]


def test_every_version_has_its_migration() -> None:
    assert sorted(MIGRATIONS) == list(range(2, SCHEMA_VERSION + 1))


def test_another_space_is_refused_after_the_migration(old: Path) -> None:
    other = replace(SPACE, fingerprint="0" * 64)
    with pytest.raises(SpaceMismatch, match="run `pixword reembed`"):
        Catalogue.open(f"sqlite:///{old}", other)
    Catalogue.open(f"sqlite:///{old}", SPACE).close()


def test_an_interrupted_migration_changes_nothing(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def migrate_and_fail(operations: object) -> None:
        second(operations)
        raise KeyboardInterrupt

    second = MIGRATIONS[2]
    monkeypatch.setitem(MIGRATIONS, 2, migrate_and_fail)
    with pytest.raises(KeyboardInterrupt):
        Catalogue.open(f"sqlite:///{old}", SPACE)
    with sqlite3.connect(old) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    database.close()
    assert "changes_by_entry" in names
    assert "staged_vectors" not in names
    monkeypatch.setitem(MIGRATIONS, 2, second)
    Catalogue.open(f"sqlite:///{old}", SPACE).close()


def test_two_may_open_an_old_catalogue_at_once(old: Path) -> None:
    opened: list[Catalogue] = []
    threads = [
        threading.Thread(target=lambda: opened.append(Catalogue.open(f"sqlite:///{old}", SPACE)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({catalogue.identity for catalogue in opened}) == 1
    assert len(opened) == 4
    for catalogue in opened:
        catalogue.close()
