"""The same tests on PostgreSQL: a catalogue and a collection are one address away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from index.catalogue import Catalogue
from index.catalogue.filters import IsItem
from index.collection import Collection
from index.exceptions import SpaceMismatch, StorageFailed
from tests.index.builders import SPACE, picture_item, request
from tests.index.catalogue.test_catalogue_changes import *  # noqa: F403
from tests.index.catalogue.test_catalogue_facets import *  # noqa: F403
from tests.index.catalogue.test_catalogue_filters import *  # noqa: F403
from tests.index.catalogue.test_catalogue_items import *  # noqa: F403
from tests.index.catalogue.test_catalogue_listing import *  # noqa: F403
from tests.index.catalogue.test_catalogue_words import *  # noqa: F403
from tests.index.postgresql import PostgresServer, running_postgres


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.new_database()


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(StorageFailed, match="the catalogue postgresql"):
        Catalogue.open("postgresql://user:secret@127.0.0.1:1/none", SPACE)
    with pytest.raises(StorageFailed) as refused:
        Catalogue.open("postgresql://user:secret@127.0.0.1:1/none", SPACE)
    assert "secret" not in str(refused.value)
    with pytest.raises(StorageFailed, match="address cannot be used"):
        Catalogue.open("oracle://nobody", SPACE)
    with pytest.raises(StorageFailed, match="address cannot be used"):
        Catalogue.open("not an address", SPACE)


def test_another_space_is_refused(url: str) -> None:
    Catalogue.open(url, SPACE).close()
    with pytest.raises(SpaceMismatch):
        Catalogue.open(url, replace(SPACE, fingerprint="0" * 64))


def test_two_collections_add_at_once_and_both_see_everything(url: str, tmp_path) -> None:
    collections = [Collection.open(url, SPACE, "auto", tmp_path / f"{at}") for at in range(2)]

    def add(at: int) -> None:
        for turn in range(20):
            collections[at].add_items([picture_item(f"{at}-{turn}"), picture_item(f"both-{turn}")])

    threads = [threading.Thread(target=add, args=(at,)) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for collection in collections:
        collection.refresh()
        assert collection.catalogue.count() == 60
        assert len(collection.search(request("q", k=100)).hits) == 60
        collection.upkeep.tidy(force=True)
        collection.close()


def test_items_are_filtered_by_any_number_of_ids(url: str) -> None:
    catalogue = Catalogue.open(url, SPACE)
    catalogue.add_items([picture_item(f"{at}") for at in range(4)])
    many = IsItem(np.arange(3, 100_000))
    assert catalogue.matching_items(many).tolist() == [3, 4]
    assert catalogue.matching_items(IsItem(np.empty(0, np.int64))).tolist() == []
    catalogue.close()
