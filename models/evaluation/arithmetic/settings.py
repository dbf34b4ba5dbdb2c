"""What counts as saying a word, as a query and as found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ArithmeticSettings:
    """The strictness of the protocol; the defaults are those of the published figures.

    Attributes:
        captions_a_word: Captions of a picture that must have a word before the picture says it. A
            picture with fewer captions says what all of them have.
        pictures_a_word: Share of the pictures that must show a word before it is swapped.
        shared_words: Words of the source's scene that a relevant picture must say; where the source
            has fewer captions than that, as many as it has captions.
        shared_share: Share of the words of the source's scene that a relevant picture must say.
        queries_a_swap: Queries that a swap must have before it counts.
    """

    captions_a_word: int = 2
    pictures_a_word: float = 0.005
    shared_words: int = 2
    shared_share: float = 0.5
    queries_a_swap: int = 1
