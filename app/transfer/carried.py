"""Pictures that travel with an export, each called by the hash of its bytes."""

from pathlib import Path

from app.transfer.manifest import PICTURES


def carry(folder: Path, digest: str, content: bytes) -> None:
    """Puts a picture into an export.

    Raises:
        OSError: It cannot be written.
    """
    path = carried_path(folder, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def carried_path(folder: Path, digest: str) -> Path:
    """Returns where the picture of a hash lies in an export, if it is there."""
    return folder / PICTURES / digest[:2] / digest
