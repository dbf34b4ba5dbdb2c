"""Heads whose space is turned: every cosine stays, and other coordinates come first."""

import copy

import torch

from models.encoders.protocols import Vectors
from models.heads.projection import ProjectionHead


@torch.no_grad()
def turn(head: ProjectionHead, rotation: Vectors) -> ProjectionHead:
    """Turns the space of a head.

    Args:
        head: Stays as it is.
        rotation: R, orthogonal, `[outputs, outputs]`, such as `fit_rotation` finds.

    Returns:
        A head that projects to `vectors @ R` where the other projects to `vectors`.
    """
    turned = copy.deepcopy(head)
    turned.rotation = head.rotation @ torch.from_numpy(rotation).to(head.rotation)
    return turned
