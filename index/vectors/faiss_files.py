"""Writes FAISS indexes to files."""

from pathlib import Path
from typing import IO, Any

import faiss

WRITTEN_AT_ONCE = 2**20


def write_index(index: Any, path: Path) -> None:
    """Writes an index to a file.

    Raises:
        OSError: The disk failed.
    """
    with path.open("wb") as file:
        sink = _Sink(file)
        # Every call of Python takes the interpreter from a search, and there are two a list.
        buffered: Any = faiss.BufferedIOWriter(  # type: ignore[call-arg]
            faiss.PyCallbackIOWriter(sink.write, WRITTEN_AT_ONCE),  # type: ignore[attr-defined]
            WRITTEN_AT_ONCE,
        )
        faiss.write_index(index, buffered)
        del buffered  # writes the rest
        sink.check()


class _Sink:
    """Takes what FAISS writes, so that a full disk is an OSError as everywhere.

    The error waits until FAISS is done: its buffer writes the rest as it is deleted, when an
    exception would end the process.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._error: OSError | None = None

    def write(self, content: bytes) -> None:
        try:
            if self._error is None:
                self._file.write(content)
        except OSError as error:
            self._error = error

    def check(self) -> None:
        if self._error is not None:
            raise self._error
