"""A catalogue and a collection on a real SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.collection import Collection
from tests.index.builders import SPACE


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/new/catalogue.db"


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    opened = Catalogue.open(url, SPACE)
    yield opened
    opened.close()


@pytest.fixture
def collection(url: str) -> Iterator[Collection]:
    opened = Collection.open(url, SPACE)
    yield opened
    opened.close()
