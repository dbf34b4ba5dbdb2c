"""What an aid is worth: a hub is found out, and nothing is judged on what it was chosen on."""

import numpy as np
import pytest

from models.evaluation.aids import BETAS, judge_aid
from models.evaluation.retrieval import image_to_text_ranks, text_to_image_ranks
from models.exceptions import UnknownAid
from models.ranking.aid import parse_aid
from models.ranking.dimensions import shorten
from models.ranking.fitting import TwoModalities

D = 24


def split(seed, n=60):
    """Pictures with two texts each. Along the first axis lies what all texts share, and hubs too."""
    rng = np.random.default_rng(seed)
    images = rng.normal(size=(n, D))
    images[:, 0] = 4 * (np.arange(n) % 10 == 0)
    owners = np.repeat(np.arange(n), 2)
    texts = images[owners] + 1.2 * rng.normal(size=(2 * n, D))
    texts[:, 0] = 8
    unit = [shorten(vectors.astype(np.float32), D) for vectors in (images, texts)]
    return TwoModalities(*unit), owners


KNOWN, _ = split(0, n=300)
JUDGED, OWNERS = split(1)


def judge(name):
    return judge_aid(parse_aid(name), KNOWN, JUDGED, OWNERS)


def test_more_coordinates_than_there_are_is_refused():
    with pytest.raises(UnknownAid, match="first-25"):
        judge("first-25")


def test_without_an_aid_ranks_are_those_of_the_vectors():
    plain = judge("none")
    images, texts = JUDGED.images, JUDGED.texts
    assert plain.i2t.ranks.tolist() == image_to_text_ranks(images, texts, OWNERS).tolist()
    assert plain.t2i.ranks.tolist() == text_to_image_ranks(images, texts, OWNERS).tolist()
    assert (plain.betas, plain.coordinates, plain.numbers) == (None, D, 0)


def test_a_whole_rotation_changes_no_rank():
    rotated, plain = judge("rotate"), judge("none")
    assert np.mean(rotated.i2t.ranks == plain.i2t.ranks) > 0.98  # rounding may swap what is equal
    assert np.mean(rotated.t2i.ranks == plain.t2i.ranks) > 0.98


def test_a_bias_against_hubs_finds_more_and_says_what_it_costs():
    plain, biased = judge("none"), judge("sample-200")
    assert (plain.t2i.ranks < 1).mean() < 0.2
    assert (biased.t2i.ranks < 1).mean() > 0.5
    assert set(biased.betas) <= set(BETAS)
    assert biased.coordinates == D + 1
    assert biased.numbers == 2 * (200 * D + 200)


def test_cost_of_the_others():
    assert judge("centre").numbers == 2 * D
    assert judge("rotate+first-4").coordinates == 4
    assert judge("moments-3").numbers == 2 * (D + 3 * D)
    assert judge("centre+first-4+clusters-5").numbers == 2 * 4 + 2 * (5 * 4 + 5)
