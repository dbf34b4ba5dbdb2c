"""Aids fitted on some vectors and used on others, alone and together."""

import numpy as np
import pytest

from models.exceptions import UnknownAid
from models.ranking.aid import parse_aid
from models.ranking.banks import Bank
from models.ranking.centring import fit_centre, subtract_centre
from models.ranking.cumulant import Moments, cumulant_bias
from models.ranking.dimensions import shorten
from models.ranking.fitting import TwoModalities, bias_of, fit_bias, transform
from models.ranking.item_bias import item_bias
from models.ranking.rotation import fit_rotation


def two(seed, n=20, d=6):
    rng = np.random.default_rng(seed)
    images, texts = (shorten(rng.normal(size=(n, d)).astype(np.float32) + 0.5, d) for _ in range(2))
    return TwoModalities(images, texts)


def test_more_coordinates_than_there_are_is_refused():
    with pytest.raises(UnknownAid, match="first-7 keeps more than the 6 coordinates"):
        transform(parse_aid("first-7"), two(0), two(1))


def test_nothing_changes_nothing():
    other = two(1)
    assert transform(parse_aid("none"), two(0), other) is other


def test_everything_at_once_is_centred_then_rotated_then_shortened():
    known, other = two(0), two(1)
    centres = [fit_centre(known.images), fit_centre(known.texts)]
    rotation = fit_rotation(
        subtract_centre(known.images, centres[0]), subtract_centre(known.texts, centres[1])
    )
    made = transform(parse_aid("centre+rotate+first-3"), known, other)
    for got, vectors, centre in zip(
        (made.images, made.texts), (other.images, other.texts), centres, strict=True
    ):
        np.testing.assert_allclose(
            got, shorten(subtract_centre(vectors, centre) @ rotation, 3), atol=1e-6
        )


def test_the_name_says_what_a_bias_is_computed_from():
    known = two(0)
    sample, clusters, moments = (
        fit_bias(parse_aid(name), known.images) for name in ("sample-5", "clusters-4", "moments-2")
    )
    assert isinstance(sample, Bank)
    assert {tuple(q) for q in sample.queries.tolist()} < {tuple(v) for v in known.images.tolist()}
    assert isinstance(clusters, Bank)
    assert (len(sample.queries), len(clusters.queries)) == (5, 4)
    assert clusters.weights @ clusters.queries == pytest.approx(fit_centre(known.images), abs=1e-5)
    assert isinstance(moments, Moments)
    assert (len(moments.factors), len(moments.mean)) == (2, 6)


def test_the_bias_is_the_one_of_what_was_fitted():
    known = two(0)
    bank, moments = (fit_bias(parse_aid(n), known.images) for n in ("sample-5", "moments-2"))
    texts = known.texts
    assert bias_of(texts, bank, 5.0).tolist() == item_bias(texts, bank, 5.0).tolist()
    assert bias_of(texts, moments, 5.0).tolist() == cumulant_bias(texts, moments, 5.0).tolist()
