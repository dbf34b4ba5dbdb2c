"""Embeds texts and pictures in the space of the collection."""

import base64
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from app.embeddings.inputs import address_of, is_picture, read_input
from app.embeddings.schemas import (
    Embedding,
    EmbeddingRequest,
    Embeddings,
    Model,
    Models,
    Usage,
)
from app.exceptions import InvalidRequest, UnknownModel
from app.library.space_names import shown_to_client
from app.observing.stages import Stage
from app.search.queries import encode_contents
from app.workspace import Workspace
from models import Space
from models.encoders.protocols import Vectors
from models.ranking.dimensions import shorten

ANY = "pixword"
"""The name that every server has for its space."""

_TEXTS_ONLY = (
    "this server reads no token ids: send texts (LangChain: check_embedding_ctx_length=False), or "
    "name a token vocabulary in the setting PIXWORD_TOKEN_VOCABULARY"
)


def list_models(workspace: Workspace) -> Models:
    """Lists the names that `model` may have."""
    return Models(
        data=[Model(id=name, dimensions=own.dimension) for name, own in _spaces(workspace).items()]
    )


def find_model(workspace: Workspace, name: str) -> Model:
    """Returns one of them.

    Raises:
        UnknownModel: It is none.
    """
    return Model(id=name, dimensions=_space(workspace, name).dimension)


def addresses_of(workspace: Workspace, request: EmbeddingRequest) -> list[str]:
    """Returns where on the web pictures of a request lie.

    Raises:
        InvalidRequest: There is too much.
    """
    limits = workspace.settings
    _check_count(len(request.inputs), limits.max_embedding_inputs, "inputs")
    _check_count(sum(map(is_picture, request.inputs)), limits.max_pictures, "pictures")
    return [address for own in request.inputs if (address := address_of(own)) is not None]


def embed(
    workspace: Workspace, request: EmbeddingRequest, fetched: Mapping[str, bytes]
) -> Embeddings:
    """Embeds every input.

    Args:
        workspace: Whose space embeds.
        request: The inputs.
        fetched: Pictures by their address on the web.

    Raises:
        UnknownModel: The service has no such space.
        InvalidRequest: There is too much, or an input cannot be read.
        RequestTooLarge, UnreadablePicture, PictureTooLarge: A picture cannot be used.
    """
    space = _space(workspace, request.model)
    kept = _checked_dimensions(request.dimensions, space)
    inputs = _read(workspace, request, fetched)
    texts = [own for own in inputs if isinstance(own, str)]
    vectors = _encode(workspace, inputs, texts)
    if kept < space.dimension:
        vectors = shorten(vectors, kept)
    tokens = space.count_tokens(texts)
    return Embeddings(
        data=_describe(vectors, request.encoding_format == "base64"),
        model=request.model,
        usage=Usage(prompt_tokens=tokens, total_tokens=tokens),
    )


def _spaces(workspace: Workspace) -> Mapping[str, Space]:
    return {ANY: workspace.space, shown_to_client(workspace.space.name): workspace.space}


def _space(workspace: Workspace, name: str) -> Space:
    spaces = _spaces(workspace)
    if name not in spaces:
        raise UnknownModel(f"there is no model {name!r}; there are {', '.join(spaces)}")
    return spaces[name]


def _checked_dimensions(wanted: int | None, space: Space) -> int:
    if wanted is not None and wanted > space.dimension:
        raise InvalidRequest(f"dimensions must be from 2 to {space.dimension}, not {wanted}")
    return wanted or space.dimension


def _read(
    workspace: Workspace, request: EmbeddingRequest, fetched: Mapping[str, bytes]
) -> list[str | bytes]:
    limits = workspace.settings
    decode = partial(_decode, workspace)
    inputs = [read_input(given, decode, fetched) for given in request.inputs]
    characters = sum(len(own) for own in inputs if isinstance(own, str))
    _check_count(characters, limits.max_embedding_characters, "characters of texts")
    return inputs


def _decode(workspace: Workspace, ids: Sequence[int]) -> str:
    vocabulary = workspace.token_vocabulary
    if vocabulary is None:
        raise InvalidRequest(_TEXTS_ONLY)
    return vocabulary.decode(ids)


def _check_count(count: int, limit: int, what: str) -> None:
    if count > limit:
        raise InvalidRequest(f"a request has at most {limit:,} {what}, not {count:,}: send several")


def _encode(workspace: Workspace, inputs: Sequence[str | bytes], texts: Sequence[str]) -> Vectors:
    """Encodes texts in one batch and pictures in another, `[n, d]` in the order of the inputs."""
    written = np.array([isinstance(own, str) for own in inputs])
    pictures = [own for own in inputs if isinstance(own, bytes)]
    vectors = np.zeros((len(inputs), workspace.space.dimension), dtype=np.float32)
    with Stage("encode_text", of=len(texts)):
        vectors[written] = workspace.space.encode_texts(texts)
    vectors[~written] = encode_contents(workspace, pictures)
    return vectors


def _describe(vectors: Vectors, as_base64: bool) -> list[Embedding]:
    return [
        Embedding(index=place, embedding=_packed(vector) if as_base64 else vector.tolist())
        for place, vector in enumerate(vectors)
    ]


def _packed(vector: Vectors) -> str:
    return base64.b64encode(vector.astype("<f4").tobytes()).decode()
