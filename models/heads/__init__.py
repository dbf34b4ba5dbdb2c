"""Projection heads: from the features of a frozen encoder into the joint space."""

from models.heads.corruption import Regularisation
from models.heads.files import HeadPair, load_heads, save_heads
from models.heads.projection import ProjectionHead
from models.heads.shape import HeadKind, HeadShape

__all__ = [
    "HeadKind",
    "HeadPair",
    "HeadShape",
    "ProjectionHead",
    "Regularisation",
    "load_heads",
    "save_heads",
]
