"""Whether weights are numbers."""

from collections.abc import Iterable

from torch import Tensor


def are_finite(tensors: Iterable[Tensor]) -> bool:
    """Says whether every number of the tensors is finite."""
    return all(bool(own.isfinite().all()) for own in tensors if own.is_floating_point())
