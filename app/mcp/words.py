"""Tools that know words alone."""

from dataclasses import dataclass
from typing import Annotated

from fastapi.concurrency import run_in_threadpool
from mcp.server.mcpserver.tools import Tool
from pydantic import Field

from app.library.library import Library
from app.mcp.arguments import Count
from app.mcp.tools import reading_tool
from app.words import service
from app.words.schemas import NeighbourList

Word = Annotated[
    str, Field(min_length=1, max_length=service.LONGEST_WORD, description="One English word.")
]
Sum = Annotated[
    str,
    Field(min_length=1, max_length=2000, description="Words with signs: `king - man + woman`."),
]


@dataclass(frozen=True)
class WordTools:
    """Neighbours and analogies of words.

    Attributes:
        library: Has the word vectors, which are opened when they are first asked for.
    """

    library: Library

    def tools(self) -> list[Tool]:
        """Returns the tools."""
        return [
            reading_tool("Words near to a word", self.word_neighbours),
            reading_tool("Sums of words", self.word_analogy),
        ]

    async def word_neighbours(self, word: Word, k: Count = 10) -> NeighbourList:
        """Find the words that are used like a word; unknown ones are placed by their spelling."""
        return await run_in_threadpool(
            lambda: service.neighbours(self.library.models.lexicon, word, k)
        )

    async def word_analogy(self, q: Sum, k: Count = 10) -> NeighbourList:
        """Find the words nearest to a sum of words, such as `king - man + woman` (queen)."""
        return await run_in_threadpool(lambda: service.analogy(self.library.models.lexicon, q, k))
