"""Words alone: neighbours, analogies, similarity, and their map."""

from collections.abc import Sequence
from typing import Any, Literal

from app.client.answers.words import NeighbourList, Similarity, WordMap
from app.client.transport import Transport

_WORDS = "/v1/words"


class Words:
    """`pixword.words`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def neighbours(self, word: str, k: int = 10, most_frequent: int | None = None) -> NeighbourList:
        """Finds the nearest words, if need be among so many of the most frequent ones alone."""
        params = {"word": word, "k": k, "most_frequent": most_frequent}
        return self._transport.ask(NeighbourList, "GET", f"{_WORDS}/neighbours", params=params)

    def analogy(self, q: str, k: int = 10, most_frequent: int | None = None) -> NeighbourList:
        """Finds the words nearest to a sum such as `king - man + woman`."""
        params = {"q": q, "k": k, "most_frequent": most_frequent}
        return self._transport.ask(NeighbourList, "GET", f"{_WORDS}/analogy", params=params)

    def similarity(self, first: str, second: str) -> float:
        """Returns the cosine of two words."""
        params = {"first": first, "second": second}
        answer = self._transport.ask(Similarity, "GET", f"{_WORDS}/similarity", params=params)
        return answer.similarity

    def map(
        self,
        words: Sequence[str] = (),
        around: str | None = None,
        k: int = 30,
        layout: Literal["pca", "tsne"] = "pca",
    ) -> WordMap:
        """Places words in the plane: those that are named, and the k nearest ones of a word."""
        params = _map_parameters(words, around, k, layout)
        return self._transport.ask(WordMap, "GET", f"{_WORDS}/map", params=params)

    def draw_map(
        self,
        words: Sequence[str] = (),
        around: str | None = None,
        k: int = 30,
        layout: Literal["pca", "tsne"] = "pca",
        kind: Literal["png", "svg"] = "png",
    ) -> bytes:
        """Draws the same map as PNG or SVG."""
        params = _map_parameters(words, around, k, layout)
        return self._transport.fetch("GET", f"{_WORDS}/map.{kind}", params=params)


def _map_parameters(
    words: Sequence[str], around: str | None, k: int, layout: str
) -> dict[str, Any]:
    return {"words": list(words), "around": around, "k": k, "layout": layout}
