"""Features of frozen encoders, computed once and kept on disk."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from models.encoders.protocols import ImageEncoder, Pixels, TextEncoder, Vectors
from models.pictures import open_picture
from models.training.views import TRAINING_VIEWS, View

Progress = Callable[[int], None]
"""Called with how many more pictures or texts have been encoded."""

WHOLE = "whole"
_BATCH = 32


def picture_features(
    encoder: ImageEncoder,
    paths: Sequence[Path],
    cache: Path,
    progress: Progress,
    view: str = WHOLE,
) -> Vectors:
    """Encodes picture files into float32 `[n, d]`, or reads the result of the last time.

    Args:
        encoder: The frozen encoder.
        paths: The files; all of them must be readable.
        cache: Folder of cached features.
        progress: Told of every batch.
        view: A name of `TRAINING_VIEWS`, or the whole picture.

    Raises:
        UnreadablePicture: A file is not a picture.
        PictureTooLarge: A picture has too many pixels.
    """
    described = [f"{path.resolve()}:{_stamp(path)}" for path in paths]
    key = _key(f"{encoder.fingerprint}/{view}", described)
    look = TRAINING_VIEWS.get(view, _unchanged)
    return _cached(cache, key, lambda: _encode_pictures(encoder, paths, progress, look))


def text_features(
    encoder: TextEncoder, texts: Sequence[str], cache: Path, progress: Progress
) -> Vectors:
    """Encodes texts into float32 `[n, d]`, or reads the result of the last time."""
    key = _key(encoder.fingerprint, [json.dumps(text) for text in texts])
    return _cached(cache, key, lambda: _encode_texts(encoder, texts, progress))


def _encode_pictures(
    encoder: ImageEncoder, paths: Sequence[Path], progress: Progress, look: View
) -> Vectors:
    def load(path: Path) -> Pixels:
        return encoder.preprocess(look(open_picture(path, enough=encoder.side).image))

    features = np.zeros((len(paths), encoder.dimension), dtype=np.float32)
    with ThreadPoolExecutor(max_workers=2) as pool:
        for chunk in _chunks(len(paths)):
            features[chunk] = encoder.encode(list(pool.map(load, paths[chunk])))
            progress(len(paths[chunk]))
    return features


def _encode_texts(encoder: TextEncoder, texts: Sequence[str], progress: Progress) -> Vectors:
    """Encodes texts of like length together: padding costs as much as words do."""
    order = np.argsort([len(text) for text in texts], kind="stable")
    features = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
    for chunk in _chunks(len(texts)):
        rows = order[chunk]
        features[rows] = encoder.encode(encoder.preprocess([texts[row] for row in rows]))
        progress(len(rows))
    return features


def _chunks(number: int) -> Iterator[slice]:
    for start in range(0, number, _BATCH):
        yield slice(start, start + _BATCH)


def _unchanged(picture: Image.Image) -> Image.Image:
    return picture


def _stamp(path: Path) -> str:
    try:
        state = path.stat()
    except OSError:
        return "missing"
    return f"{state.st_size}:{state.st_mtime_ns}"


def _key(fingerprint: str, described: Sequence[str]) -> str:
    return hashlib.sha256("\n".join([fingerprint, *described]).encode()).hexdigest()[:32]


def _cached(cache: Path, key: str, compute: Callable[[], Vectors]) -> Vectors:
    path = cache / "features" / f"{key}.npy"
    if path.is_file():
        stored: Vectors = np.load(path, allow_pickle=False)
        return stored
    features = compute()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        draft = Path(scratch) / path.name
        np.save(draft, features, allow_pickle=False)
        draft.replace(path)
    return features
