"""Writes a collection into a folder of files that other programs read."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from app.exceptions import BadPlace, PixwordError
from app.pictures import PictureStore
from app.transfer import numpy_files, parquet_files
from app.transfer.carried import carry
from app.transfer.manifest import (
    MANIFEST,
    VERSION,
    CollectionName,
    Counts,
    FileStamp,
    Format,
    Manifest,
    SpaceStamp,
)
from app.transfer.reading import BATCH
from index.catalogue import Catalogue, Item, WordSource
from index.snapshots.durable import sync_file, sync_folder

Writer = parquet_files.ParquetWriter | numpy_files.NumpyWriter
_WRITERS: dict[Format, type[Writer]] = {
    Format.PARQUET: parquet_files.ParquetWriter,
    Format.NUMPY: numpy_files.NumpyWriter,
}
_NAMES = {Format.PARQUET: parquet_files.NAMES, Format.NUMPY: numpy_files.NAMES}
_SOURCES: tuple[WordSource, ...] = ("corpus", "user")


@dataclass
class Exported:
    """What was written.

    Attributes:
        counts: How many of each.
        lost: Pictures that could not be copied, each with the reason.
    """

    counts: Counts = field(default_factory=Counts)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Export:
    """What is to be written, and how.

    Attributes:
        catalogue: Of the collection.
        collection: Which one it is.
        format: Kind of files.
        pictures: Where originals are read that are to be copied; None copies none.
        progress: Told how many more items are written.
    """

    catalogue: Catalogue
    collection: CollectionName
    format: Format
    pictures: PictureStore | None
    progress: Callable[[int], None]

    def write(self, folder: Path) -> Exported:
        """Writes a new folder, which is there when it is complete, or not at all.

        An item comes in one state with all its parts. One that is added, changed or removed
        meanwhile comes in either state.

        Raises:
            BadPlace: There is something already, or it cannot be written.
            IndexFault: The catalogue cannot be read.
        """
        with _new_folder(folder) as draft:
            done = self._write_files(draft)
            manifest = self._manifest(draft, done.counts)
            (draft / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
            for file in draft.iterdir():
                if file.is_file():
                    sync_file(file)
            sync_folder(draft)
        return done

    def _write_files(self, draft: Path) -> Exported:
        done = Exported()
        writer = _WRITERS[self.format](draft, self.catalogue.space.dimension)
        last = 0
        while batch := self.catalogue.stored_items(last, BATCH):
            writer.write_items(batch)
            for stored in batch:
                done.counts.image_vectors += stored.picture_vector is not None
                done.counts.caption_vectors += len(stored.caption_vectors)
                self._carry(stored.item, draft, done)
            done.counts.items += len(batch)
            last = batch[-1].item.id
            self.progress(len(batch))
        done.counts.words = self._write_words(writer)
        writer.close()
        return done

    def _write_words(self, writer: Writer) -> int:
        """Writes words of users and of tags; the built-in ones are in every collection."""
        written = 0
        for source in _SOURCES:
            last = 0
            while True:
                words, vectors = self.catalogue.stored_words(last, BATCH, source)
                if not words:
                    break
                writer.write_words(words, vectors)
                written += len(words)
                last = words[-1].id
        return written

    def _carry(self, item: Item, draft: Path, done: Exported) -> None:
        if self.pictures is None or item.content_hash is None:
            return
        try:
            carry(draft, item.content_hash, self.pictures.original(item))
            done.counts.picture_files += 1
        except PixwordError as error:
            done.lost.append(str(error))

    def _manifest(self, draft: Path, counts: Counts) -> Manifest:
        space = self.catalogue.space
        return Manifest(
            version=VERSION,
            format=self.format,
            collection=self.collection,
            space=SpaceStamp(
                name=space.name, fingerprint=space.fingerprint, dimension=space.dimension
            ),
            counts=counts,
            files={name: FileStamp.of(draft / name) for name in _NAMES[self.format]},
            created_at=datetime.now(UTC),
            made_by=f"pixword {version('pixword')}",
        )


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """Yields a folder beside the wanted one, which takes its place once it is complete."""
    if folder.exists() or folder.is_symlink():
        raise BadPlace(f"{folder} is there already: name a new folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            yield draft
            draft.rename(folder)
            sync_folder(folder.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise BadPlace(f"{folder} cannot be written: {error.strerror or error}") from None
