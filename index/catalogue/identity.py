"""Which space a catalogue belongs to, and which version wrote it."""

import uuid

from sqlalchemy import Connection, insert, inspect, select, update

from index.catalogue.migrations import migrate
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
    found = _up_to_date(storage)
    _check_space(found, space)
    return found[_IDENTITY]


def recorded_space(storage: Storage) -> SpaceIdentity:
    """Returns the space that an existing catalogue was made with.

    Raises:
        NoCatalogue: There is none.
        CatalogueTooNew: A newer version wrote it.
        StorageFailed: It cannot be read.
    """
    if not _exists(storage):
        raise NoCatalogue("there is no catalogue yet: add pictures first")
    found = _up_to_date(storage)
    return SpaceIdentity(found[_NAME], found[_FINGERPRINT], int(found[_DIMENSION]))


def read_identity(storage: Storage) -> tuple[str, SpaceIdentity]:
    """Returns the name that was drawn for a catalogue, and its space; changes no table.

    Raises:
        NoCatalogue: There is none.
        CatalogueTooNew: A newer version wrote it.
        StorageFailed: It cannot be read.
    """
    if not _exists(storage):
        raise NoCatalogue("the database holds no catalogue yet")
    found = _read(storage)
    _check_version(int(found[_VERSION]))
    return found[_IDENTITY], SpaceIdentity(
        found[_NAME], found[_FINGERPRINT], int(found[_DIMENSION])
    )


def check_space(connection: Connection, space: SpaceIdentity, *, alone: bool = False) -> None:
    """Checks inside a transaction that the catalogue was not re-embedded since it was opened.

    Args:
        connection: Of the transaction.
        space: What it was opened with.
        alone: Also wait until no other transaction writes. SQLite has done so already. Elsewhere
            rows numbered first may be committed last, and a reader of changes would pass over them
            for ever; one writer at a time prevents it.

    Raises:
        SpaceMismatch: It has vectors of another space now.
    """
    wanted = select(meta.c.value).where(meta.c.key == _FINGERPRINT)
    found = connection.scalar(wanted.with_for_update() if alone else wanted)
    if found != space.fingerprint:
        raise SpaceMismatch("the collection was moved to another space meanwhile: start again")


def record_space(connection: Connection, space: SpaceIdentity) -> None:
    """Writes down that all vectors belong to another space now."""
    values = {
        _NAME: space.name,
        _FINGERPRINT: space.fingerprint,
        _DIMENSION: str(space.dimension),
    }
    for key, value in values.items():
        connection.execute(update(meta).where(meta.c.key == key).values(value=value))


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


def _up_to_date(storage: Storage) -> dict[str, str]:
    """Returns what is written down about a catalogue, after its tables were brought up to date."""
    found = _read(storage)
    version = int(found[_VERSION])
    _check_version(version)
    if version == SCHEMA_VERSION:
        return found
    _migrate(storage)
    return _read(storage)


def _check_version(version: int) -> None:
    if version > SCHEMA_VERSION:
        raise CatalogueTooNew(
            f"a newer Pixword wrote this catalogue (version {version}, this one reads "
            f"{SCHEMA_VERSION}): update Pixword"
        )


def _migrate(storage: Storage) -> None:
    """Changes all tables in one transaction; a second process finds it done."""
    with storage.writing() as connection:
        kept = select(meta.c.value).where(meta.c.key == _VERSION).with_for_update()
        version = int(connection.execute(kept).scalar_one())
        migrate(connection, version, SCHEMA_VERSION)
        written = update(meta).where(meta.c.key == _VERSION).values(value=str(SCHEMA_VERSION))
        connection.execute(written)


def _check_space(found: dict[str, str], space: SpaceIdentity) -> None:
    wanted = (space.fingerprint, str(space.dimension))
    if (found[_FINGERPRINT], found[_DIMENSION]) != wanted:
        raise SpaceMismatch(
            f"this collection was made with the space {found[_NAME]} "
            f"({found[_FINGERPRINT][:12]}, {found[_DIMENSION]} dimensions), which is not "
            f"{space.name} ({space.fingerprint[:12]}, {space.dimension} dimensions): run "
            "`pixword reembed` to encode everything anew, or set PIXWORD_SPACE (of recipes "
            "PIXWORD_RECIPE_SPACE) to the old one"
        )
