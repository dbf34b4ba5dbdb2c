"""Fitting a calibration on training and held-out pictures."""

from collections.abc import Callable, Sequence

from models.calibration.background import Background
from models.calibration.backgrounds import Backgrounds, Modality
from models.calibration.calibration import Calibration
from models.calibration.logistic import Logistic
from models.calibration.priors import WordPriors
from models.calibration.queries import QueryKind, make_queries
from models.calibration.relevance import fit_relevance
from models.calibration.said import read_said
from models.calibration.split import CaptionedVectors
from models.calibration.tags import fit_tags
from models.encoders.protocols import Vectors
from models.tagging.saying import caption_words, count_sayings

_MODALITIES: tuple[Modality, ...] = ("images", "texts")

EncodeTexts = Callable[[Sequence[str]], Vectors]


def fit_calibration(
    train: CaptionedVectors,
    dev: CaptionedVectors,
    encode_words: EncodeTexts,
    vocabulary: Sequence[str],
    word_weight: float = 1.0,
) -> Calibration | None:
    """Fits a calibration.

    What is usual, and how often words are said, comes from training; what it means, from pictures
    that the heads have not seen, on which they are as sure as they will be in use.

    Args:
        train: What the heads were trained on.
        dev: Pictures with captions that they were not trained on.
        encode_words: Encodes words of the vocabulary.
        vocabulary: Words to tag with.
        word_weight: What a word weighs beside a picture in a query.

    Returns:
        The calibration, or None where the captions of `dev` say too little of the vocabulary.
    """
    vectors = encode_words(vocabulary)
    said = read_said(dev, vocabulary, vectors)
    kinds = make_queries(dev, said, word_weight)
    places = Backgrounds(*(Background.of(own) for own in (train.images, train.texts, vectors)))
    images, texts = (_relevance(kinds, places, dev, modality) for modality in _MODALITIES)
    priors = _priors(train, vocabulary)
    scores = dev.images @ said.vectors.T
    tags = fit_tags(scores, places.words.scores(dev.images), said, priors)
    if images is None or texts is None or tags is None:
        return None
    return Calibration(places, images, texts, tags, priors)


def _relevance(
    kinds: Sequence[QueryKind], places: Backgrounds, dev: CaptionedVectors, modality: Modality
) -> Logistic | None:
    own = [kind for kind in kinds if kind.modality == modality]
    return fit_relevance(own, dev, places)


def _priors(train: CaptionedVectors, vocabulary: Sequence[str]) -> WordPriors:
    said = caption_words(train.captions, vocabulary)
    return WordPriors.of(vocabulary, count_sayings(said, train.owners, len(train.images)))
