"""Uniformity and alignment, as terms beside a loss.

Wang and Isola 2020 (arXiv 2005.10242, section 4.1).
"""

import torch
from torch import Tensor


def alignment(images: Tensor, texts: Tensor) -> Tensor:
    """Mean squared distance of matching unit vectors `[n, d]`; 0 where they are the same."""
    return (images - texts).square().sum(dim=1).mean()


def uniformity(vectors: Tensor) -> Tensor:
    """Logarithm of the mean Gaussian potential of all pairs of unit vectors `[n, d]`.

    The lower, the more evenly the vectors are spread over the sphere; 0 where all are the same.
    """
    potentials = -2 * torch.pdist(vectors).square()
    return potentials.logsumexp(dim=0) - torch.tensor(float(len(potentials))).log()
