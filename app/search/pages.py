"""Queries that were asked lately: what their next pages go on from."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from app.hashes import content_hash

_KEPT = 1000  # queries: 2 MB with one term of 512 dimensions each, 64 MB with 32 terms

Encode = Callable[[], NDArray[np.float32]]


class AskedQueries:
    """Keeps the vectors of the latest queries, by what identifies the query.

    The same text comes out with other last bits when it is encoded in another batch. A next page
    that goes on from another ranking would show some hits twice and others never.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def vectors(self, identity: str, cursor: str | None, encode: Encode) -> NDArray[np.float32]:
        """Returns the vectors of a query's terms, `[n, d]`.

        Args:
            identity: Of the query, see `identify`.
            cursor: Where the page before ended; None encodes the terms anew.
            encode: Encodes the terms.
        """
        with self._lock:
            vectors = self._kept.get(identity) if cursor is not None else None
        if vectors is None:
            vectors = encode()
        self._keep(identity, vectors)
        return vectors

    def _keep(self, identity: str, vectors: NDArray[np.float32]) -> None:
        with self._lock:
            self._kept[identity] = vectors
            self._kept.move_to_end(identity)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def identify(space: str, terms: Sequence[object], contents: Mapping[str, bytes]) -> str:
    """Returns what a query and its next pages have in common.

    Args:
        space: Fingerprint of the space.
        terms: Signed, weighted terms.
        contents: Bytes of the pictures, by the names that the terms have for them.
    """
    pictures = [(name, content_hash(content)) for name, content in contents.items()]
    described = repr((space, terms, pictures))
    return hashlib.sha256(described.encode("utf-8", "surrogatepass")).hexdigest()
