"""Captioned pictures, as files and texts."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from models.encoders.protocols import Encoded, ImageEncoder, TextEncoder
from models.exceptions import NothingToLearn
from models.training.features import (
    Progress,
    picture_features,
    say_nothing,
    text_features,
)
from models.training.pairs import PairedFeatures
from models.training.views import MIRRORED

_FEWEST = 2  # one picture, or one text for all, has nothing to be told apart from


@dataclass(frozen=True)
class CaptionedPictures:
    """Pictures and the texts that describe them.

    Attributes:
        pictures: Files of the pictures, `n` of them.
        texts: Captions, `m` of them; for a picture without any, its tags joined by commas.
        owners: The picture of each text, `m` numbers.
        skipped: Rows of the data left out because a picture or its texts are missing.
        tags: Tags of each picture, `n` tuples; empty where nothing is tagged.
        name: Of the data and the split, for a card.
    """

    pictures: list[Path]
    texts: list[str]
    owners: list[int]
    skipped: int = 0
    tags: list[tuple[str, ...]] = field(default_factory=list)
    name: str = ""

    def features(
        self,
        image_encoder: ImageEncoder,
        text_encoder: TextEncoder,
        cache: Path,
        progress: Progress = say_nothing,
        *,
        with_states: bool = False,
        mirrored: bool = False,
    ) -> PairedFeatures:
        """Encodes everything with frozen encoders, or takes it from the cache.

        Args:
            image_encoder: Encodes the pictures.
            text_encoder: Encodes the texts.
            cache: Folder of cached features.
            progress: Told how many more have been encoded.
            with_states: Whether the states of places and tokens are wanted as well.
            mirrored: Whether a picture's vector is the mean over it and its mirror image; states
                are those of the picture as it is.

        Raises:
            NothingToLearn: There are fewer than two pictures, or all have the same text.
        """
        self.check()
        images = picture_features(
            image_encoder, self.pictures, cache, progress, with_states=with_states
        )
        if mirrored:
            reverse = picture_features(image_encoder, self.pictures, cache, progress, MIRRORED)
            images = Encoded(np.float32(0.5) * (images.vectors + reverse.vectors), images.states)
        return PairedFeatures(
            images,
            text_features(text_encoder, self.texts, cache, progress, with_states=with_states),
            np.array(self.owners, dtype=np.int64),
        )

    def captions_by_picture(self) -> list[list[str]]:
        """Returns the texts of every picture, `n` lists."""
        grouped: list[list[str]] = [[] for _ in self.pictures]
        for text, owner in zip(self.texts, self.owners, strict=True):
            grouped[owner].append(text)
        return grouped

    def check(self) -> None:
        """Refuses what nothing can be learnt from or judged by.

        Raises:
            NothingToLearn: There are fewer than two pictures, or all have the same text.
        """
        if len(self.pictures) < _FEWEST:
            raise NothingToLearn(
                f"at least two pictures, each with a text, are needed; there are "
                f"{len(self.pictures)}, and {self.skipped} rows were skipped"
            )
        if len({" ".join(text.casefold().split()) for text in self.texts}) < _FEWEST:
            raise NothingToLearn("every picture has the same text: there is nothing to tell apart")
