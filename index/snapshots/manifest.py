"""What a snapshot holds, written down so that any changed byte shows."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.exceptions import BadSnapshot

FORMAT = 2
MANIFEST = "manifest.json"
DIGEST_CHARACTERS = 16
_CHUNK = 2**20


@dataclass(frozen=True)
class FileRecord:
    """Size and SHA-256 of a file.

    Attributes:
        bytes: Its size.
        sha256: Its hash, in hexadecimal digits.
    """

    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "FileRecord":
        """Reads a file.

        Raises:
            OSError: It cannot be read.
        """
        digest = hashlib.sha256()
        size = 0
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
        return cls(size, digest.hexdigest())


@dataclass(frozen=True)
class Manifest:
    """The contents of a snapshot.

    Attributes:
        sequence: Number of the last change of the catalogue that is in it.
        catalogue: Which catalogue it was made of.
        space: Fingerprint of the space of its vectors.
        indexes: What each index, by modality, said of itself when it was written.
        files: Every file besides this one.
    """

    sequence: int
    catalogue: str
    space: str
    indexes: dict[str, Any]
    files: dict[str, FileRecord]

    def to_bytes(self) -> bytes:
        """Returns it as JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Manifest":
        """Reads it back.

        Raises:
            BadSnapshot: It is not a manifest, or one of another version.
        """
        try:
            document = json.loads(content)
            if document.pop("format") != FORMAT:
                raise BadSnapshot("another version of Pixword wrote it")
            files = {name: FileRecord(**record) for name, record in document.pop("files").items()}
            return cls(files=files, **document)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadSnapshot("its manifest cannot be read") from error


def digest_of(content: bytes) -> str:
    """Returns the part of a manifest's hash that stands in the name of its folder."""
    return hashlib.sha256(content).hexdigest()[:DIGEST_CHARACTERS]
