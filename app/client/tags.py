"""Tags: words for a picture, and the vocabulary."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from app.client.answers.tags import Added, Tagging, Word, WordPage
from app.client.paging import each
from app.client.pictures import PictureInput, read_picture
from app.client.transport import Transport

_VOCABULARY = "/v1/tags/vocabulary"


class Tags:
    """`pixword.tags`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of(
        self, picture: PictureInput, k: int = 10, min_probability: float | None = None
    ) -> Tagging:
        """Finds the words of the vocabulary that fit a picture best."""
        return self._tag(k, min_probability, files={"picture": read_picture(picture)})

    def of_url(self, image_url: str, k: int = 10, min_probability: float | None = None) -> Tagging:
        """Finds the words that fit a picture on the web best, where the server fetches such."""
        return self._tag(k, min_probability, data={"image_url": image_url})

    def _tag(self, k: int, min_probability: float | None, **picture: Any) -> Tagging:
        params = {"k": k, "min_probability": min_probability}
        return self._transport.ask(Tagging, "POST", "/v1/tags", params=params, **picture)

    def page(self, k: int = 100, cursor: str | None = None) -> WordPage:
        """Lists the vocabulary, one page of it."""
        return self._transport.ask(WordPage, "GET", _VOCABULARY, params={"k": k, "cursor": cursor})

    def each(self, a_page: int = 500) -> Iterator[Word]:
        """Lists the whole vocabulary."""
        return each(lambda cursor: self.page(a_page, cursor), lambda page: page.words)

    def add_words(self, words: Sequence[str]) -> Added:
        """Adds your own words to the vocabulary."""
        return self._transport.ask(Added, "POST", _VOCABULARY, json={"words": list(words)})

    def remove_word(self, word: str) -> None:
        """Removes one of your words."""
        self._transport.fetch("DELETE", f"{_VOCABULARY}/{quote(word, safe='')}")
