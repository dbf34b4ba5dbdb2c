"""What goes into a catalogue and what comes out."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from index.arrays import Ids, Vector, Vectors

Scalar = str | int | float | bool | None
MetadataValue = Scalar | list[str]
Modality = Literal["images", "texts"]
TextKind = Literal["caption", "word"]
WordSource = Literal["corpus", "built-in", "user"]


@dataclass(frozen=True)
class SpaceIdentity:
    """The space whose vectors a catalogue holds.

    Attributes:
        name: What a user calls it.
        fingerprint: Differs whenever vectors of two spaces cannot be compared.
        dimension: Length d of its vectors.
    """

    name: str
    fingerprint: str
    dimension: int


class Described(Protocol):
    """What is said of an item, be it new or kept."""

    @property
    def captions(self) -> tuple[str, ...]:
        """Texts about it."""
        ...

    @property
    def tags(self) -> tuple[str, ...]:
        """Words for it."""
        ...

    @property
    def metadata(self) -> Mapping[str, MetadataValue]:
        """What else is known."""
        ...


@dataclass(frozen=True, eq=False)
class NewItem:
    """An item to be added, with a picture, captions or both.

    Attributes:
        content_hash: sha256 of the picture file's bytes in hexadecimal; None without picture.
        path: Where the picture file lies, absolute or inside the data folder.
        media_type: Such as `image/jpeg`.
        width: Pixels.
        height: Pixels.
        byte_size: Size of the picture file.
        picture_vector: Float32 `[d]` of length 1; None without picture.
        captions: Texts about the item.
        caption_vectors: Float32 `[c, d]`, one a caption; None without captions.
        tags: Words for the item.
        metadata: A value, or a list of texts, a field.
        added_at: When it was added, with a time zone; None for now.
        known_by: Without a picture, what an item with the same first caption is told from it by:
            one of which it returns the same is the same. None keeps it however often it comes.
    """

    content_hash: str | None = None
    path: str | None = None
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    byte_size: int | None = None
    picture_vector: Vector | None = None
    captions: tuple[str, ...] = ()
    caption_vectors: Vectors | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, MetadataValue] = field(default_factory=dict)
    added_at: datetime | None = None
    known_by: Callable[[Described], Hashable] | None = None


@dataclass(frozen=True, eq=False)
class ItemChange:
    """What to change about an item; None leaves a part as it is.

    Attributes:
        captions: The new captions, in the place of all old ones.
        caption_vectors: Float32 `[c, d]`, one a caption; None without captions.
        tags: The new tags, in the place of all old ones.
        metadata: The new metadata, in the place of all old fields.
    """

    captions: tuple[str, ...] | None = None
    caption_vectors: Vectors | None = None
    tags: tuple[str, ...] | None = None
    metadata: Mapping[str, MetadataValue] | None = None


@dataclass(frozen=True)
class Added:
    """What became of an item to be added.

    Attributes:
        item_id: Its number.
        known: The same picture was there before; nothing was changed.
    """

    item_id: int
    known: bool


@dataclass(frozen=True)
class RemovedItem:
    """What an item left behind when it was removed.

    Attributes:
        item_id: Its number, which no other item will get.
        content_hash: sha256 of its picture file, if it had one.
        path: Where its picture file lies, if it had one.
    """

    item_id: int
    content_hash: str | None
    path: str | None


@dataclass(frozen=True)
class Item:
    """An item of the catalogue.

    Attributes:
        id: Its number.
        content_hash: sha256 of its picture file in hexadecimal; None without picture.
        path: Where the picture file lies.
        media_type: Such as `image/jpeg`.
        width: Pixels.
        height: Pixels.
        byte_size: Size of the picture file.
        captions: Texts about it, in the order in which they were given.
        tags: Words for it, in the order in which they were given.
        metadata: Its metadata as it was given.
        added_at: When it was added, UTC.
    """

    id: int
    content_hash: str | None
    path: str | None
    media_type: str | None
    width: int | None
    height: int | None
    byte_size: int | None
    captions: tuple[str, ...]
    tags: tuple[str, ...]
    metadata: dict[str, MetadataValue]
    added_at: datetime


@dataclass(frozen=True, eq=False)
class StoredItem:
    """An item of the catalogue with its vectors.

    Attributes:
        item: Everything else.
        picture_vector: Float32 `[d]`; None without picture.
        caption_vectors: Float32 `[c, d]`, one a caption.
    """

    item: Item
    picture_vector: Vector | None
    caption_vectors: Vectors


@dataclass(frozen=True)
class Word:
    """A word of the vocabulary.

    Attributes:
        id: Its number among the texts.
        text: As it was first spelled.
        source: Where it came from.
    """

    id: int
    text: str
    source: WordSource


@dataclass(frozen=True)
class TextEntry:
    """A caption or a word, as the index of texts finds it.

    Attributes:
        id: Its number among the texts.
        kind: Caption or word.
        item_id: The item of a caption; None for a word.
        text: As it was spelled.
        folded: What all spellings of it share.
    """

    id: int
    kind: TextKind
    item_id: int | None
    text: str
    folded: str


@dataclass(frozen=True)
class TagCount:
    """A tag and how many items have it.

    Attributes:
        tag: One of its spellings.
        items: How many items have it.
    """

    tag: str
    items: int


@dataclass(frozen=True)
class FileMark:
    """What a file looked like when its hash was computed.

    Attributes:
        path: Where it lies.
        size: Bytes.
        mtime_ns: When it was last changed, in nanoseconds.
        content_hash: sha256 of its bytes in hexadecimal.
    """

    path: str
    size: int
    mtime_ns: int
    content_hash: str


@dataclass(frozen=True, eq=False)
class ChangeBatch:
    """Some of the vectors that changed.

    Attributes:
        sequence: The catalogue's latest change when reading began, the same in every batch.
        modality: Pictures of items, or texts.
        ids: Ids of vectors that are new or were changed `[n]`.
        vectors: These vectors `[n, d]`.
        removed: Ids of vectors that are gone `[r]`.
    """

    sequence: int
    modality: Modality
    ids: Ids
    vectors: Vectors
    removed: Ids
