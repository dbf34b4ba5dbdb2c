"""The built-in vocabulary: everyday words for what pictures show."""

from pathlib import Path

_PATH = Path(__file__).parent / "everyday_words.txt"


def everyday_words() -> list[str]:
    """Returns the built-in words: nouns, adjectives, and verbs as -ing forms."""
    lines = _PATH.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
