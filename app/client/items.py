"""Items: add, list, look at, change, remove."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.client.answers.items import Facets, Item, ItemPage, Outcomes
from app.client.paging import each
from app.client.pictures import PictureInput
from app.client.sending import Filter, as_text, body_with, page_of
from app.client.transport import Transport

_ITEMS = "/v1/items"


class Items:
    """`pixword.items`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def add(
        self, pictures: Sequence[PictureInput] = (), about: Sequence[Mapping[str, Any]] = ()
    ) -> Outcomes:
        """Adds pictures, and texts without one.

        Args:
            pictures: The pictures.
            about: What is said of them, and texts: objects with `picture` (a file name) or
                `image_url`, `captions`, `tags` and `metadata`.
        """
        body = body_with("items", {"items": list(about)} if about else None, pictures)
        return self._transport.ask(Outcomes, "POST", _ITEMS, again=False, **body)

    def page(
        self,
        k: int = 50,
        cursor: str | None = None,
        tags: Sequence[str] = (),
        filter: Filter = None,  # noqa: A002 - the API's word
        *,
        newest_first: bool = False,
    ) -> ItemPage:
        """Lists items by ascending id or, newest first, by descending id: one page of them."""
        params = page_of(k, cursor, tags, filter) | {"newest_first": newest_first}
        return self._transport.ask(ItemPage, "GET", _ITEMS, params=params)

    def each(
        self,
        tags: Sequence[str] = (),
        filter: Filter = None,  # noqa: A002 - the API's word
        a_page: int = 100,
        *,
        newest_first: bool = False,
    ) -> Iterator[Item]:
        """Lists all items by ascending id or, newest first, by descending id."""
        return each(
            lambda cursor: self.page(a_page, cursor, tags, filter, newest_first=newest_first),
            lambda page: page.items,
        )

    def facets(
        self,
        tags: Sequence[str] = (),
        filter: Filter = None,  # noqa: A002 - the API's word
        k: int = 30,
    ) -> Facets:
        """Counts the tags and the metadata values that items have.

        Args:
            tags: Only of items with all of these.
            filter: Conditions on tags and metadata.
            k: Tags, and values of each field, at most.
        """
        params = {"k": k, "tag": list(tags), "filter": as_text(filter)}
        return self._transport.ask(Facets, "GET", f"{_ITEMS}/facets", params=params)

    def look(self, item_id: int) -> Item:
        """Returns everything kept of an item."""
        return self._transport.ask(Item, "GET", f"{_ITEMS}/{item_id}")

    def change(
        self,
        item_id: int,
        captions: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Item:
        """Replaces captions, tags or metadata; what is None stays."""
        changes = {"captions": captions, "tags": tags, "metadata": metadata}
        stated = {name: value for name, value in changes.items() if value is not None}
        return self._transport.ask(Item, "PATCH", f"{_ITEMS}/{item_id}", json=stated)

    def remove(self, item_id: int) -> None:
        """Removes an item; a picture file that was added from a folder stays on disk."""
        self._transport.fetch("DELETE", f"{_ITEMS}/{item_id}")

    def image(self, item_id: int) -> bytes:
        """Returns the original picture file."""
        return self._transport.fetch("GET", f"{_ITEMS}/{item_id}/image")

    def thumbnail(self, item_id: int) -> bytes:
        """Returns a small JPEG."""
        return self._transport.fetch("GET", f"{_ITEMS}/{item_id}/thumbnail")
