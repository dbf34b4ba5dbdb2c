"""Folders of captioned pictures, for training and judging a joint space."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.exceptions import BadManifest
from app.manifests import MANIFEST_EXTENSIONS, ManifestRow, read_manifest
from models.encoders.protocols import ImageEncoder, TextEncoder
from models.training.features import picture_features, text_features
from models.training.pairs import PairedFeatures

ALL_SPLITS = "all"


@dataclass(frozen=True)
class CaptionedPictures:
    """One split of a dataset.

    Attributes:
        pictures: Files of the pictures, `n` of them.
        texts: Captions, `m` of them; for a picture without any, its tags joined by commas.
        owners: The picture of each text, `m` numbers.
        skipped: Rows left out because a picture or its texts are missing.
    """

    pictures: list[Path]
    texts: list[str]
    owners: list[int]
    skipped: int

    def features(
        self,
        image_encoder: ImageEncoder,
        text_encoder: TextEncoder,
        cache: Path,
        progress: Callable[[int], None],
    ) -> PairedFeatures:
        """Encodes the split with frozen encoders, or takes it from the cache."""
        return PairedFeatures(
            picture_features(image_encoder, self.pictures, cache, progress),
            text_features(text_encoder, self.texts, cache, progress),
            np.array(self.owners, dtype=np.int64),
        )


def read_split(folder: Path, split: str) -> CaptionedPictures:
    """Reads one split of a folder with a JSONL or CSV manifest.

    Args:
        folder: Holds one manifest whose rows name pictures, captions or tags, and a split.
        split: Value of the rows' `split`, or `all`.

    Raises:
        BadManifest: There is no manifest, more than one, or no such split.
    """
    rows = list(read_manifest(find_manifest(folder)))
    chosen = [row for row in rows if split in (ALL_SPLITS, row.metadata.get("split"))]
    if not chosen:
        splits = sorted({str(row.metadata.get("split")) for row in rows})
        raise BadManifest(f"{folder} has no split {split!r}; it has {', '.join(splits)}")
    usable = [row for row in chosen if _texts_of(row) and row.picture and row.picture.is_file()]
    return _collect(usable, skipped=len(chosen) - len(usable))


def find_manifest(folder: Path) -> Path:
    """Returns the one manifest of a folder.

    Raises:
        BadManifest: There is none, or more than one.
    """
    if not folder.is_dir():
        raise BadManifest(f"there is no folder {folder}")
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() in MANIFEST_EXTENSIONS)
    if len(found) != 1:
        raise BadManifest(f"{folder} must hold one .jsonl or .csv file; it holds {len(found)}")
    return found[0]


def _collect(rows: Sequence[ManifestRow], skipped: int) -> CaptionedPictures:
    texts = [(text, owner) for owner, row in enumerate(rows) for text in _texts_of(row)]
    return CaptionedPictures(
        pictures=[row.picture for row in rows if row.picture],
        texts=[text for text, _ in texts],
        owners=[owner for _, owner in texts],
        skipped=skipped,
    )


def _texts_of(row: ManifestRow) -> tuple[str, ...]:
    return row.captions or ((", ".join(row.tags),) if row.tags else ())
