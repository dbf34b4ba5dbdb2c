"""Aids fitted on training vectors and used on others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.protocols import Vectors
from models.exceptions import UnknownAid
from models.ranking.aid import Aid, BiasKind
from models.ranking.banks import Bank, cluster_bank, sample_bank
from models.ranking.centring import fit_centre, subtract_centre
from models.ranking.cumulant import Moments, cumulant_bias, fit_moments
from models.ranking.dimensions import shorten
from models.ranking.item_bias import item_bias
from models.ranking.rotation import fit_rotation


@dataclass(frozen=True)
class TwoModalities:
    """Unit vectors of pictures `[n, d]` and of texts `[m, d]` in one space."""

    images: Vectors
    texts: Vectors


def transform(aid: Aid, known: TwoModalities, other: TwoModalities) -> TwoModalities:
    """Centres, rotates and shortens vectors, as fitted on known (training) vectors.

    Raises:
        UnknownAid: More coordinates are to be kept than there are.
    """
    if aid.centre:
        centres = fit_centre(known.images), fit_centre(known.texts)
        known, other = _centred(known, *centres), _centred(other, *centres)
    if aid.rotate:
        rotation = fit_rotation(known.images, known.texts)
        other = TwoModalities(other.images @ rotation, other.texts @ rotation)
    if aid.first is not None:
        other = _shortened(other, aid.first)
    return other


def fit_bias(aid: Aid, queries: Vectors) -> Bank | Moments:
    """Makes of training queries `[k, d]` what the bias of items is computed from."""
    match aid.bias:
        case BiasKind.CLUSTERS:
            return cluster_bank(queries, aid.size)
        case BiasKind.MOMENTS:
            return fit_moments(queries, aid.size)
        case _:
            return sample_bank(queries, aid.size)


def bias_of(items: Vectors, fitted: Bank | Moments, beta: float) -> NDArray[np.float32]:
    """Computes the bias of items `[n, d]` from what `fit_bias` made, `[n]`."""
    if isinstance(fitted, Moments):
        return cumulant_bias(items, fitted, beta)
    return item_bias(items, fitted, beta)


def _centred(
    vectors: TwoModalities, images: NDArray[np.float32], texts: NDArray[np.float32]
) -> TwoModalities:
    return TwoModalities(
        subtract_centre(vectors.images, images), subtract_centre(vectors.texts, texts)
    )


def _shortened(vectors: TwoModalities, first: int) -> TwoModalities:
    there = vectors.images.shape[1]
    if first > there:
        raise UnknownAid(f"first-{first} keeps more than the {there} coordinates of the space")
    return TwoModalities(shorten(vectors.images, first), shorten(vectors.texts, first))
