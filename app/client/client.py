"""The client: search itself, and the other operations by what they are about."""

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

from app.client.answers.map import CollectionMap
from app.client.answers.search import Hit, SearchAnswer
from app.client.collections import Collections
from app.client.embeddings import EmbeddingModels
from app.client.health import Health
from app.client.items import Items
from app.client.paging import each
from app.client.pictures import PictureInput
from app.client.recipes import Recipes
from app.client.sending import Filter, as_text, body_with
from app.client.tags import Tags
from app.client.transport import Transport
from app.client.words import Words

Target: TypeAlias = Literal["images", "texts", "captions", "words"]
_SEARCH = "/v1/search"


class PixwordClient:
    """A running server.

    Attributes:
        items: Add, list, look at, change, remove.
        tags: Words for a picture, and the vocabulary.
        words: Neighbours, analogies, similarity, map.
        recipes: The recipe book.
        embeddings: Vectors of texts and pictures.
        collections: List, make, look at, move, remove.
        health: Whether it is alive and ready, and what it is.
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        key: str | None = None,
        collection: str | None = None,
        timeout_s: float = 60.0,
        retries: int = 2,
    ) -> None:
        """Keeps connections open until it is closed; use it in a `with`.

        Args:
            address: Where the server is.
            key: API key; None where the server asks for none.
            collection: Name of the collection; None for the default one.
            timeout_s: Longest time without a byte from the server, in seconds.
            retries: How often a request is sent again when the server says when to (429, 503);
                not those that add items or recipes.
        """
        self._transport = Transport(address, key, collection, timeout_s, retries)
        self.items = Items(self._transport)
        self.tags = Tags(self._transport)
        self.words = Words(self._transport)
        self.recipes = Recipes(self._transport)
        self.embeddings = EmbeddingModels(self._transport)
        self.collections = Collections(self._transport)
        self.health = Health(self._transport)

    def search(
        self,
        q: str | None = None,
        *,
        terms: Sequence[Mapping[str, Any]] | None = None,
        pictures: Sequence[PictureInput] = (),
        target: Target = "images",
        filter: Filter = None,  # noqa: A002 - the API's word
        k: int = 20,
        cursor: str | None = None,
        collapse: float | None = None,
        min_relevance: float | None = None,
    ) -> SearchAnswer:
        """Finds the pictures, or the words, nearest to words, pictures, items and sums of them.

        Args:
            q: In the short syntax: `photo.jpg - dog + 0.5*snow`, `#42 + snow`.
            terms: In its place: objects with `weight` and one of `text`, `picture`, `image_url`
                and `item`.
            pictures: What `q` or `terms` name by its file name; alone they are the query.
            target: What is looked for.
            filter: Conditions on tags and metadata.
            k: Hits on a page.
            cursor: `next` of the page before.
            collapse: Cosine from which a picture is shown with a better hit only.
            min_relevance: Leave out hits of less relevance.
        """
        query: dict[str, Any] = {"q": q, "target": target, "k": k, "cursor": cursor}
        query |= {"collapse": collapse, "min_relevance": min_relevance}
        if terms is None and not pictures:
            params = query | {"filter": as_text(filter)}
            return self._transport.ask(SearchAnswer, "GET", _SEARCH, params=params)
        body = body_with("query", query | {"terms": terms, "filter": filter}, pictures)
        return self._transport.ask(SearchAnswer, "POST", _SEARCH, **body)

    def each_hit(self, q: str | None = None, **query: Any) -> Iterator[Hit]:
        """Yields the hits of all pages; takes what `search` takes, but no cursor."""
        return each(lambda cursor: self.search(q, **query, cursor=cursor), lambda page: page.hits)

    def similar(
        self,
        item_id: int,
        *,
        target: Target = "images",
        filter: Filter = None,  # noqa: A002 - the API's word
        k: int = 20,
        cursor: str | None = None,
        collapse: float | None = None,
        min_relevance: float | None = None,
    ) -> SearchAnswer:
        """Finds what is nearest to an item, which is left out itself; see `search`."""
        params: dict[str, Any] = {
            "target": target,
            "filter": as_text(filter),
            "k": k,
            "cursor": cursor,
        }
        params |= {"collapse": collapse, "min_relevance": min_relevance}
        path = f"/v1/items/{item_id}/similar"
        return self._transport.ask(SearchAnswer, "GET", path, params=params)

    def map(
        self,
        *,
        tags: Sequence[str] = (),
        filter: Filter = None,  # noqa: A002 - the API's word
        wait_s: float = 60.0,
    ) -> CollectionMap:
        """Returns the pictures of the collection in two dimensions, and words among them.

        Args:
            tags: Only items with all of them.
            filter: Only items that pass.
            wait_s: How long to wait for a map that is being made, in seconds.

        Raises:
            Unavailable: The map is still being made.
        """
        params = {"tag": list(tags), "filter": as_text(filter)}
        return self._transport.ask_until_made(
            CollectionMap, "/v1/map", wait_s=wait_s, params=params
        )

    def close(self) -> None:
        """Closes the connections."""
        self._transport.http.close()

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes the connections."""
        self.close()
