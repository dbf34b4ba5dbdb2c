"""Picture files: the originals, and thumbnails made on first sight."""

import errno
import io
import tempfile
from pathlib import Path

from PIL import Image

from app.config import Settings
from app.decoding.pool import Decoders
from app.exceptions import NoPicture, PictureGone, RequestTooLarge
from app.hashes import content_hash
from app.observing.stages import Stage
from index.catalogue import Item
from models import Picture

THUMBNAIL_TYPE = "image/jpeg"


class PictureStore:
    """Reads originals where they lie, keeps uploads and thumbnails in the data folder."""

    def __init__(self, settings: Settings, decoders: Decoders | None = None) -> None:
        """Names the folders; they are made when first written to.

        Args:
            settings: Of the collection.
            decoders: What decodes for other collections as well; None takes some of its own.
        """
        self._settings = settings
        self._decoders = decoders or Decoders.of(settings)
        self._owns_decoders = decoders is None
        self._uploads = settings.data / "pictures"
        self._thumbnails = settings.data / "thumbnails"

    def read_file(self, path: Path) -> bytes:
        """Reads a picture file, but no more than the limit.

        Raises:
            RequestTooLarge: It has more bytes than the limit.
            OSError: It cannot be read, or is no ordinary file: opening a pipe could wait for ever.
        """
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "it is not an ordinary file")
        limit = self._settings.max_picture_bytes
        with path.open("rb") as file:
            content = file.read(limit + 1)
        self.check_size(content)
        return content

    def check_size(self, content: bytes) -> None:
        """Refuses a picture with more bytes than the limit.

        Raises:
            RequestTooLarge: It has more.
        """
        limit = self._settings.max_picture_bytes
        if len(content) > limit:
            raise RequestTooLarge(f"the picture has more than {limit:,} bytes")

    def decode(self, content: bytes, enough: int | None = None) -> Picture:
        """Decodes a picture within the limits, in a process of its own; see `Decoders.decode`."""
        return self._decoders.decode(content, enough)

    def close(self) -> None:
        """Ends the decoders, unless others use them."""
        if self._owns_decoders:
            self._decoders.close()

    def keep_upload(self, content: bytes, digest: str) -> Path:
        """Keeps the bytes of an uploaded picture under their hash, and returns where."""
        path = self._upload(digest)
        if not path.is_file():
            _write(path, content)
        return path

    def may_lie_at(self, path: Path, digest: str) -> bool:
        """Whether a picture can be at a path that others wrote down: no picture's upload but its.

        Uploads are deleted with their item.
        """
        is_upload = path.is_relative_to(self._uploads.absolute())
        return not is_upload or path == self._upload(digest).absolute()

    def original(self, item: Item) -> bytes:
        """Returns the bytes of an item's picture, after comparing their hash.

        A path says where a file was when it was added. Whatever lies there now, only the picture
        that was indexed is handed out.

        Raises:
            NoPicture: The item has none.
            PictureGone: The file is not there any more, or holds something else.
        """
        if item.path is None:
            raise NoPicture(f"item {item.id} has no picture")
        path = Path(item.path)
        try:
            content = path.read_bytes() if path.is_file() else None  # a pipe never ends
        except OSError:
            content = None
        if content is None:
            raise PictureGone(f"the picture of item {item.id} is not where it was")
        if content_hash(content) != item.content_hash:
            raise PictureGone(f"the picture of item {item.id} has changed since it was added")
        return content

    def thumbnail(self, item: Item) -> bytes:
        """Returns a JPEG of an item's picture, made on first sight.

        Raises:
            NoPicture: The item has none.
            PictureGone: It has to be made, and the original is gone.
        """
        if item.content_hash is None:
            raise NoPicture(f"item {item.id} has no picture")
        side = self._settings.thumbnail_side
        path = self._thumbnails / item.content_hash[:2] / f"{item.content_hash}-{side}.jpg"
        if not path.is_file():
            _write(path, self._shrink(self.original(item), side))
        return path.read_bytes()

    def forget(self, item: Item) -> None:
        """Deletes an item's thumbnails and, if it was uploaded, its original."""
        if item.content_hash is None or item.path is None:
            return
        for path in (self._thumbnails / item.content_hash[:2]).glob(f"{item.content_hash}-*"):
            path.unlink(missing_ok=True)
        if Path(item.path).is_relative_to(self._uploads):
            Path(item.path).unlink(missing_ok=True)

    def _upload(self, digest: str) -> Path:
        return self._uploads / digest[:2] / digest

    def _shrink(self, content: bytes, side: int) -> bytes:
        with Stage("decode"):
            image = self.decode(content, enough=side).image
        buffer = io.BytesIO()
        with Stage("render"):
            image.thumbnail((side, side), Image.Resampling.LANCZOS)
            image.save(buffer, "JPEG", quality=85)
        return buffer.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Writes beside and renames: nobody ever reads half a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(content)
    Path(draft.name).replace(path)
