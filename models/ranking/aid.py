"""Which aids to ranking are used together, by a name that says so."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.exceptions import UnknownAid

_PART = re.compile(r"(?P<what>[a-z]+)(-(?P<size>[1-9][0-9]{0,5}))?")
NOTHING = "none"
SHORTENED = (32, 64, 128, 256)
BANKS = (100, 300, 1000, 3000)
RANK = 64


class BiasKind(StrEnum):
    """What the bias of an item is computed from.

    - `sample`: training queries, drawn at random.
    - `clusters`: centres of the training queries.
    - `moments`: their mean and covariance.
    """

    SAMPLE = "sample"
    CLUSTERS = "clusters"
    MOMENTS = "moments"


@dataclass(frozen=True)
class Aid:
    """One way to rank. With nothing set, the vectors rank as they are.

    Attributes:
        centre: The mean of each modality is subtracted.
        rotate: The space is rotated, its strongest directions first.
        first: How many coordinates are kept, or None for all.
        bias: What the bias of items is computed from, or None.
        size: Queries in its bank, or the rank of its moments.
    """

    centre: bool = False
    rotate: bool = False
    first: int | None = None
    bias: BiasKind | None = None
    size: int = 0

    @property
    def name(self) -> str:
        """What a user types to get it."""
        parts = ["centre"] * self.centre + ["rotate"] * self.rotate
        parts += [] if self.first is None else [f"first-{self.first}"]
        parts += [] if self.bias is None else [f"{self.bias}-{self.size}"]
        return "+".join(parts) or NOTHING


def parse_aid(name: str) -> Aid:
    """Reads the name of an aid.

    Args:
        name: `none`, or some of `centre`, `rotate`, `first-N` and one of `sample-N`, `clusters-N`
            and `moments-N`, joined by `+`. They are used in this order.

    Raises:
        UnknownAid: It is not of that form.
    """
    chosen: dict[str, Any] = {}
    for part in [] if name == NOTHING else name.split("+"):
        match = _PART.fullmatch(part)
        values = {} if match is None else _values(match["what"], match["size"])
        if not values or not values.keys().isdisjoint(chosen):
            raise UnknownAid(
                f"{name!r} is no aid: 'centre', 'rotate', 'first-N' and one of 'sample-N', "
                "'clusters-N' and 'moments-N' may be joined by '+'"
            )
        chosen |= values
    return Aid(**chosen)


def _values(what: str, size: str | None) -> dict[str, Any]:
    """Returns the attributes of `Aid` that one part of a name sets; none if there is no such."""
    if size is None:
        return {what: True} if what in {"centre", "rotate"} else {}
    if what == "first":
        return {"first": int(size)}
    return {"bias": BiasKind(what), "size": int(size)} if what in set(BiasKind) else {}


def aids_to_compare(dimension: int) -> list[Aid]:
    """Lists the aids that tell what each is worth in a space of so many coordinates."""
    kept = [n for n in SHORTENED if n < dimension]
    return [
        Aid(),
        Aid(centre=True),
        *(Aid(first=n) for n in kept),
        *(Aid(rotate=True, first=n) for n in kept),
        *(Aid(bias=BiasKind.SAMPLE, size=n) for n in BANKS),
        *(Aid(bias=BiasKind.CLUSTERS, size=n) for n in BANKS[:-1]),
        Aid(bias=BiasKind.MOMENTS, size=RANK),
        *(Aid(rotate=True, first=n, bias=BiasKind.CLUSTERS, size=1000) for n in kept),
    ]
