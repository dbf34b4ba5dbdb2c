"""A bias an item, against hubs: items that come near to every query.

The bias of an item x is b = -(1/β) log mean_j exp(β q_j·x) over a bank of queries q_j of the other
modality, and its score for a query q is q·x + b. Up to the factor β and what is the same for all
items this is the logarithm of the inverted softmax (Smith et al. 2017, arXiv 1702.03859), which
QB-Norm uses for pictures and texts with training queries as the bank (Bogolin et al. 2022,
arXiv 2112.12777), and a smooth form of the globally corrected ranks of Dinu et al. 2015 (arXiv
1412.6568). An item's bias depends on the bank alone: adding an item changes no other.
"""

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.ranking.banks import Bank

_BLOCK = 512  # items: their scores against 30,000 queries take 60 MB


def item_bias(items: Vectors, bank: Bank, beta: float) -> NDArray[np.float32]:
    """Computes the bias of each item.

    Args:
        items: Vectors `[n, d]`.
        bank: Queries of the other modality.
        beta: β > 0: how much the nearest queries of the bank outweigh the others.

    Returns:
        Biases, float32 `[n]`.
    """
    blocks = [items[i : i + _BLOCK] for i in range(0, len(items), _BLOCK)]
    biases = [np.zeros(0, np.float32), *(_block_bias(block, bank, beta) for block in blocks)]
    return np.concatenate(biases)


def with_bias(items: Vectors, bias: NDArray[np.float32]) -> Vectors:
    """Appends the bias `[n]` to items `[n, d]` as one more coordinate, `[n, d + 1]`.

    The inner product with `asking` a query is the score: an index of inner products stays exact.
    """
    return np.hstack([items, bias[:, None]])


def asking(queries: Vectors) -> Vectors:
    """Appends 1 to queries `[q, d]`, for items `with_bias`: `[q, d + 1]`."""
    return np.hstack([queries, np.ones((len(queries), 1), dtype=np.float32)])


def _block_bias(items: Vectors, bank: Bank, beta: float) -> NDArray[np.float32]:
    logits = beta * (items @ bank.queries.T)  # [n, k]
    highest = logits.max(axis=1)
    mean = np.exp(logits - highest[:, None]) @ bank.weights
    bias: NDArray[np.float32] = (-(highest + np.log(mean)) / beta).astype(np.float32)
    return bias
