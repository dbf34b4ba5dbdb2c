"""Vector indexes: one protocol, an exact oracle and the default on FAISS."""

from index.vectors.exact import ExactIndex
from index.vectors.faiss_flat import FaissFlatIndex
from index.vectors.protocol import Ranked, VectorIndex

__all__ = ["ExactIndex", "FaissFlatIndex", "Ranked", "VectorIndex"]
