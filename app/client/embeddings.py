"""Vectors of texts and pictures."""

import base64
from collections.abc import Sequence
from urllib.parse import quote

from app.client.answers.embeddings import Embeddings, Model, Models
from app.client.pictures import PictureInput, read_picture
from app.client.transport import Transport

_ANY = "pixword"


class EmbeddingModels:
    """`pixword.embeddings`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def of_texts(
        self, texts: Sequence[str], dimensions: int | None = None, model: str = _ANY
    ) -> Embeddings:
        """Embeds texts, if need be into so many first coordinates."""
        return self._embed(list(texts), dimensions, model)

    def of_pictures(
        self, pictures: Sequence[PictureInput], dimensions: int | None = None, model: str = _ANY
    ) -> Embeddings:
        """Embeds pictures into the same space."""
        return self._embed([_as_address(own) for own in pictures], dimensions, model)

    def models(self) -> list[Model]:
        """Lists the names that `model` may have."""
        return self._transport.ask(Models, "GET", "/v1/models").data

    def model(self, name: str = _ANY) -> Model:
        """Looks at one of them."""
        return self._transport.ask(Model, "GET", f"/v1/models/{quote(name, safe='')}")

    def _embed(self, inputs: list[str], dimensions: int | None, model: str) -> Embeddings:
        body = {"input": inputs, "model": model, "dimensions": dimensions}
        return self._transport.ask(Embeddings, "POST", "/v1/embeddings", json=body)


def _as_address(picture: PictureInput) -> str:
    _, content = read_picture(picture)
    # The server finds out from the bytes what kind of picture it is.
    return "data:image/any;base64," + base64.b64encode(content).decode()
