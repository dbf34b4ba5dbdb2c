"""The vectors and queries of one size, made once and kept in the work folder."""

from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from app.config import Settings
from app.datasets import read_split
from benchmarks.index.lookalikes import Vectors, chunks, write_lookalikes
from models import Space, load_space

QUERIES_A_KIND = 500
K = 10


@dataclass(frozen=True)
class RealVectors:
    """What real pictures and captions become.

    Attributes:
        indexed: Pictures of the split `train` `[n, d]`.
        queries: 500 captions and then 500 pictures of the split `dev`, which no index holds.
    """

    indexed: Vectors
    queries: Vectors


@dataclass(frozen=True)
class Data:
    """What indexes of one size are measured with.

    Attributes:
        vectors: File of the vectors `[n, d]`.
        queries: File of the queries `[m, d]`, captions first.
        truth: File of the numbers of each query's ten nearest `[m, 10]`.
        count: n.
    """

    vectors: Path
    queries: Path
    truth: Path
    count: int


def read_real(folder: Path) -> RealVectors:
    """Encodes a folder of captioned pictures with the default space.

    Raises:
        BadManifest: The folder has no manifest, or lacks a split.
    """
    settings = Settings()
    space = load_space(settings.space, settings.compute)
    pictures, _ = _encoded(space, folder, "train", settings.cache)
    held_out, captions = _encoded(space, folder, "dev", settings.cache)
    step = max(len(captions) // QUERIES_A_KIND, 1)
    queries = np.concatenate([captions[::step][:QUERIES_A_KIND], held_out[:QUERIES_A_KIND]])
    return RealVectors(pictures, queries)


def prepare(real: RealVectors, count: int, work: Path) -> Data:
    """Writes vectors, queries and exact answers, unless they are there."""
    data = Data(
        work / f"vectors-{count}.npy", work / "queries.npy", work / f"truth-{count}.npy", count
    )
    np.save(data.queries, real.queries)
    if not data.vectors.exists():
        write_lookalikes(real.indexed, count, data.vectors)
    if not data.truth.exists():
        np.save(data.truth, exact_answers(np.load(data.vectors, mmap_mode="r"), real.queries))
    return data


def exact_answers(vectors: Vectors, queries: Vectors) -> NDArray[np.int64]:
    """Returns the rows of the ten largest inner products of every query `[m, 10]`."""
    best = faiss.ResultHeap(len(queries), K, keep_max=True)
    for ids, part in chunks(vectors):
        scores, rows = faiss.knn(queries, part, K, metric=faiss.METRIC_INNER_PRODUCT)
        best.add_result(scores, rows + ids[0])
    best.finalize()
    return np.asarray(best.I)


def _encoded(space: Space, folder: Path, split: str, cache: Path) -> tuple[Vectors, Vectors]:
    features = read_split(folder, split).features(
        space.image_encoder, space.text_encoder, cache, mirrored=space.mirrored
    )
    return space.project_images(features.images), space.project_texts(features.texts)
