"""What can go wrong between a query or an item and the catalogue; each message is for a person."""

from collections.abc import Iterable


class IndexFault(Exception):
    """Base of every error of this package; its message is one sentence a user can act on."""


class UnknownItem(IndexFault):
    """No item has this number.

    Attributes:
        item_ids: The numbers that no item has.
    """

    def __init__(self, item_ids: Iterable[int], what: str = "item") -> None:
        """Takes the numbers that no item has, and what the items are."""
        self.item_ids = tuple(item_ids)
        numbers = ", ".join(f"#{item_id}" for item_id in self.item_ids)
        super().__init__(f"no {what} has the number {numbers}")


class UnknownWord(IndexFault):
    """The word is not in the vocabulary, or not among the words that a user added."""


class BadItem(IndexFault):
    """An item holds something that cannot be kept: an empty tag, a text that is not Unicode."""


class QuerySyntaxError(IndexFault):
    """The text of a query cannot be read.

    Attributes:
        query: The whole text.
        position: Where the problem stands, in characters from 0.
    """

    def __init__(self, problem: str, query: str, position: int) -> None:
        """Takes what is wrong, the whole query and where in it the problem stands."""
        self.query = query
        self.position = position
        super().__init__(f"{problem}, at character {position + 1}")


class QueryCancels(IndexFault):
    """The terms of a query sum to nothing, so there is no direction to search in."""


class BadFilter(IndexFault):
    """A filter has the wrong shape."""


class UnknownField(IndexFault):
    """A filter names a metadata field that no item has.

    Attributes:
        field: The name in the filter.
        known: The names that would work, sorted.
    """

    def __init__(self, field: str, known: Iterable[str]) -> None:
        """Takes the name in the filter and the names that would work."""
        self.field = field
        self.known = tuple(sorted(known))
        choice = f"known fields: {', '.join(self.known)}" if self.known else "no item has any"
        super().__init__(f"no item has the metadata field {field!r}; {choice}")


class BadCursor(IndexFault):
    """A cursor is malformed or belongs to another query."""


class MapPending(IndexFault):
    """The map of a collection is being made, which may take half a minute."""


class MapChanged(IndexFault):
    """An area was drawn on a map that has been laid out anew since."""


class SpaceMismatch(IndexFault):
    """The catalogue was made with another space, so its vectors cannot be compared."""


class CatalogueTooNew(IndexFault):
    """A newer version of this program wrote the catalogue."""


class NoCatalogue(IndexFault):
    """There is no catalogue where one is needed."""


class StorageFailed(IndexFault):
    """The database could not be read or written: disk full, read-only, damaged, locked."""


class BadSnapshot(IndexFault):
    """A snapshot of the index is damaged, incomplete, or of something else."""


class SnapshotBusy(IndexFault):
    """Another process is writing a snapshot."""


class SnapshotInterrupted(IndexFault):
    """Whoever wanted a snapshot wants it no more; everything is as it was."""


class SnapshotFailed(IndexFault):
    """A snapshot could not be written; searches go on, and nothing of the catalogue is lost."""
