"""The terms of a query: a signed weight with a text, a picture or an item."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TextTerm:
    """So much of a text.

    Attributes:
        weight: Negative when the term is subtracted.
        text: One or several words.
    """

    weight: float
    text: str


@dataclass(frozen=True)
class PictureTerm:
    """So much of a picture that the catalogue need not hold.

    Attributes:
        weight: Negative when the term is subtracted.
        name: Path of a file, or the name of an uploaded picture.
    """

    weight: float
    name: str


@dataclass(frozen=True)
class ItemTerm:
    """So much of an item.

    Attributes:
        weight: Negative when the term is subtracted.
        item_id: Number of the item.
    """

    weight: float
    item_id: int


Term = TextTerm | PictureTerm | ItemTerm
