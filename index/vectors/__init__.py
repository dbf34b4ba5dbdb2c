"""Vector indexes: one protocol, an exact oracle, and the default of segments on FAISS."""

from index.vectors.exact import ExactIndex
from index.vectors.kinds import KINDS, IndexKind, make_index, open_index
from index.vectors.plans import Policy
from index.vectors.protocol import Change, Frozen, Ranked, VectorIndex
from index.vectors.segmented import SegmentedIndex

__all__ = [
    "KINDS",
    "Change",
    "ExactIndex",
    "Frozen",
    "IndexKind",
    "Policy",
    "Ranked",
    "SegmentedIndex",
    "VectorIndex",
    "make_index",
    "open_index",
]
