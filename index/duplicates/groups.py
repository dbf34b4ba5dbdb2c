"""Groups of pictures that are nearly the same."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from index.arrays import Ids, Vectors
from index.vectors.protocol import Progress, VectorReader

CHUNK = 1024  # vectors compared with all others at a time: a block of 400 MB at 100,000


@dataclass(frozen=True)
class DuplicateGroup:
    """Pictures that are linked by near-duplication, directly or through others.

    Attributes:
        ids: Items, rising: at least two.
        lowest: Smallest cosine of the pairs that were found to link them.
    """

    ids: tuple[int, ...]
    lowest: float


def find_duplicates(
    batches: Iterable[tuple[Ids, Vectors]],
    reader: VectorReader,
    threshold: float,
    progress: Progress,
) -> list[DuplicateGroup]:
    """Returns groups of near-duplicates, the largest first.

    Where vectors are found by codes, each is compared with the 32 that seem nearest to it.

    Args:
        batches: All ids `[n]` with their vectors `[n, d]`.
        reader: Where they are searched.
        threshold: Cosine from which two pictures are nearly the same.
        progress: Told of vectors that are compared.

    Raises:
        OSError: A file of the index cannot be read.
    """
    links = _Links()
    done = 0
    for ids, vectors in batches:
        for start in range(0, len(ids), CHUNK):
            own, part = ids[start : start + CHUNK], vectors[start : start + CHUNK]
            near = reader.near(part, threshold)
            links.add(own[near.queries], near.ids, near.scores)
        done += len(ids)
        progress(done, len(reader))
    return links.groups()


class _Links:
    """Pairs, joined into groups (union-find with halved paths, Tarjan & van Leeuwen 1984)."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}
        self._lowest: dict[int, float] = {}

    def add(self, first: Ids, second: Ids, scores: np.ndarray) -> None:
        pairs = zip(first.tolist(), second.tolist(), scores.tolist(), strict=True)
        for one, other, score in pairs:
            if one != other:
                self._join(one, other, score)

    def groups(self) -> list[DuplicateGroup]:
        members: dict[int, list[int]] = {}
        for item in sorted(self._parents):
            members.setdefault(self._root(item), []).append(item)
        found = [DuplicateGroup(tuple(ids), self._lowest[root]) for root, ids in members.items()]
        return sorted(found, key=lambda group: (-len(group.ids), group.ids))

    def _join(self, one: int, other: int, score: float) -> None:
        root, joined = sorted((self._root(one), self._root(other)))
        lowest = min(score, self._lowest.get(root, 1.0), self._lowest.get(joined, 1.0))
        self._parents[joined] = root
        self._lowest[root] = lowest

    def _root(self, item: int) -> int:
        parents = self._parents
        parents.setdefault(item, item)
        while parents[item] != item:
            parents[item] = parents[parents[item]]
            item = parents[item]
        return item
