"""The hash that a picture is known by."""

import hashlib


def content_hash(content: bytes) -> str:
    """Returns the sha256 of a picture file's bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
