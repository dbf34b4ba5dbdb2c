"""Which pairs of a batch do not belong together."""

import torch
from torch import Tensor


def others(cosines: Tensor) -> Tensor:
    """Marks every pair but the matching ones, bool `[n, n]`, for cosines `[n, n]`."""
    return ~torch.eye(len(cosines), dtype=torch.bool, device=cosines.device)
