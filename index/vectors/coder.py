"""What makes codes, and how it is learned.

All vectors are turned at random. A vector goes to the list of the nearest of many centres
(inverted file, Jégou et al. 2011), and what is left of it becomes a code of two bits a dimension
(RaBitQ, Gao & Long 2024, and its extension to several bits, Gao et al. 2025), as FAISS implements
them. A query looks into the lists of its nearest centres only.
"""

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.arrays import Vectors
from index.vectors.codes import Assignment, CodesWriter
from index.vectors.faiss_files import write_index

# Of the ten nearest of 300,000, fifty candidates hold .990 at 148 bytes a vector (`python -m
# benchmarks.index --parts codes`). Without the random rotation, which spreads what few dimensions
# hold over all, it is .973; one bit holds .972; four bits hold as many at half the speed.
BITS = 2
LISTS_PER_ROOT = 4  # centres are 4√n, a power of two: both halves of a search then grow as √n
SAMPLES_A_LIST = 32
ITERATIONS = 10
LEAST_TO_TRAIN = 64


class Coder:
    """Rotation and centres that were learned from a sample; makes codes."""

    def __init__(self, index: Any) -> None:
        """Takes a trained, empty FAISS index."""
        self._index = index
        self._rotation = faiss.downcast_VectorTransform(index.chain.at(0))
        self._centres = faiss.downcast_index(faiss.extract_index_ivf(index).quantizer)

    @classmethod
    def train(cls, sample: Vectors, lists: int, bits: int = BITS) -> "Coder":
        """Learns from a sample `[n, d]` of at least as many vectors as lists."""
        dimension = sample.shape[1]
        index: Any = faiss.index_factory(
            dimension, f"RR,IVF{lists},RaBitQfs{bits}", faiss.METRIC_INNER_PRODUCT
        )
        clustering = faiss.extract_index_ivf(index).cp
        clustering.niter = ITERATIONS
        clustering.spherical = True
        clustering.min_points_per_centroid = 1  # it only silences a warning
        clustering.max_points_per_centroid = SAMPLES_A_LIST
        index.train(np.ascontiguousarray(sample))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> "Coder":
        """Reads a coder from a file whose hash was checked."""
        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        """Writes the coder to a file.

        Raises:
            OSError: The disk failed.
        """
        write_index(self._index, path)

    @property
    def lists(self) -> int:
        """How many inverted lists there are."""
        return int(self._centres.ntotal)

    def assign(self, queries: Vectors, probes: int) -> Assignment:
        """Finds the `probes` nearest lists of queries `[m, d]`, or all if there are fewer."""
        turned = self._rotation.apply(queries)
        nearness, lists = self._centres.search(turned, min(probes, self.lists))
        return Assignment(turned, lists, nearness)

    def open_codes(self) -> CodesWriter:
        """Returns a writer of no rows yet."""
        return CodesWriter(faiss.clone_index(self._index))


def lists_for(count: int) -> int:
    """Returns how many inverted lists suit `count` vectors."""
    wanted = LISTS_PER_ROOT * math.sqrt(count)
    return int(2 ** round(math.log2(max(wanted, 1))))


def sample_for(count: int) -> int:
    """Returns how many vectors to learn from for `count` vectors."""
    return min(count, SAMPLES_A_LIST * lists_for(count))
