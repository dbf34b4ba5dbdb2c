"""The file of keys in the data folder."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ValidationError

from app.access.exceptions import KeysUnreadable, KeyTaken, UnknownKey
from app.access.keys import Key, make_key
from app.access.scopes import Scope
from index.snapshots.durable import sync_folder

_PRIVATE = 0o600


class _Content(BaseModel):
    keys: list[Key]


class KeyFile:
    """Reads and changes the keys; several processes may do so at once."""

    def __init__(self, path: Path) -> None:
        """Names the file; it need not be there."""
        self._path = path

    def signature(self) -> tuple[int, int, int] | None:
        """Returns what differs whenever the file was written; None if it is not there.

        Raises:
            KeysUnreadable: It cannot be looked at.
        """
        with self._failing():
            try:
                found = self._path.stat()
            except FileNotFoundError:
                return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def read(self) -> Sequence[Key]:
        """Returns the keys, in the order in which they were added.

        Raises:
            KeysUnreadable: The file is damaged or cannot be read.
        """
        with self._failing():
            try:
                return _Content.model_validate_json(self._path.read_bytes()).keys
            except FileNotFoundError:
                return []

    def add(self, name: str, scope: Scope, lifetime: timedelta | None) -> str:
        """Adds a key, and returns it: this is the only time that it can be seen.

        Raises:
            BadKeyName: The name cannot be a name.
            KeyTaken: There is one of this name.
            KeysUnreadable: The file is damaged or cannot be written.
        """
        kept, key = make_key(name, scope, lifetime)
        with self._locked():
            keys = self.read()
            if any(other.name == name for other in keys):
                raise KeyTaken(f"there is a key {name!r} already: choose another name")
            self._write([*keys, kept])
        return key

    def remove(self, name: str) -> None:
        """Removes a key.

        Raises:
            UnknownKey: There is none of this name.
            KeysUnreadable: The file is damaged or cannot be written.
        """
        with self._locked():
            keys = self.read()
            kept = [key for key in keys if key.name != name]
            if len(kept) == len(keys):
                raise UnknownKey(f"there is no key {name!r}: `pixword keys list` names them")
            self._write(kept)

    def _write(self, keys: Sequence[Key]) -> None:
        written = self._path.with_suffix(".new")
        with self._failing():
            written.unlink(missing_ok=True)
            descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
            with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
                file.write(_Content(keys=list(keys)).model_dump_json(indent=1))
                file.flush()
                os.fsync(descriptor)
            written.replace(self._path)
            sync_folder(self._path.parent)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._failing():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, _PRIVATE)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            problem = error.strerror
        except ValidationError:
            problem = "it is damaged"
        else:
            return
        raise KeysUnreadable(f"the file of keys cannot be used: {problem}")
