"""Opens the database of a catalogue and hands out its transactions."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from index.catalogue.faults import storage_faults
from index.exceptions import StorageFailed

LOCK_TIMEOUT_S = 30.0
_WRITES = "pixword_writes"
_RETRY_S = 0.05
# For new files. A vector of 512 numbers takes 2 KB, of which a page of 4 KB, SQLite's own choice,
# holds one only: 20,000 items take 83 MB with those, and 57 MB with pages of 8 KB.
_PAGE_BYTES = 8192


class Storage:
    """A database with transactions that read one state of it, or write it alone."""

    def __init__(self, engine: Engine, place: str, file: Path | None = None) -> None:
        """Takes an engine, what to call the database in messages, and its file if it has one."""
        self.engine = engine
        self._place = place
        self._file = file
        self._opened: tuple[int, int] | None = None

    @classmethod
    def open(cls, url: str, lock_timeout_s: float = LOCK_TIMEOUT_S) -> "Storage":
        """Opens the database of a URL; nothing is read yet.

        Args:
            url: Such as `sqlite:////data/catalogue.db`, whose missing folders are made, or
                `postgresql://user@host/database`.
            lock_timeout_s: Seconds to wait for another process that writes.

        Raises:
            StorageFailed: The folder cannot be made, or the URL names no file or no database that
                there is a driver for.
        """
        address, engine = _engine(url)
        if address.get_backend_name() == "sqlite":
            _make_folder(address)
            _prepare_sqlite(engine, lock_timeout_s)
        place = address.render_as_string(hide_password=True)
        return cls(engine, place, _file_of(address))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Gives a connection that sees one state of the database throughout."""
        with storage_faults(self._place), self.engine.connect() as connection:
            if self.engine.dialect.name != "sqlite":  # which gives nothing less
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Gives a connection whose changes are kept together, durably, or not at all."""
        with storage_faults(self._place), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                self._check_file()
                yield connection
                self._check_file()

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()

    def _check_file(self) -> None:
        """Checks that the file is still where it was opened.

        SQLite goes on writing into a file that was deleted or replaced, and what it acknowledges
        then is lost.
        """
        if self._file is None:
            return
        try:
            state = self._file.stat()
        except OSError as error:
            raise StorageFailed(f"the catalogue {self._place} is gone: {error.strerror}") from error
        found = (state.st_dev, state.st_ino)
        self._opened = self._opened or found
        if found != self._opened:
            raise StorageFailed(
                f"the catalogue {self._place} was replaced while it was open: start again"
            )


def _engine(url: str) -> tuple[URL, Engine]:
    try:
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        return address, create_engine(address)
    except (ArgumentError, ImportError) as error:
        raise StorageFailed(f"the catalogue's address cannot be used: {error}") from error


def _file_of(address: URL) -> Path | None:
    """Returns the file of an SQLite database that is named by its path."""
    database = address.database or ""
    if address.get_backend_name() != "sqlite" or database.startswith("file:"):
        return None
    return Path(database)


def _make_folder(address: URL) -> None:
    database = address.database or ":memory:"
    if database == ":memory:":
        raise StorageFailed("a catalogue needs a file: sqlite:///path/to/catalogue.db")
    if database.startswith("file:"):  # an SQLite URI, which may ask for a read-only file
        return
    try:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFailed(f"the folder of {database} cannot be made: {error}") from error


def _prepare_sqlite(engine: Engine, lock_timeout_s: float) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        _configure(connection, lock_timeout_s)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later may find that another process wrote in
        # between, and fails at once; a writer therefore takes the lock before it reads.
        immediate = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _configure(connection: sqlite3.Connection, lock_timeout_s: float) -> None:
    connection.isolation_level = None  # or the driver would begin transactions by itself
    connection.execute(f"PRAGMA busy_timeout = {round(lock_timeout_s * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL syncs the log at every commit: what was acknowledged survives a power cut. NORMAL,
    # usual with WAL, would lose the last commits.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    _switch_to_wal(connection, time.monotonic() + lock_timeout_s)


def _switch_to_wal(connection: sqlite3.Connection, deadline: float) -> None:
    """Switches to WAL, again and again: SQLite does not apply its busy timeout to the switch."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_S)
        else:
            return
