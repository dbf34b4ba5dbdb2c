"""Looks at a catalogue without changing or making anything, whatever state it is in."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url

from index.catalogue.changes import latest_sequence
from index.catalogue.identity import read_identity
from index.catalogue.reading import count_items
from index.catalogue.records import SpaceIdentity
from index.catalogue.storage import Storage
from index.exceptions import NoCatalogue, StorageFailed


@dataclass(frozen=True)
class CatalogueReport:
    """What a catalogue holds.

    Attributes:
        identity: The name that was drawn for it when it was made.
        space: The space of its vectors.
        sequence: Number of its latest change.
        items: How many items there are.
    """

    identity: str
    space: SpaceIdentity
    sequence: int
    items: int


def inspect_catalogue(url: str) -> CatalogueReport:
    """Reads a catalogue, every page of it if it is an SQLite file.

    Raises:
        NoCatalogue: There is none.
        CatalogueTooNew: A newer version wrote it.
        StorageFailed: It cannot be read, or is damaged.
    """
    storage = Storage.open(_without_writing(url))
    try:
        identity, space = read_identity(storage)
        with storage.reading() as connection:
            _check_pages(connection)
            return CatalogueReport(
                identity, space, latest_sequence(connection), count_items(connection)
            )
    finally:
        storage.close()


def _without_writing(url: str) -> str:
    """Returns an address of the same database that nothing can be written through.

    Raises:
        NoCatalogue: It is a file that is not there.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return url
    file = Path(address.database or "")
    if not file.is_file():
        raise NoCatalogue("there is no catalogue yet")
    # Also whoever only reads makes a log beside the file; where there is none, nobody writes.
    is_open = file.with_name(file.name + "-wal").exists()
    query = {"mode": "ro", "uri": "true"} | ({} if is_open else {"immutable": "1"})
    readable = URL.create("sqlite", database=f"file:{quote(str(file))}", query=query)
    return readable.render_as_string()


def _check_pages(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise StorageFailed(f"the file is damaged ({found}): restore it from a copy")
