"""Embeddings as clients of OpenAI's API send and get them."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, Discriminator, Field, Tag

from app.items.schemas import Strict

TokenIds = Annotated[
    list[Annotated[int, Field(ge=0, lt=2**32)]],
    Field(min_length=1, max_length=8192, description="A text as ids of OpenAI's cl100k_base."),
]
Text = Annotated[
    str, Field(min_length=1, description="A text, or a picture as `data:image/png;base64,…`.")
]


class PictureAddress(Strict):
    """Where a picture is."""

    url: Annotated[
        str,
        Field(
            min_length=1,
            description="The picture itself, `data:image/png;base64,…`; or its address, http or "
            "https, where `PIXWORD_IMAGE_URL` allows it.",
        ),
    ]


class PicturePart(Strict):
    """A picture as a part of a message."""

    type: Literal["image_url"]
    image_url: PictureAddress


class TextPart(Strict):
    """A text as a part of a message."""

    type: Literal["text"]
    text: Annotated[str, Field(min_length=1)]


def _form_of_one(value: Any) -> str | None:
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "token ids"
    kind = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return {"text": "text part", "image_url": "picture part"}.get(str(kind))


_One: TypeAlias = (
    Annotated[Text, Tag("text")]
    | Annotated[TokenIds, Tag("token ids")]
    | Annotated[TextPart, Tag("text part")]
    | Annotated[PicturePart, Tag("picture part")]
)
Input = Annotated[
    _One,
    Discriminator(
        _form_of_one,
        custom_error_type="input",
        custom_error_message="An input is a text, a picture as a data URI, or token ids",
    ),
]
Inputs = Annotated[list[Input], Field(min_length=1)]


def _form_of_all(value: Any) -> str | None:
    if not isinstance(value, list):
        return _form_of_one(value)
    return "token ids" if value and isinstance(value[0], int) else "list"


class EmbeddingRequest(Strict):
    """What to embed, and how to send the vectors."""

    input: Annotated[
        _One | Annotated[Inputs, Tag("list")],
        Discriminator(
            _form_of_all,
            custom_error_type="input",
            custom_error_message="The input is a text, a picture as a data URI, token ids, or a "
            "list of them",
        ),
    ]
    model: Annotated[
        str, Field(max_length=1024, description="`pixword`, or the name of the space.")
    ] = "pixword"
    encoding_format: Annotated[
        Literal["float", "base64"] | None,
        Field(description="Numbers, or base64 of float32, lowest byte first."),
    ] = None
    dimensions: Annotated[
        int | None,
        Field(ge=2, lt=2**31, description="First coordinates to keep, made unit length again."),
    ] = None
    user: Annotated[
        str | None, Field(max_length=1000, description="Taken for compatibility; not used.")
    ] = None

    @property
    def inputs(self) -> list[str | list[int] | TextPart | PicturePart]:
        """The inputs, one or many, as a list."""
        if isinstance(self.input, list) and not isinstance(self.input[0], int):
            return self.input
        return [self.input]


class Embedding(BaseModel):
    """The vector of one input."""

    object: Literal["embedding"] = "embedding"
    index: int = Field(description="Place of its input, from 0.")
    embedding: list[float] | str = Field(description="Unit length; a string if base64 was wanted.")


class Usage(BaseModel):
    """What the request took."""

    prompt_tokens: int = Field(description="Tokens of the texts that the text encoder read.")
    total_tokens: int


class Embeddings(BaseModel):
    """Vectors in the order of the inputs."""

    object: Literal["list"] = "list"
    data: list[Embedding]
    model: str
    usage: Usage

    def to_json(self) -> bytes:
        """Writes the answer, vector by vector.

        One call for thousands would keep the interpreter, and with it all other requests, for
        0.1 s.
        """
        data = ",".join(own.model_dump_json() for own in self.data)
        rest = self.model_dump_json(exclude={"data"})
        return f'{{"data":[{data}],{rest.removeprefix("{")}'.encode()


class Model(BaseModel):
    """A space that embeds."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(default=0, description="Not known: always 0.")
    owned_by: Literal["pixword"] = "pixword"
    dimensions: int = Field(description="Coordinates of a vector.")


class Models(BaseModel):
    """The spaces that embed."""

    object: Literal["list"] = "list"
    data: list[Model]
