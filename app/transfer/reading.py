"""What goes wrong while files of others are read, in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from tokenize import TokenError

import pyarrow as pa

from app.exceptions import BadTransfer

BATCH = 256
"""Items that are read or written at a time: 3 MB of vectors with five captions each."""


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turns whatever a damaged or hostile file leads to into one error.

    Args:
        name: Of the file.

    Raises:
        BadTransfer: It cannot be read.
    """
    try:
        yield
    except UnicodeDecodeError:
        raise BadTransfer(f"{name} holds a text that is not UTF-8") from None
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        EOFError,
        SyntaxError,
        MemoryError,
        OverflowError,
        RecursionError,
        TokenError,  # of NumPy's reading of headers that are no Python
    ) as error:
        first_line = str(error).partition("\n")[0] or type(error).__name__
        raise BadTransfer(f"{name} cannot be read: {first_line}") from None
