"""Features of frozen encoders, computed once and kept on disk.

They are kept in parts of 2,048 pictures or texts, so that what was interrupted goes on with the
part it was at, and a set that grows computes only what is new at its end.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.encoders.protocols import Encoded, ImageEncoder, Pixels, TextEncoder
from models.exceptions import PictureTooLarge, UnreadablePicture
from models.pictures import open_picture
from models.training.parts import Batch, gather, join_parts, keep_part, read_part
from models.training.views import TRAINING_VIEWS, View

Progress = Callable[[int], None]
"""Called with how many more pictures or texts have been encoded."""


def say_nothing(_: object) -> None:
    """Tells nobody."""


WHOLE = "whole"
PART = 2048
_BATCH = 32


def picture_features(
    encoder: ImageEncoder,
    paths: Sequence[Path],
    cache: Path,
    progress: Progress,
    view: str = WHOLE,
    *,
    with_states: bool = False,
) -> Encoded:
    """Encodes picture files, or reads the result of the last time.

    Args:
        encoder: The frozen encoder.
        paths: The files; all of them must be readable.
        cache: Folder of cached features.
        progress: Told of every batch.
        view: A name of `TRAINING_VIEWS`, or the whole picture.
        with_states: Keeps the states of the places as well; they stay on disk.

    Raises:
        UnreadablePicture: A file is not a picture.
        PictureTooLarge: A picture has too many pixels.
        NoStates: States are wanted of an encoder that has none.
    """
    look = TRAINING_VIEWS.get(view, _unchanged)
    described = [f"{path.resolve()}:{_stamp(path)}" for path in paths]
    source = _Source(
        name=f"{encoder.fingerprint}/{view}",
        described=described,
        encode=lambda rows: _encode_pictures(encoder, paths[rows], look, with_states=with_states),
        with_states=with_states,
    )
    return _read_or_encode(source, cache, progress)


def text_features(
    encoder: TextEncoder,
    texts: Sequence[str],
    cache: Path,
    progress: Progress,
    *,
    with_states: bool = False,
) -> Encoded:
    """Encodes texts, or reads the result of the last time; see `picture_features`."""
    source = _Source(
        name=encoder.fingerprint,
        described=[json.dumps(text) for text in texts],
        encode=lambda rows: _encode_texts(encoder, texts[rows], with_states=with_states),
        with_states=with_states,
    )
    return _read_or_encode(source, cache, progress)


def encode_all(encoder: TextEncoder, texts: Sequence[str], *, with_states: bool) -> Encoded:
    """Encodes texts without keeping them."""
    return gather(len(texts), _encode_texts(encoder, texts, with_states=with_states))


@dataclass(frozen=True)
class _Source:
    """Where features come from: what they are called, and how some of them are made."""

    name: str
    described: Sequence[str]
    encode: Callable[[slice], Iterator[Batch]]
    with_states: bool

    def key(self, rows: slice) -> str:
        kind = "states" if self.with_states else "vectors"
        content = "\n".join([self.name, kind, *self.described[rows]])
        return hashlib.sha256(content.encode()).hexdigest()[:32]


def _read_or_encode(source: _Source, cache: Path, progress: Progress) -> Encoded:
    total = len(source.described)
    slices = [slice(start, min(start + PART, total)) for start in range(0, total, PART)]
    return join_parts([_part(source, rows, cache / "features", progress) for rows in slices])


def _part(source: _Source, rows: slice, folder: Path, progress: Progress) -> Encoded:
    path = folder / source.key(rows)
    found = read_part(path, with_states=source.with_states)
    if found is None:
        keep_part(path, rows.stop - rows.start, _reported(source.encode(rows), progress))
        found = read_part(path, with_states=source.with_states)
    assert found is not None
    return found


def _reported(batches: Iterator[Batch], progress: Progress) -> Iterator[Batch]:
    for rows, encoded in batches:
        yield rows, encoded
        progress(len(rows))


def _encode_pictures(
    encoder: ImageEncoder, paths: Sequence[Path], look: View, *, with_states: bool
) -> Iterator[Batch]:
    def load(path: Path) -> Pixels:
        return encoder.preprocess(look(_opened(path, encoder.side)))

    with ThreadPoolExecutor(max_workers=2) as pool:
        for rows in _batches(np.arange(len(paths))):
            batch = list(pool.map(load, [paths[row] for row in rows]))
            encoded = (
                encoder.encode_states(batch) if with_states else Encoded(encoder.encode(batch))
            )
            yield rows, encoded


def _opened(path: Path, enough: int) -> Image.Image:
    """Opens one of many pictures, so that an error says which."""
    try:
        return open_picture(path, enough=enough).image
    except (UnreadablePicture, PictureTooLarge) as error:
        raise type(error)(f"{path}: {error}") from error


def _encode_texts(
    encoder: TextEncoder, texts: Sequence[str], *, with_states: bool
) -> Iterator[Batch]:
    """Encodes texts of like length together: padding costs as much as words do."""
    for rows in _batches(np.argsort([len(text) for text in texts], kind="stable")):
        batch = encoder.preprocess([texts[row] for row in rows])
        encoded = encoder.encode_states(batch) if with_states else Encoded(encoder.encode(batch))
        yield rows, encoded


def _batches(order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _unchanged(picture: Image.Image) -> Image.Image:
    return picture


def _stamp(path: Path) -> str:
    try:
        state = path.stat()
    except OSError:
        return "missing"
    return f"{state.st_size}:{state.st_mtime_ns}"
