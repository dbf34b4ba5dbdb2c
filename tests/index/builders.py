"""Items and vectors for the tests of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from index.arrays import Vector, Vectors
from index.catalogue import MetadataValue, NewItem, SpaceIdentity
from index.collection import Collection
from index.search import ScoredHit, SearchRequest

DIMENSION = 8
SPACE = SpaceIdentity("test-space", "f" * 64, DIMENSION)


def text_vector(text: str) -> Vector:
    """Returns a vector `[8]` of length 1 that depends on nothing but the text."""
    seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")
    vector = np.random.default_rng(seed).normal(size=DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def text_vectors(*texts: str) -> Vectors:
    """Returns one vector a text `[n, 8]`."""
    return np.array([text_vector(text) for text in texts], np.float32).reshape(-1, DIMENSION)


def picture_item(
    name: str,
    captions: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    metadata: Mapping[str, MetadataValue] | None = None,
) -> NewItem:
    """Returns an item whose picture file holds the name."""
    return NewItem(
        content_hash=hashlib.sha256(name.encode()).hexdigest(),
        path=f"/pictures/{name}.jpg",
        media_type="image/jpeg",
        width=640,
        height=480,
        byte_size=1234,
        picture_vector=text_vector(name),
        captions=captions,
        caption_vectors=text_vectors(*captions),
        tags=tags,
        metadata=metadata or {},
    )


def text_item(*captions: str) -> NewItem:
    """Returns an item without picture."""
    return NewItem(captions=captions, caption_vectors=text_vectors(*captions))


def request(*texts: str, **options: object) -> SearchRequest:
    """Returns a request that adds up texts."""
    return SearchRequest(np.ones(len(texts)), text_vectors(*texts), **options)  # type: ignore[arg-type]


def all_pages(collection: Collection, *texts: str, **options: object) -> list[ScoredHit]:
    """Returns the hits of all pages."""
    hits: list[ScoredHit] = []
    cursor = None
    while True:
        page = collection.search(request(*texts, cursor=cursor, **options))
        hits.extend(page.hits)
        cursor = page.next_cursor
        if cursor is None:
            return hits


def is_ordered(hits: list[ScoredHit]) -> bool:
    """Says whether scores fall, and ids rise where scores are equal."""
    return all((-a.score, a.id) < (-b.score, b.id) for a, b in pairwise(hits))


def lifelike(seed: int, count: int, dimension: int = 512) -> Vectors:
    """Returns vectors that use as few dimensions as those of pictures do."""
    random = np.random.default_rng(seed)
    mixing = np.random.default_rng(9).normal(size=(32, dimension))
    vectors = random.normal(size=(count, 32)) @ mixing
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)
