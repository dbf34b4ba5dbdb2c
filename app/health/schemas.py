"""What the service says of itself."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.library.shelf import ShelfState


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Segments(BaseModel):
    """One vector index."""

    vectors: int
    recent: int = Field(0, description="Vectors in memory that are scanned.")
    removed: int = Field(0, description="Rows that are kept until their part is written anew.")
    segments: list[int] = Field([], description="Rows of each part that is searched by codes.")
    lists: int = Field(0, description="Inverted lists of each part.")


class Activity(BaseModel):
    """Something that is done beside the searches."""

    what: str
    done: int
    total: int


class Problem(BaseModel):
    """Something that went wrong, and was got over."""

    at: str
    problem: str


class IndexState(BaseModel):
    """The vector indexes, their snapshot, and what happens to them."""

    kind: str
    sequence: int = Field(description="Latest change of the catalogue that searches see.")
    snapshot: str | None
    snapshot_sequence: int | None
    images: Segments
    texts: Segments
    activity: Activity | None
    problems: list[Problem] = Field(description="The latest ones, oldest first.")


class Recipes(BaseModel):
    """The recipe book."""

    space: str
    recipes: int


class Part(BaseModel):
    """One part of the service.

    `low` serves still, but will not for long; `unused` has not been asked for yet.
    """

    state: Literal["ok", "low", "unused", "failing"]
    says: Annotated[str, Field(description="What is wrong, or what it is.")] = ""


class Ready(BaseModel):
    """Whether the service can answer, and how each of its parts is.

    Where there are keys, whoever sends none gets `status` and the state of the parts alone.
    """

    status: Literal["ready", "stopping", "failing"]
    parts: dict[str, Part]
    space: str | None = None
    items: int | None = Field(default=None, description="Null where the catalogue fails.")
    sequence: int | None = Field(
        default=None, description="Number of the catalogue's latest change."
    )
    index: IndexState | None = Field(
        default=None, description="Null where it cannot follow the catalogue."
    )
    recipes: Recipes | None = Field(default=None, description="Null while there are none.")
    collections: dict[str, ShelfState] | None = Field(
        default=None,
        description="All collections; one that is `closed` is opened when it is first asked for.",
    )
    lag_ms: float | None = Field(
        default=None, description="How late the event loop was at most, in half a minute."
    )

    def for_strangers(self) -> "Ready":
        """Returns what whoever has no key may know."""
        states = {name: Part(state=part.state) for name, part in self.parts.items()}
        return Ready(status=self.status, parts=states)


class Encoders(BaseModel):
    """What turns pictures and texts into features."""

    image: str
    text: str


class Version(BaseModel):
    """What is running."""

    pixword: str
    python: str
    torch: str
    openvino: str
    faiss: str
    space: str
    encoders: Encoders
    index: str = Field(description="Kind of index, as the setting names it.")
