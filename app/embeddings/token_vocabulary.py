"""Token ids back to the text that they came from.

Some clients cut long texts with OpenAI's tokeniser and send the ids. A file of that tokeniser has a
token a line: its bytes in base64, a space, and its id.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.exceptions import InvalidRequest, VocabularyFailed


@dataclass(frozen=True)
class TokenVocabulary:
    """Bytes of tokens by id."""

    tokens: Mapping[int, bytes]

    @classmethod
    def open(cls, file: Path) -> "TokenVocabulary":
        """Reads a file such as `cl100k_base.tiktoken`.

        Raises:
            VocabularyFailed: It cannot be read, or is none.
        """
        try:
            pairs = [line.split() for line in file.read_bytes().splitlines()]
            tokens = {
                int(number): base64.b64decode(token, validate=True) for token, number in pairs
            }
        except OSError as error:
            raise VocabularyFailed(
                f"the token vocabulary cannot be read: {error.strerror}"
            ) from None
        except ValueError:
            raise VocabularyFailed("the token vocabulary is not a file of tiktoken") from None
        return cls(tokens)

    def decode(self, ids: Sequence[int]) -> str:
        """Joins tokens into a text; half characters at its ends, where it was cut, are left out.

        Raises:
            InvalidRequest: An id is none of the vocabulary.
        """
        unknown = next((number for number in ids if number not in self.tokens), None)
        if unknown is not None:
            raise InvalidRequest(f"the token vocabulary has no token {unknown}")
        return b"".join(self.tokens[number] for number in ids).decode("utf-8", errors="ignore")
