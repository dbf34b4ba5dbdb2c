"""The three backgrounds of a space: pictures, captions and words."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from models.calibration.background import Background, Usual
from models.encoders.protocols import Vectors

Modality = Literal["images", "texts"]


@dataclass(frozen=True, eq=False)
class Backgrounds:
    """What pictures and texts at large look like in a space.

    Attributes:
        pictures: Training pictures.
        captions: Training captions.
        words: The vocabulary.
    """

    pictures: Background
    captions: Background
    words: Background

    def usual(self, queries: Vectors, modality: Modality) -> Usual:
        """Returns what is usual for queries `[q, d]` among pictures, or among captions."""
        return (self.pictures if modality == "images" else self.captions).scores(queries)

    def tensors(self) -> dict[str, Vectors]:
        """Returns what is kept, flat."""
        return {
            f"{own.name}.{name}": array
            for own in fields(self)
            for name, array in getattr(self, own.name).tensors().items()
        }

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Vectors]) -> "Backgrounds":
        """Reads what `tensors` returned; others may stand among them.

        Raises:
            KeyError: Something is missing.
            ValueError: Lengths do not fit.
        """
        parts = {own.name: with_prefix(tensors, f"{own.name}.") for own in fields(cls)}
        return cls(**{name: Background.from_tensors(part) for name, part in parts.items()})


def with_prefix(tensors: Mapping[str, Vectors], prefix: str) -> dict[str, Vectors]:
    """Returns the tensors whose names begin with a prefix, without it."""
    return {name.removeprefix(prefix): a for name, a in tensors.items() if name.startswith(prefix)}
