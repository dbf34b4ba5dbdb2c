"""Hashes of files, by which weights and caches are known before they are opened."""

import hashlib
from pathlib import Path


def hash_file(path: Path) -> str:
    """Returns the sha256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
