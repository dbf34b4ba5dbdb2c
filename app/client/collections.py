"""Collections: list, make, look at, move, remove."""

from app.client.answers.collections import Collection, CollectionList
from app.client.transport import Transport

_COLLECTIONS = "/v1/collections"


class Collections:
    """`pixword.collections`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> list[Collection]:
        """Lists all collections, the default one first."""
        return self._transport.ask(CollectionList, "GET", _COLLECTIONS).collections

    def make(self, name: str, space: str = "default") -> Collection:
        """Makes an empty collection in a space of its own."""
        body = {"name": name, "space": space}
        return self._transport.ask(Collection, "POST", _COLLECTIONS, json=body)

    def look(self, name: str) -> Collection:
        """Says what a collection holds, and how far its move is."""
        return self._transport.ask(Collection, "GET", f"{_COLLECTIONS}/{name}")

    def remove(self, name: str) -> None:
        """Removes a collection with its uploads."""
        self._transport.fetch("DELETE", f"{_COLLECTIONS}/{name}")

    def move(self, name: str, space: str, *, forget_missing: bool = False) -> Collection:
        """Begins to encode everything anew for another space; `look` says how far it is.

        Args:
            name: The collection.
            space: Where to.
            forget_missing: Remove items whose picture cannot be read any more.
        """
        body = {"space": space, "forget_missing": forget_missing}
        return self._transport.ask(Collection, "POST", f"{_COLLECTIONS}/{name}/move", json=body)

    def cancel_move(self, name: str) -> None:
        """Ends a move that has not ended; the collection stays as it was."""
        self._transport.fetch("DELETE", f"{_COLLECTIONS}/{name}/move")
