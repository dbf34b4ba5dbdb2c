"""Words in two dimensions."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.exceptions import NothingToLearn

FEWEST = 3


class Layout(StrEnum):
    """How many dimensions become two.

    `pca` keeps the two directions in which the words differ most; `tsne` keeps neighbours together
    (van der Maaten and Hinton 2008), and says nothing of distances between groups.
    """

    PCA = "pca"
    TSNE = "tsne"


def lay_out(vectors: NDArray[np.float32], layout: Layout, seed: int = 0) -> NDArray[np.float32]:
    """Places vectors `[n, d]` in the plane, `[n, 2]`, centred, the farthest within ±1.

    The same vectors come to the same places every time.

    Args:
        vectors: At least three.
        layout: How.
        seed: Of t-SNE.

    Raises:
        NothingToLearn: There are fewer than three, or they are all the same.
    """
    if len(vectors) < FEWEST:
        raise NothingToLearn(f"a map needs {FEWEST} words, not {len(vectors)}")
    if (vectors == vectors[0]).all():
        raise NothingToLearn("these words all have the same vector: there is no map of them")
    principal = _principal_components(vectors)
    places = principal if layout is Layout.PCA else _neighbourly(vectors, principal, seed)
    places = places - places.mean(axis=0)
    scaled: NDArray[np.float32] = (places / np.abs(places).max()).astype(np.float32)
    return scaled


def _principal_components(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Projects on the first two principal components; signs such that the largest part is +."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    chosen = directions[:2]  # [2, d], or [1, d] where d = 1
    largest = np.abs(chosen).argmax(axis=1)
    chosen = chosen * np.sign(chosen[np.arange(len(chosen)), largest])[:, None]
    places = np.zeros((len(vectors), 2), dtype=np.float32)
    places[:, : len(chosen)] = centred @ chosen.T
    return places


def _neighbourly(
    vectors: NDArray[np.float32], start: NDArray[np.float32], seed: int
) -> NDArray[np.float32]:
    from sklearn.manifold import TSNE  # noqa: PLC0415 - a second that only this layout needs

    spread = float(start.std(axis=0)[0])
    method = TSNE(
        metric="cosine",
        perplexity=min(30.0, (len(vectors) - 1) / 3),
        init=start / spread * 1e-4 if spread > 0 else "random",
        random_state=seed,
        learning_rate="auto",
    )
    places: NDArray[np.float32] = method.fit_transform(vectors)
    return places
