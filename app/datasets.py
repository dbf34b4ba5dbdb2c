"""Folders of captioned pictures, for training and judging a joint space."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.exceptions import BadManifest
from app.manifests import MANIFEST_EXTENSIONS, ManifestRow, read_manifest
from models.training.captioned import CaptionedPictures

ALL_SPLITS = "all"
_SPLIT = "split"
_TENTH = 10


def read_split(folder: Path, split: str) -> CaptionedPictures:
    """Reads one split of a folder with a JSONL or CSV manifest.

    Args:
        folder: Holds one manifest whose rows name pictures, captions or tags, and a split.
        split: Value of the rows' `split`, or `all`. Where no row has one, every tenth row is `dev`
            and the others are `train`.

    Raises:
        BadManifest: There is no manifest, more than one, or no such split.
    """
    chosen = rows_of_split(folder, split)
    usable = [row for row in chosen if _texts_of(row) and row.picture and row.picture.is_file()]
    name = f"{folder.resolve().name}/{split}"
    return replace(_collect(usable, skipped=len(chosen) - len(usable)), name=name)


def rows_of_split(folder: Path, split: str) -> list[ManifestRow]:
    """Returns the rows of one split of a folder; see `read_split`.

    Raises:
        BadManifest: There is no manifest, more than one, or no such split.
    """
    rows = _with_splits(list(read_manifest(find_manifest(folder))))
    chosen = [row for row in rows if split in (ALL_SPLITS, str(row.metadata[_SPLIT]))]
    if not chosen:
        splits = sorted({str(row.metadata[_SPLIT]) for row in rows})
        raise BadManifest(f"{folder} has no split {split!r}; it has {', '.join(splits)}")
    return chosen


def read_splits(folders: Sequence[Path], split: str) -> CaptionedPictures:
    """Reads the same split of several folders as one.

    Raises:
        BadManifest: One of them has no manifest, more than one, or no such split.
    """
    parts = [read_split(folder, split) for folder in folders]
    starts = [sum(len(before.pictures) for before in parts[:i]) for i in range(len(parts))]
    return CaptionedPictures(
        pictures=[picture for part in parts for picture in part.pictures],
        texts=[text for part in parts for text in part.texts],
        owners=[
            start + owner
            for start, part in zip(starts, parts, strict=True)
            for owner in part.owners
        ],
        skipped=sum(part.skipped for part in parts),
        tags=[tags for part in parts for tags in part.tags],
        name=", ".join(part.name for part in parts),
    )


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


def _with_splits(rows: Sequence[ManifestRow]) -> list[ManifestRow]:
    """Splits what comes without a split: every tenth row is `dev`, the others are `train`."""
    if any(_SPLIT in row.metadata for row in rows):
        own = [row.metadata.get(_SPLIT) for row in rows]
    else:
        own = ["dev" if number % _TENTH == 0 else "train" for number in range(1, len(rows) + 1)]
    return [
        replace(row, metadata={**row.metadata, _SPLIT: split})
        for row, split in zip(rows, own, strict=True)
    ]


def _collect(rows: Sequence[ManifestRow], skipped: int) -> CaptionedPictures:
    texts = [(text, owner) for owner, row in enumerate(rows) for text in _texts_of(row)]
    return CaptionedPictures(
        pictures=[row.picture for row in rows if row.picture],
        texts=[text for text, _ in texts],
        owners=[owner for _, owner in texts],
        skipped=skipped,
        tags=[row.tags for row in rows],
    )


def _texts_of(row: ManifestRow) -> tuple[str, ...]:
    return row.captions or ((", ".join(row.tags),) if row.tags else ())
