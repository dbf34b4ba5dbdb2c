"""Which space a catalogue belongs to, and which version wrote it."""

import uuid

from sqlalchemy import Connection, insert, inspect, select

from index.catalogue.records import SpaceIdentity
from index.catalogue.schema import SCHEMA_VERSION, meta, tables
from index.catalogue.storage import Storage
from index.exceptions import CatalogueTooNew, NoCatalogue, SpaceMismatch

_VERSION = "schema_version"
_NAME = "space_name"
_FINGERPRINT = "space_fingerprint"
_DIMENSION = "space_dimension"
_IDENTITY = "catalogue_id"


def create_or_check(storage: Storage, space: SpaceIdentity) -> str:
    """Makes the tables of a new catalogue, or checks those of an old one.

    Returns:
        The name that was drawn for the catalogue when it was made.

    Raises:
        CatalogueTooNew: A newer version wrote it.
        SpaceMismatch: It was made with another space.
        StorageFailed: It cannot be read, or not made.
    """
    if not _exists(storage):
        _create(storage, space)
    found = _read(storage)
    _check(found, space)
    return found[_IDENTITY]


def recorded_space(storage: Storage) -> SpaceIdentity:
    """Returns the space that an existing catalogue was made with.

    Raises:
        NoCatalogue: There is none.
        StorageFailed: It cannot be read.
    """
    if not _exists(storage):
        raise NoCatalogue("there is no catalogue yet: add pictures first")
    found = _read(storage)
    return SpaceIdentity(found[_NAME], found[_FINGERPRINT], int(found[_DIMENSION]))


def lock_writers(connection: Connection) -> None:
    """Waits until no other transaction writes.

    SQLite has done so already. Elsewhere rows numbered first may be committed last, and a
    reader of changes would pass over them for ever; one writer at a time prevents it.
    """
    connection.execute(select(meta.c.value).where(meta.c.key == _VERSION).with_for_update())


def _exists(storage: Storage) -> bool:
    with storage.reading() as connection:
        return inspect(connection).has_table(meta.name)


def _read(storage: Storage) -> dict[str, str]:
    with storage.reading() as connection:
        return dict(connection.execute(select(meta.c.key, meta.c.value)).all())


def _create(storage: Storage, space: SpaceIdentity) -> None:
    """Makes tables and identity in one transaction; a second creator finds them and stops."""
    with storage.writing() as connection:
        if inspect(connection).has_table(meta.name):
            return
        tables.create_all(connection)
        values = {
            _VERSION: str(SCHEMA_VERSION),
            _NAME: space.name,
            _FINGERPRINT: space.fingerprint,
            _DIMENSION: str(space.dimension),
            _IDENTITY: uuid.uuid4().hex,
        }
        connection.execute(
            insert(meta), [{"key": key, "value": value} for key, value in values.items()]
        )


def _check(found: dict[str, str], space: SpaceIdentity) -> None:
    if int(found[_VERSION]) > SCHEMA_VERSION:
        raise CatalogueTooNew(
            f"a newer Pixword wrote this catalogue (version {found[_VERSION]}, this one reads "
            f"{SCHEMA_VERSION}): update Pixword"
        )
    wanted = (space.fingerprint, str(space.dimension))
    if (found[_FINGERPRINT], found[_DIMENSION]) != wanted:
        raise SpaceMismatch(
            f"this catalogue was made with the space {found[_NAME]} "
            f"({found[_FINGERPRINT][:12]}, {found[_DIMENSION]} dimensions) and cannot be opened "
            f"with {space.name} ({space.fingerprint[:12]}, {space.dimension} dimensions): "
            "use that space, or make a new catalogue"
        )
