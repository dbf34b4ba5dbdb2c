"""Word tests in the forms that they are handed around in."""

import math
from collections.abc import Iterator
from pathlib import Path

from app.exceptions import BadManifest
from models.evaluation.words import Question, RatedPair

QUESTIONS = "questions-words.txt"
_UTF_8 = "utf-8-sig"  # passes over the mark that some editors begin a text with
_WORDS_OF_A_QUESTION = 4
_FIELDS_OF_A_PAIR = 3


def read_questions(path: Path, *, lower: bool = True) -> list[Question]:
    """Reads analogies: four words a line, a line `: name` before every section.

    Args:
        path: Such as `questions-words.txt`.
        lower: Turns all to small letters.

    Raises:
        BadManifest: The file cannot be read or is of another form.
    """
    questions, section = [], ""
    for place, line in _lines(path, lower=lower):
        if line.startswith(":"):
            section = line[1:].strip()
            continue
        words = line.split()
        if len(words) != _WORDS_OF_A_QUESTION:
            raise BadManifest(f"{place}: an analogy is four words, not {len(words)}")
        questions.append(Question(section, *words))
    return questions


def read_pairs(path: Path, *, lower: bool = True) -> list[RatedPair]:
    """Reads rated pairs: two words and a number a line, parted by white space.

    Args:
        path: Such as `EN-WS-353-ALL.txt`.
        lower: Turns all to small letters.

    Raises:
        BadManifest: The file cannot be read or is of another form.
    """
    pairs = []
    for place, line in _lines(path, lower=lower):
        fields = line.split()
        if len(fields) != _FIELDS_OF_A_PAIR:
            raise BadManifest(f"{place}: a rated pair is two words and a number")
        pairs.append(RatedPair(fields[0], fields[1], _rating(fields[2], place)))
    return pairs


def _rating(text: str, place: str) -> float:
    try:
        rating = float(text)
    except ValueError:
        rating = math.nan
    if not math.isfinite(rating):
        raise BadManifest(f"{place}: {text!r} is not a number")
    return rating


def _lines(path: Path, *, lower: bool) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding=_UTF_8)
    except (OSError, UnicodeDecodeError) as error:
        raise BadManifest(f"{path} cannot be read: {error}") from None
    for number, line in enumerate((text.lower() if lower else text).splitlines(), start=1):
        if line.strip():
            yield f"{path.name}, line {number}", line.strip()


def find_pair_files(folder: Path) -> list[Path]:
    """Returns the files of rated pairs in a folder: texts whose first line has that form.

    Raises:
        BadManifest: There is no such folder.
    """
    if not folder.is_dir():
        raise BadManifest(f"there is no folder {folder}")
    return [path for path in sorted(folder.glob("*.txt")) if path.is_file() and _holds_pairs(path)]


def _holds_pairs(path: Path) -> bool:
    with path.open(encoding=_UTF_8, errors="replace") as file:
        fields = file.readline(1000).split()
    try:
        return len(fields) == _FIELDS_OF_A_PAIR and float(fields[2]) >= 0
    except ValueError:
        return False
