"""What is fitted once heads are trained, and kept with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibration import CaptionedVectors, fit_calibration
from models.encoders.protocols import TextEncoder, Vectors
from models.evaluation.arithmetic import fit_arithmetic_weight
from models.evaluation.retrieval import judge_retrieval
from models.evaluation.tag_truth import truth_of_captions
from models.exceptions import NothingToLearn
from models.heads.anchor_weight import choose_anchor_weight
from models.heads.turning import turn
from models.ranking.rotation import fit_rotation
from models.tagging.prompts import PLAIN, choose_prompts, encode_in_prompts
from models.tagging.vocabulary import everyday_words
from models.training.captioned import CaptionedPictures
from models.training.encoding import JointData
from models.training.features import encode_all
from models.training.judgement import Judgement
from models.training.material import Material
from models.training.pairs import PairedFeatures
from models.training.run import Heads

EncodeTexts = Callable[[Sequence[str]], Vectors]

_PICTURES_A_WORD = 5
"""Pictures of dev that must show a word for it to have a say in the choice of prompts."""


@dataclass(frozen=True)
class Finished:
    """Heads as they are saved.

    Attributes:
        heads: Turned, so that the first coordinates tell the most.
        fitted: For the card: weight of words in arithmetic, prompts of tags, calibration.
        arrays: What belongs to the calibration.
    """

    heads: Heads
    fitted: Mapping[str, Any]
    arrays: Mapping[str, NDArray[np.float32]]


def finish_heads(
    heads: Heads, data: JointData, material: Material, text_encoder: TextEncoder
) -> Finished:
    """Turns trained heads, and fits on dev what a space needs beside them.

    The order matters: the space must be what it will be before anything is fitted to its vectors.
    """
    weighted = choose_anchor_weight(heads, lambda pair: _merit(pair, material.dev))
    turned = _turned(weighted, material.train.pairs)
    encode_texts = _encoding(turned, text_encoder)
    train = _vectors(turned, data.train, material.train.pairs)
    dev = _vectors(turned, data.dev, material.dev)
    arithmetic = fit_arithmetic_weight(dev.images, data.dev.captions_by_picture(), encode_texts)
    prompts = _prompts(dev, encode_texts)
    calibration = fit_calibration(
        train,
        dev,
        lambda words: encode_in_prompts(encode_texts, words, prompts),
        everyday_words(),
        arithmetic.weight,
    )
    fitted = arithmetic.to_card() | {"prompts": prompts}
    if calibration is None:
        return Finished(turned, fitted, {})
    return Finished(turned, fitted | {"calibration": calibration.to_card()}, calibration.tensors())


def _merit(heads: Heads, dev: PairedFeatures) -> float:
    image, text = heads
    judged = judge_retrieval(image.project(dev.images), text.project(dev.texts), dev.owners)
    return Judgement(0, 0.0, *judged).merit


def _turned(heads: Heads, pairs: PairedFeatures) -> Heads:
    image, text = heads
    rotation = fit_rotation(image.project(pairs.images), text.project(pairs.texts))
    return turn(image, rotation), turn(text, rotation)


def _encoding(heads: Heads, encoder: TextEncoder) -> EncodeTexts:
    _, head = heads

    def encode(texts: Sequence[str]) -> Vectors:
        reads = head.shape.reads_states
        return head.project(encode_all(encoder, texts, with_states=reads))

    return encode


def _vectors(heads: Heads, split: CaptionedPictures, pairs: PairedFeatures) -> CaptionedVectors:
    image, text = heads
    return CaptionedVectors(
        image.project(pairs.images), text.project(pairs.texts), pairs.owners, split.texts
    )


def _prompts(dev: CaptionedVectors, encode_texts: EncodeTexts) -> list[str]:
    """Chooses prompts by the words of the vocabulary that captions of dev say."""
    truth = truth_of_captions(dev.captions, dev.owners, len(dev.images), everyday_words())
    try:
        enough = truth.with_enough(_PICTURES_A_WORD)
    except NothingToLearn:
        return list(PLAIN)
    return choose_prompts(dev.images, enough.has, encode_texts, enough.words)
