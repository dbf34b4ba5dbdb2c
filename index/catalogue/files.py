"""Hashes of files that were read before, so that an unchanged file need not be read again."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from index.catalogue.chunks import chunks
from index.catalogue.records import FileMark
from index.catalogue.schema import files
from index.folding import is_storable


def remembered_hash(connection: Connection, path: str, size: int, mtime_ns: int) -> str | None:
    """Returns the hash of a file that still looks as it did, or None."""
    if not is_storable(path):
        return None
    unchanged = (files.c.path == path) & (files.c.size == size) & (files.c.mtime_ns == mtime_ns)
    return connection.scalar(select(files.c.content_hash).where(unchanged))


def remember_files(connection: Connection, marks: Sequence[FileMark]) -> None:
    """Keeps marks, the last one of a path; a path that is not Unicode is passed over."""
    latest = {mark.path: mark for mark in marks if is_storable(mark.path)}
    for part in chunks(latest.values()):
        connection.execute(delete(files).where(files.c.path.in_([mark.path for mark in part])))
        connection.execute(insert(files), [asdict(mark) for mark in part])
