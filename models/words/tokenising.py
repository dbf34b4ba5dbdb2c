"""What the words of a text are."""

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def split_words(text: str) -> list[str]:
    """Returns the words of a text: letters and digits, with apostrophes inside."""
    return _WORD.findall(text)
