"""What the service says of itself."""

from pydantic import Field

from app.client.answers.base import Answer


class Alive(Answer):
    """The process answers."""

    status: str


class Part(Answer):
    """One part of the service: `ok`, `low`, `unused` or `failing`."""

    state: str
    says: str = ""


class Segments(Answer):
    """One vector index."""

    vectors: int
    recent: int = 0
    removed: int = 0
    segments: list[int] = Field(default_factory=list)
    lists: int = 0


class Activity(Answer):
    """Something that is done beside the searches."""

    what: str
    done: int
    total: int


class Problem(Answer):
    """Something that went wrong, and was got over."""

    at: str
    problem: str


class IndexState(Answer):
    """The vector indexes, their snapshot, and what happens to them."""

    kind: str
    sequence: int
    snapshot: str | None
    snapshot_sequence: int | None
    images: Segments
    texts: Segments
    activity: Activity | None
    problems: list[Problem]


class Recipes(Answer):
    """The recipe book."""

    space: str
    recipes: int


class Ready(Answer):
    """Whether the service can answer (`ready`, `stopping`, `failing`), and how its parts are.

    A server with keys tells whoever sends none nothing else: the rest is None.
    """

    status: str
    parts: dict[str, Part]
    space: str | None = None
    items: int | None = None
    sequence: int | None = None
    index: IndexState | None = None
    recipes: Recipes | None = None
    collections: dict[str, str] | None = None
    lag_ms: float | None = None


class Encoders(Answer):
    """What turns pictures and texts into features."""

    image: str
    text: str


class Version(Answer):
    """What is running."""

    pixword: str
    python: str
    torch: str
    openvino: str
    faiss: str
    space: str
    encoders: Encoders
    index: str
