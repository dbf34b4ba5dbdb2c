"""Vectors in `.npy` files that grow while they are written and are read from front to back."""

import os
from pathlib import Path
from typing import Self

import numpy as np

from app.exceptions import BadTransfer
from app.transfer.reading import reading
from index.arrays import Vectors

_FLOATS = (np.dtype("<f2"), np.dtype("<f4"))
_READERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


class NpyWriter:
    """Writes a float32 matrix whose number of rows is known at the end."""

    def __init__(self, path: Path, dimension: int) -> None:
        """Makes the file; NumPy leaves room in its header for a larger number of rows."""
        self._dimension = dimension
        self._rows = 0
        self._file = path.open("xb")
        self._write_header()

    def append(self, vectors: Vectors) -> None:
        """Writes vectors `[n, d]` behind the others."""
        self._file.write(vectors.astype("<f4").tobytes())
        self._rows += len(vectors)

    def close(self) -> None:
        """Writes down how many rows there are, and closes the file."""
        begun = self._file.tell() - self._rows * self._dimension * 4
        self._file.seek(0)
        self._write_header()
        assert self._file.tell() == begun
        self._file.close()

    def _write_header(self) -> None:
        shape = (self._rows, self._dimension)
        header = {"descr": "<f4", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(self._file, header)


class NpyReader:
    """Reads a matrix of floats from front to back; objects are never unpickled."""

    def __init__(self, path: Path, dimension: int) -> None:
        """Opens a file of rows of one length.

        Raises:
            BadTransfer: It holds anything else, or is not as long as it says.
        """
        self.name = path.name
        self._dimension = dimension
        self._taken = 0
        with reading(self.name):
            self._file = path.open("rb")
        try:
            self._read_header()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def take(self, count: int) -> Vectors:
        """Returns the next vectors as float32 `[count, d]`.

        Raises:
            BadTransfer: There are not so many left.
        """
        if count > self.rows - self._taken:
            raise BadTransfer(f"{self.name} has {self.rows} rows, and more are needed")
        self._taken += count
        with reading(self.name):
            flat = np.fromfile(self._file, self._dtype, count * self._dimension)
            return flat.reshape(count, self._dimension).astype(np.float32, copy=False)

    def finish(self) -> None:
        """Checks that all rows were taken.

        Raises:
            BadTransfer: Some are left.
        """
        if self._taken != self.rows:
            raise BadTransfer(f"{self.name} has {self.rows} rows, {self._taken} are needed")

    def _read_header(self) -> None:
        with reading(self.name):
            version = np.lib.format.read_magic(self._file)
            shape, fortran, self._dtype = _READERS[version](self._file, max_header_size=4096)
        if len(shape) != 2 or shape[1] != self._dimension or fortran or self._dtype not in _FLOATS:  # noqa: PLR2004
            raise BadTransfer(
                f"{self.name} must hold rows of {self._dimension} numbers in float32 and C order, "
                f"not {self._dtype} of the shape {list(shape)}"
            )
        self.rows: int = shape[0]
        self._check_length()

    def _check_length(self) -> None:
        found = os.fstat(self._file.fileno()).st_size - self._file.tell()
        if self.rows < 0 or found != self.rows * self._dimension * self._dtype.itemsize:
            raise BadTransfer(f"{self.name} is not as long as its header says")
