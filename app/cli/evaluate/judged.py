"""What is judged: a space, and a split of captioned pictures as vectors of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.cli.progress import counting
from app.config import Settings
from app.datasets import read_split
from models import Space, load_space
from models.encoders.protocols import Vectors
from models.ranking.fitting import TwoModalities


@dataclass(frozen=True)
class JudgedSplit:
    """One split of a dataset in a space.

    Attributes:
        images: Unit vectors of the pictures, `[n, d]`.
        texts: Unit vectors of their captions, `[m, d]`.
        owners: The picture of each caption, int64 `[m]`.
        captions: The captions, `m` of them.
        pictures: Files of the pictures, `n` of them.
        skipped: Rows of the data without a picture or without texts.
        tags: Tags of each picture, `n` tuples; empty where nothing is tagged.
    """

    images: Vectors
    texts: Vectors
    owners: NDArray[np.int64]
    captions: Sequence[str]
    pictures: Sequence[Path]
    skipped: int
    tags: Sequence[tuple[str, ...]] = ()

    @property
    def vectors(self) -> TwoModalities:
        """The vectors of both modalities."""
        return TwoModalities(self.images, self.texts)


def start_space(name: str | None, settings: Settings) -> Space:
    """Starts the space of that name, or the one of the settings."""
    return load_space(name or settings.space, settings.compute)


def encode_split(space: Space, settings: Settings, data: Path, split: str) -> JudgedSplit:
    """Reads a split and encodes it, or takes its features from the cache.

    Raises:
        BadManifest: The folder is not in the documented form, or has no such split.
        NothingToLearn: The split has fewer than two pictures.
    """
    pairs = read_split(data, split)
    encoders = (space.image_encoder, space.text_encoder)
    with counting("encoding", len(pairs.pictures) + len(pairs.texts)) as progress:
        features = pairs.features(
            *encoders,
            settings.cache,
            progress,
            with_states=space.reads_states,
            mirrored=space.mirrored,
        )
    return JudgedSplit(
        space.project_images(features.images),
        space.project_texts(features.texts),
        features.owners,
        pairs.texts,
        pairs.pictures,
        pairs.skipped,
        pairs.tags,
    )
