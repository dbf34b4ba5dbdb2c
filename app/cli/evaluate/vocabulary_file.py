"""Vocabularies from files."""

from pathlib import Path

from app.exceptions import BadManifest


def read_words(path: Path) -> list[str]:
    """Reads a word or phrase a line, each once; blank lines and those with # say nothing.

    Raises:
        BadManifest: The file cannot be read or holds no words.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadManifest(f"the words {path} cannot be read: {error}") from None
    stripped = (" ".join(line.split()) for line in lines)
    words = list(dict.fromkeys(line for line in stripped if line and not line.startswith("#")))
    if not words:
        raise BadManifest(f"{path} holds no words")
    return words
