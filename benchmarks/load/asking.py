"""What users ask: searches, sums, pictures, tags, recipes, pages of a gallery, and new pictures."""

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.load.served import ROOT

Request = dict[str, Any]
"""Method, address and body, as `httpx2` takes them."""

_WORDS = ("strawberry", "a red car", "dog on a beach", "yellow flower", "something to eat", "boat")
_FOODS = ("eggs", "mushrooms", "rice", "tomatoes", "butter")


class Asker:
    """Draws requests of all kinds, in the proportions of somebody who looks for pictures."""

    def __init__(self, seed: int) -> None:
        """Begins.

        Args:
            seed: Two askers with one seed ask the same.
        """
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._pictures = sorted((ROOT / "samples/pictures").rglob("*.jpg"))
        self._kinds: dict[Callable[[], Request], int] = {
            self.text: 35,
            self.sum: 15,
            self.thumbnail: 15,
            self.similar: 8,
            self.listing: 5,
            self.photo: 7,
            self.tags: 5,
            self.recipes: 5,
            self.embedding: 3,
            self.new_picture: 2,
        }

    def draw(self) -> Request:
        """Returns the next request."""
        (kind,) = self._random.choices(list(self._kinds), list(self._kinds.values()))
        return kind()

    def text(self) -> Request:
        """A search with words."""
        params = {"q": self._random.choice(_WORDS), "k": self._random.choice((5, 20, 100))}
        return {"method": "GET", "url": "/v1/search", "params": params}

    def sum(self) -> Request:
        """A picture without something, with something else."""
        words = self._random.sample(_WORDS, 2)
        terms = [{"item": self._item()}, {"text": words[0], "weight": -1}, {"text": words[1]}]
        return {"method": "POST", "url": "/v1/search", "json": {"terms": terms, "k": 20}}

    def similar(self) -> Request:
        """Pictures like one of the collection."""
        return {"method": "GET", "url": f"/v1/items/{self._item()}/similar"}

    def thumbnail(self) -> Request:
        """One picture of a gallery."""
        return {"method": "GET", "url": f"/v1/items/{self._item()}/thumbnail"}

    def listing(self) -> Request:
        """A page of all items."""
        return {"method": "GET", "url": "/v1/items", "params": {"k": 50}}

    def photo(self) -> Request:
        """A search with a picture that is uploaded."""
        files = [("pictures", ("photo.jpg", self._file().read_bytes()))]
        query = {"query": json.dumps({"q": "photo.jpg - dog + cat"})}
        return {"method": "POST", "url": "/v1/search", "files": files, "data": query}

    def tags(self) -> Request:
        """Words for a picture that is uploaded."""
        files = {"picture": ("photo.jpg", self._file().read_bytes())}
        return {"method": "POST", "url": "/v1/tags", "files": files}

    def recipes(self) -> Request:
        """A search for a recipe by what is in it."""
        q = " + ".join(self._random.sample(_FOODS, 2))
        return {"method": "GET", "url": "/v1/recipes/search", "params": {"q": q, "k": 3}}

    def embedding(self) -> Request:
        """Vectors for another program."""
        texts = self._random.sample(_WORDS, 3)
        body = {"model": "default", "input": texts}
        return {"method": "POST", "url": "/v1/embeddings", "json": body}

    def new_picture(self) -> Request:
        """A picture that nobody has sent before."""
        files = [("pictures", ("new.jpg", self._drawn()))]
        return {"method": "POST", "url": "/v1/items", "files": files}

    def _item(self) -> int:
        return self._random.randint(1, 200)

    def _file(self) -> Path:
        return self._random.choice(self._pictures)

    def _drawn(self) -> bytes:
        with Image.open(self._file()) as picture:
            changed = picture.convert("RGB")
        changed.putpixel((0, 0), tuple(self._random.randbytes(3)))
        buffer = io.BytesIO()
        changed.save(buffer, "JPEG", quality=self._random.randint(60, 95))
        return buffer.getvalue()
