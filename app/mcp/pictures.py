"""Tools that look for pictures and captions."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi.concurrency import run_in_threadpool
from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult, ImageContent, TextContent
from pydantic import Field

from app.config import DEFAULT_COLLECTION
from app.exceptions import KNOWN_ERRORS, told_to_client
from app.library.library import Library
from app.mcp.answers import (
    CollectionNames,
    Hits,
    ItemDetails,
    describe_hits,
    describe_item,
)
from app.mcp.arguments import Collection, Count, Number, Tags
from app.mcp.tools import reading_tool
from app.parameters import read_filter
from app.pictures import THUMBNAIL_TYPE
from app.search.queries import Query, Uploads, answer
from app.tags.schemas import Tagging
from app.tags.service import tag_item
from app.workspace import Workspace
from index.catalogue import Item
from index.query import ItemTerm, Term, parse_query

Sum = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        description="Words (`dog on a beach`), items by number (`#42`), and signed, weighted sums "
        "of both: `#42 - dog + 0.5*snow` is like item 42 with snow in the place of the dog.",
    ),
]
Wanted = Annotated[
    Literal["images", "captions", "words"],
    Field(description="Pictures, captions of items, or words of the vocabulary."),
]


@dataclass(frozen=True)
class PictureTools:
    """Search in the collections of a library.

    Attributes:
        library: Lends the collections.
    """

    library: Library

    def tools(self) -> list[Tool]:
        """Returns the tools."""
        return [
            reading_tool("Search pictures", self.search_pictures),
            reading_tool("Items like an item", self.similar_items),
            reading_tool("Look at an item", self.look_at_item),
            reading_tool("Words for a picture", self.words_for_picture),
            reading_tool("List collections", self.list_collections),
        ]

    async def list_collections(self) -> CollectionNames:
        """List the collections of pictures that can be searched."""
        return CollectionNames(collections=await run_in_threadpool(lambda: self.library.names))

    async def search_pictures(
        self,
        q: Sum,
        k: Count = 10,
        target: Wanted = "images",
        tags: Tags = None,
        collection: Collection = DEFAULT_COLLECTION,
    ) -> Hits:
        """Find the pictures whose content is nearest to words, items, and sums of both.

        The search looks at what is in the pictures, not at file names: describe what should be
        seen. `look_at_item` shows a picture that was found.
        """
        terms = list(parse_query(q, []))
        return await self._search(collection, terms, target, tags, k)

    async def similar_items(
        self, item: Number, k: Count = 10, collection: Collection = DEFAULT_COLLECTION
    ) -> Hits:
        """Find the pictures that are most like the one of an item, which is left out itself."""
        return await self._search(collection, [ItemTerm(1.0, item)], "images", None, k)

    async def look_at_item(
        self, item: Number, collection: Collection = DEFAULT_COLLECTION
    ) -> Annotated[CallToolResult, ItemDetails]:
        """Show an item: its picture as a thumbnail, and its captions, tags and metadata."""
        async with self.library.lend(collection) as workspace:
            return await run_in_threadpool(_look, workspace, item)

    async def words_for_picture(
        self, item: Number, k: Count = 10, collection: Collection = DEFAULT_COLLECTION
    ) -> Tagging:
        """Find the words of the vocabulary that fit the picture of an item best."""
        async with self.library.lend(collection) as workspace:
            return await run_in_threadpool(tag_item, workspace, item, k)

    async def _search(
        self,
        collection: str,
        terms: Sequence[Term],
        target: Literal["images", "captions", "words"],
        tags: list[str] | None,
        k: int,
    ) -> Hits:
        query = Query(terms, target, read_filter(None, tags), k)
        async with self.library.lend(collection) as workspace:
            return describe_hits(await run_in_threadpool(answer, workspace, query, Uploads()))


def _look(workspace: Workspace, number: int) -> CallToolResult:
    item = workspace.collection.catalogue.item(number)
    details = describe_item(item)
    text = TextContent(type="text", text=details.model_dump_json())
    return CallToolResult(
        content=[text, *_thumbnail(workspace, item)], structured_content=details.model_dump()
    )


def _thumbnail(workspace: Workspace, item: Item) -> list[ImageContent | TextContent]:
    """Returns the thumbnail or, if there is none, why; the rest is worth telling all the same."""
    if item.content_hash is None:
        return []
    try:
        content = workspace.pictures.thumbnail(item)
    except KNOWN_ERRORS as error:
        return [TextContent(type="text", text=told_to_client(error))]
    encoded = base64.b64encode(content).decode("ascii")
    return [ImageContent(type="image", data=encoded, mime_type=THUMBNAIL_TYPE)]
