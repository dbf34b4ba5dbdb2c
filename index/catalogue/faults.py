"""The database's errors, told as sentences a user can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, IntegrityError

from index.exceptions import StorageFailed

_SENTENCES = {
    sqlite3.SQLITE_FULL: "the disk is full: nothing of this change was kept, free some space",
    sqlite3.SQLITE_READONLY: "it cannot be written: give this user the right to write it",
    sqlite3.SQLITE_BUSY: "another process kept it locked for too long: try again",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check its folder and the rights on it",
    sqlite3.SQLITE_NOTADB: "the file is not a catalogue",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore it from a copy",
    sqlite3.SQLITE_IOERR: "the disk reported an error: check it and the space left on it",
}


@contextmanager
def storage_faults(place: str) -> Iterator[None]:
    """Turns the database's errors inside the block into `StorageFailed`.

    Broken constraints pass through: they are bugs, not the user's to act on.
    """
    try:
        yield
    except IntegrityError:
        raise
    except DatabaseError as error:
        raise StorageFailed(f"the catalogue {place} failed: {_sentence(error)}") from error


def _sentence(error: DatabaseError) -> str:
    extended = getattr(error.orig, "sqlite_errorcode", None)
    primary = extended & 0xFF if isinstance(extended, int) else None
    return _SENTENCES.get(primary or 0, str(error.orig))
