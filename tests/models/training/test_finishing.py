"""Trained heads are turned, weighted and calibrated on dev, and stay the same heads."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.calibration import Calibration
from models.calibration.background import Background
from models.encoders.colour_names import ColourNamesTextEncoder
from models.encoders.protocols import Encoded
from models.heads import HeadKind, HeadShape, ProjectionHead
from models.heads.anchor_weight import FACTORS
from models.heads.shape import AnchorShape
from models.tagging.prompts import CANDIDATES, PLAIN
from models.training.captioned import CaptionedPictures
from models.training.encoding import JointData
from models.training.finishing import finish_heads
from models.training.material import Material, ViewedPairs
from models.training.pairs import PairedFeatures
from models.training.run import split_heads
from tests.models.training.conftest import SMALL, run

THINGS = ("dog", "cat", "horse", "cow")
PLACES = ("beach", "street", "forest", "kitchen")
ENCODER = ColourNamesTextEncoder()


def encode(texts):
    return ENCODER.encode(ENCODER.preprocess(texts))


def scenes(number, seed):
    """Pictures of a thing at a place, two captions each, as files and as features."""
    rng = np.random.default_rng(seed)
    chosen = rng.integers(4, size=(number, 2))
    mixed = np.random.default_rng(7).normal(size=(8, 24))
    shown = np.zeros((number, 8))
    shown[np.arange(number), chosen[:, 0]] = shown[np.arange(number), 4 + chosen[:, 1]] = 1
    images = np.abs(shown @ mixed + 0.1 * rng.normal(size=(number, 24))).astype(np.float32)
    texts = [
        sentence.format(THINGS[thing], PLACES[place])
        for thing, place in chosen
        for sentence in ("a {} on the {}", "one {} near some {}")
    ]
    owners = np.repeat(np.arange(number), 2)
    paths = [Path(f"{row}.png") for row in range(number)]
    captioned = CaptionedPictures(paths, texts, owners.tolist())
    return captioned, PairedFeatures(Encoded(images), Encoded(encode(texts)), owners)


@pytest.fixture(scope="module")
def trained():
    """Heads on scenes, what they were trained on, and its files and texts."""
    (train, own), (dev, judged) = scenes(160, 1), scenes(80, 2)
    learnt_from = Material((24,), (64,), ViewedPairs(own), judged)
    heads = split_heads(run(replace(SMALL, epochs=20), learnt_from).module)
    return heads, JointData(train, dev), learnt_from


@pytest.fixture(scope="module")
def finished(trained):
    return finish_heads(*trained, ENCODER)


def projected(heads, pairs):
    image, text = heads
    return image.project(pairs.images), text.project(pairs.texts)


def test_captions_without_words_leave_everything_as_it_is(trained):
    heads, data, learnt_from = trained

    def silent(split):
        return replace(split, texts=[f"xyzzy {row}" for row in range(len(split.texts))])

    found = finish_heads(
        heads, JointData(silent(data.train), silent(data.dev)), learnt_from, ENCODER
    )
    assert found.fitted == {"arithmetic_weight": 1.0, "prompts": list(PLAIN)}
    assert found.arrays == {}


def test_turned_heads_keep_every_cosine(trained, finished):
    heads, _, learnt_from = trained
    before, after = projected(heads, learnt_from.dev), projected(finished.heads, learnt_from.dev)
    assert not np.allclose(before[0], after[0], atol=0.1)
    for first, second in ((0, 1), (0, 0), (1, 1)):
        kept = before[first] @ before[second].T
        assert np.allclose(kept, after[first] @ after[second].T, atol=1e-5)


def test_the_first_coordinates_of_turned_heads_tell_the_most(trained, finished):
    heads, _, learnt_from = trained

    def carried(own, pairs):
        return sum((vectors**2).mean(axis=0) for vectors in projected(own, pairs))

    train = learnt_from.train.pairs
    after = carried(finished.heads, train)
    assert np.all(np.diff(after) < 1e-6)
    assert after[:4].sum() > carried(heads, train)[:4].sum() + 0.1
    dev = learnt_from.dev
    assert carried(finished.heads, dev)[:4].sum() > carried(heads, dev)[:4].sum() + 0.1


def test_what_captions_say_is_fitted(finished):
    assert 0.1 <= finished.fitted["arithmetic_weight"] <= 4
    assert tuple(finished.fitted["prompts"]) in CANDIDATES
    calibration = Calibration.from_card(finished.fitted["calibration"], finished.arrays)
    assert set(calibration.priors.known) == {*THINGS, *PLACES}


def test_what_is_usual_is_that_of_the_turned_space(trained, finished):
    _, _, learnt_from = trained
    pictures, captions = projected(finished.heads, learnt_from.train.pairs)
    for name, vectors in (("pictures", pictures), ("captions", captions)):
        expected = Background.of(vectors).mean
        assert np.allclose(finished.arrays[f"calibration.{name}.mean"], expected, atol=1e-6)


def test_the_calibration_says_what_is_relevant(trained, finished):
    """A picture is far more relevant to a word that its captions say than to one they do not."""
    _, data, learnt_from = trained
    calibration = Calibration.from_card(finished.fitted["calibration"], finished.arrays)
    pictures, _ = projected(finished.heads, learnt_from.dev)
    for word in (*THINGS, *PLACES):
        query = finished.heads[1].project(Encoded(encode([word])))[0]
        relevance = calibration.relevance(query, pictures @ query, "images")
        says = np.array([word in own[0] for own in data.dev.captions_by_picture()])
        assert relevance[says].mean() > 4 * relevance[~says].mean()


class Narrow(ColourNamesTextEncoder):
    """Tells less of a text: eight numbers."""

    def encode(self, batch):
        return super().encode(batch)[:, :8] + np.float32(0.1)


def anchored(own, fixed):
    """Heads whose trained part tells eight pictures apart the better, the larger `own` is."""
    heads = []
    for classes in (8, 0):
        shape = HeadShape(HeadKind.LINEAR, (8,), 16, anchor=AnchorShape(8, 0.1, classes))
        head = ProjectionHead(shape).eval()
        with torch.no_grad():
            head.body.layer.weight.copy_(torch.eye(8) * own)
            head.body.layer.bias.fill_(1)
        heads.append(head)
    image, text = heads
    image.anchor.weights, image.anchor.names = 9 * torch.eye(8), fixed
    text.anchor.axes = torch.eye(8)
    return image, text


@pytest.mark.parametrize(
    ("own", "fixed", "factor"),
    [
        (1.0, torch.eye(8), max(FACTORS)),  # both tell the pictures apart
        (0.0, torch.eye(8), max(FACTORS)),  # the trained part is the same for all
        # Cosines of the trained part differ by 0.123 and those of the anchor by -1, so that the
        # right picture comes first at a weight of 0.1 and last at 0.12.
        (0.4273, -torch.eye(8), min(FACTORS)),
    ],
)
def test_the_anchor_weighs_more_where_dev_allows(own, fixed, factor):
    told = Encoded(np.eye(8, dtype=np.float32))
    pairs = PairedFeatures(told, told, np.arange(8))
    texts = [f"xyzzy {number}" for number in range(8)]
    captioned = CaptionedPictures([Path("x.png")] * 8, texts, [*range(8)])
    learnt_from = Material((8,), (8,), ViewedPairs(pairs), pairs)
    data = JointData(captioned, captioned)
    found = finish_heads(anchored(own, fixed), data, learnt_from, Narrow())
    assert [head.shape.anchor.weight for head in found.heads] == pytest.approx([0.1 * factor] * 2)
