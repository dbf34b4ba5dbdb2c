"""From rows of files to items: what is theirs is checked, what they lack is added."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from app.exceptions import BadTransfer, PixwordError
from app.hashes import content_hash
from app.transfer.carried import carried_path
from app.transfer.rows import ItemRow, ReadItem
from app.transfer.targets import Target
from index.arrays import Vector
from index.catalogue import NewItem
from index.catalogue.checks import check_new_item
from index.exceptions import BadItem
from index.folding import is_storable
from models import ModelFault


@dataclass(frozen=True, eq=False)
class Prepared:
    """An item on its way into a collection.

    Attributes:
        item: Without vectors where they are to be encoded.
        upload: Bytes of its picture, if they came along.
        pixels: Its picture as the encoder takes it, if it is to be encoded.
    """

    item: NewItem
    upload: bytes | None = None
    pixels: Any = None


@dataclass(frozen=True)
class Preparation:
    """Prepares the items of one source for one collection.

    Attributes:
        target: The collection.
        folder: Of the source; paths are relative to it.
        reencode: Vectors are made anew, whatever the source has.
    """

    target: Target
    folder: Path
    reencode: bool

    def describe(self, read: ReadItem) -> NewItem:
        """Returns what a row says, without a look at its picture.

        Raises:
            BadTransfer: It cannot be kept.
        """
        row = read.row
        if not self.reencode:
            _check_vector(read)
        return NewItem(
            content_hash=row.content_hash,
            path=self._path(row),
            media_type=row.media_type,
            width=row.width,
            height=row.height,
            byte_size=row.byte_size,
            picture_vector=None if self.reencode else read.picture_vector,
            captions=row.captions or (),
            caption_vectors=None if self.reencode else read.caption_vectors,
            tags=row.tags or (),
            metadata=row.metadata or {},
            added_at=row.added_at,
        )

    def with_picture(self, item: NewItem) -> Prepared:
        """Reads an item's picture where it came along, has no hash yet, or is to be encoded.

        Raises:
            BadTransfer: It is not the picture that the row is about.
            PixwordError, ModelFault, OSError: It cannot be read.
        """
        digest = item.content_hash
        if digest is not None and (carried := carried_path(self.folder, digest)).exists():
            return self._read(item, carried, keep=True)
        if digest is not None and not self.reencode:
            return Prepared(item)
        if item.path is not None:
            return self._read(item, Path(item.path), keep=False)
        if digest is not None:
            raise BadTransfer("its picture did not come along and has no path")
        return Prepared(item)

    def check(self, read: ReadItem) -> NewItem:
        """Does everything short of encoding that could stop an item from being kept.

        Raises:
            BadTransfer: It cannot be kept.
        """
        try:
            item = self.describe(read)
            if not self.reencode:
                item = self.with_picture(item).item
            self.target.check(item)
            check_new_item(_with_any_vectors(item, self._dimension), self._dimension)
        except OSError as error:
            raise BadTransfer(f"{read.place}: {error.strerror or error}") from None
        except (PixwordError, ModelFault, BadItem, ValueError) as error:
            raise BadTransfer(f"{read.place}: {error}") from None
        return item

    def complete(self, batch: Sequence[Prepared]) -> list[NewItem]:
        """Encodes what has no vector, and keeps the pictures that came along."""
        images, texts = self._encoded_pictures(batch), self._encoded_texts(batch)
        completed = []
        for own in batch:
            item = self.target.adopted(own.item)
            if own.pixels is not None:
                item = replace(item, picture_vector=next(images))
            if _is_silent(item):
                vectors = np.stack([next(texts) for _ in item.captions])
                item = replace(item, caption_vectors=vectors)
            completed.append(self._kept(item, own.upload))
        return completed

    def _encoded_pictures(self, batch: Sequence[Prepared]) -> Iterator[Vector]:
        pixels = [own.pixels for own in batch if own.pixels is not None]
        return iter(self.target.destination.encode_pictures(pixels) if pixels else ())

    def _encoded_texts(self, batch: Sequence[Prepared]) -> Iterator[Vector]:
        rows = [self.target.row(own.item) for own in batch if _is_silent(own.item)]
        return iter(self.target.destination.encode_captions(rows) if rows else ())

    @property
    def _dimension(self) -> int:
        return self.target.destination.collection.catalogue.space.dimension

    def _path(self, row: ItemRow) -> str | None:
        """Returns the absolute path of a row.

        Raises:
            BadTransfer: It leads to where no picture of a row can be.
        """
        if row.path is None:
            return None
        if not is_storable(row.path) or ".." in Path(row.path).parts:
            raise BadTransfer(f"the path {row.path!r} is not plain: it holds '..' or NUL")
        path = (self.folder / row.path).absolute()
        if path.exists() and not path.is_file():
            raise BadTransfer(f"the path {row.path!r} is not one of an ordinary file")
        if not self.target.destination.pictures.may_lie_at(path, row.content_hash or ""):
            raise BadTransfer(f"the path {row.path!r} is that of another upload")
        return str(path)

    def _read(self, item: NewItem, source: Path, *, keep: bool) -> Prepared:
        pictures, encoder = self.target.destination.pictures, self.target.destination.image_encoder
        content = pictures.read_file(source)
        digest = content_hash(content)
        if item.content_hash not in (None, digest):
            raise BadTransfer(f"{source} is not the picture that was exported")
        picture = pictures.decode(content, enough=encoder.side)
        found = replace(
            item,
            content_hash=digest,
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
            byte_size=len(content),
        )
        pixels = encoder.preprocess(picture.image) if self.reencode else None
        return Prepared(found, content if keep else None, pixels)

    def _kept(self, item: NewItem, upload: bytes | None) -> NewItem:
        if upload is None:
            return item
        kept = self.target.destination.pictures.keep_upload(upload, item.content_hash or "")
        return replace(item, path=str(kept.absolute()))


def _check_vector(read: ReadItem) -> None:
    has_picture = read.row.content_hash is not None or read.row.path is not None
    if has_picture and read.picture_vector is None:
        raise BadTransfer("the picture has no vector: leave the row out, or add --reencode")
    if read.picture_vector is not None and not has_picture:
        raise BadTransfer("a vector needs a path or a content_hash")


def _is_silent(item: NewItem) -> bool:
    """Whether an item's captions are still to be encoded."""
    return bool(item.captions) and item.caption_vectors is None


def _with_any_vectors(item: NewItem, dimension: int) -> NewItem:
    """Returns an item with some vectors of length 1 in the place of those to be encoded."""
    unit = np.eye(1, dimension, dtype=np.float32)  # [1, d]
    has_picture = item.content_hash is not None or item.path is not None
    if has_picture and item.picture_vector is None:
        item = replace(item, picture_vector=unit[0], content_hash=item.content_hash or "")
    if _is_silent(item):
        item = replace(item, caption_vectors=unit.repeat(len(item.captions), axis=0))
    return item
