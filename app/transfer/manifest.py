"""The manifest of an export: what it holds, of which space, and the hash of every file."""

import hashlib
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError

from app.exceptions import BadTransfer, describe_problems
from index.catalogue import SpaceIdentity

MANIFEST = "manifest.json"
PICTURES = "pictures"
"""Folder of the pictures of an export, each called by its hash."""
VERSION = 1
_LONGEST = 2**20

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, lt=2**40)]
CollectionName = Literal["pictures", "recipes"]


class Format(StrEnum):
    """Kinds of files that vectors are written to."""

    PARQUET = "parquet"
    NUMPY = "numpy"


class SpaceStamp(BaseModel):
    """The space of the vectors."""

    name: str
    fingerprint: Sha256
    dimension: Annotated[int, Field(ge=1, le=2**16)]

    def identity(self) -> SpaceIdentity:
        """Returns it as a catalogue knows spaces."""
        return SpaceIdentity(self.name, self.fingerprint, self.dimension)


class Counts(BaseModel):
    """How many of each there are."""

    items: Count = 0
    image_vectors: Count = 0
    caption_vectors: Count = 0
    words: Count = 0
    picture_files: Count = 0


class FileStamp(BaseModel):
    """A file as it was written."""

    bytes: Count
    sha256: Sha256

    @classmethod
    def of(cls, path: Path) -> "FileStamp":
        """Reads and hashes a file.

        Raises:
            OSError: It cannot be read.
        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(bytes=path.stat().st_size, sha256=digest)


class Manifest(BaseModel):
    """What an export says of itself."""

    version: Annotated[int, Field(ge=1)]
    format: Format
    collection: CollectionName
    space: SpaceStamp
    counts: Counts
    files: dict[str, FileStamp]
    created_at: datetime
    made_by: str


def read_manifest(folder: Path) -> Manifest:
    """Reads the manifest of an export.

    Raises:
        BadTransfer: It is missing or not in the documented form, or a newer version wrote it.
    """
    try:
        with (folder / MANIFEST).open("rb") as file:
            content = file.read(_LONGEST + 1)
    except OSError as error:
        raise BadTransfer(f"{folder} has no readable {MANIFEST}: {error.strerror}") from None
    if len(content) > _LONGEST:
        raise BadTransfer(f"{MANIFEST} has more than {_LONGEST:,} bytes")
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise BadTransfer(f"{MANIFEST}: {describe_problems(error.errors())}") from None
    if manifest.version > VERSION:
        raise BadTransfer(
            f"a newer Pixword wrote this export (version {manifest.version}, this one reads "
            f"{VERSION}): update Pixword"
        )
    return manifest


def check_file(folder: Path, name: str, stamp: FileStamp) -> Path:
    """Compares a file with what the manifest says of it, and returns its path.

    Raises:
        BadTransfer: It is missing, no ordinary file, or not as it was written.
    """
    path = folder / name
    try:
        if not path.is_file() or path.stat().st_size != stamp.bytes:
            raise BadTransfer(f"{name} is missing or not as long as {MANIFEST} says")
        if FileStamp.of(path) != stamp:
            raise BadTransfer(f"{name} is damaged: its hash is not the one in {MANIFEST}")
    except OSError as error:
        raise BadTransfer(f"{name} cannot be read: {error.strerror}") from None
    return path
