"""Projection heads: from the features of a frozen encoder into the joint space."""

from models.heads.files import HeadPair, load_heads, save_heads
from models.heads.projection import HeadShape, ProjectionHead

__all__ = ["HeadPair", "HeadShape", "ProjectionHead", "load_heads", "save_heads"]
