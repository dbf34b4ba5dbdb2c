"""A lexicon by the name a user types."""

from pathlib import Path

from models.words.characters.files import speller_path
from models.words.files import glove, load_word_vectors
from models.words.lexicon import Lexicon, Speller

PRETRAINED = Path(__file__).parents[1] / "pretrained"


def open_lexicon(name: str, chars: Path | None = None, limit: int | None = None) -> Lexicon:
    """Opens word vectors, and what spells the words that they do not have.

    Args:
        name: `glove-6b-50d`, or the path of a file as `load_word_vectors` takes it.
        chars: File of the speller. None takes the one that lies beside the vectors
            (`FILE.chars.safetensors`), if there is one.
        limit: How many words are read at most.

    Raises:
        UnreadableWords, UnknownEncoder, WeightsMissing, WeightsCorrupt: One of the files cannot be
            opened.
        HeadsMismatch: The speller makes vectors of another length.
    """
    vectors = load_word_vectors(name, limit)
    return Lexicon(vectors, open_speller(name, chars))


def open_speller(name: str, chars: Path | None = None) -> Speller | None:
    """Opens the speller of some word vectors; None if they have none.

    Args:
        name: The word vectors.
        chars: File of the speller, or None for the one that lies beside the vectors.

    Raises:
        UnknownEncoder, WeightsCorrupt: The file is missing or damaged.
    """
    place = chars or find_speller(name)
    if place is None:
        return None
    from models.words.characters.files import load_speller  # noqa: PLC0415 - needs torch

    return load_speller(place)


def find_speller(name: str) -> Path | None:
    """Returns where the speller of some word vectors lies, if it does."""
    place = speller_path(PRETRAINED / name if name == glove.NAME else Path(name))
    return place if place.is_file() else None
