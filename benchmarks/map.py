"""How long the map of a large collection takes, and how much of nearness it keeps.

    python -m benchmarks.map [--items 50000]

Fills a collection with vectors that use as few dimensions as those of pictures do, asks for its
map, for the kept map in a new process's place, and for the map after 1,000 more items. Then places
the pictures of `samples/` in the default space: of each picture's ten nearest by cosine, how many
are among its fifty nearest on the map, with all as landmarks and with a third of them, beside the
two principal components. Asked: a kept map is answered in half a second, and 1,000 items placed in
three.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.config import Settings
from app.hashes import content_hash
from app.map.service import View, describe
from benchmarks.machine import describe_machine
from index.arrays import Vectors
from index.catalogue import NewItem, SpaceIdentity
from index.collection import Collection
from index.map.landmarks import chosen_vectors
from index.map.layout import lay_out
from index.map.placing import place_items
from index.map.records import SIDE, Landmarks
from models import Space, load_space
from models.tagging.vocabulary import everyday_words

RESULTS = Path(__file__).parent / "results" / "map.json"
SAMPLES = Path(__file__).parent.parent / "samples"
NEAREST, AROUND = 10, 50
ADDED = 1000
ANSWERED_S, PLACED_S = 0.5, 3.0
_FACTORS = 64
_BATCH = 1000


def main() -> None:
    """Runs the benchmark, prints and keeps the figures; exit code 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=50_000)
    items = parser.parse_args().items
    settings = Settings()
    space = load_space(settings.space, settings.compute)
    figures = {
        "items": items,
        "seconds": _times(space, items),
        f"share_of_{NEAREST}_nearest_among_{AROUND}_on_the_map": _qualities(space),
    }
    RESULTS.write_text(json.dumps({"machine": describe_machine(), **figures}, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    seconds = figures["seconds"]
    missed = seconds["answer"] >= ANSWERED_S or seconds["place_1000_more"] >= PLACED_S
    sys.exit("a figure was missed" if missed else 0)


def _times(space: Space, items: int) -> dict[str, float]:
    identity = SpaceIdentity(space.name, space.fingerprint, space.dimension)
    vectors = _lifelike(items + ADDED, space.dimension)
    words = list(everyday_words())
    with tempfile.TemporaryDirectory() as folder:
        url, kept = f"sqlite:///{folder}/catalogue.sqlite", Path(folder) / "index"
        with closing(Collection.open(url, identity, folder=kept)) as collection:
            collection.add_words(words, space.encode_words(words), "built-in")
            _add(collection, vectors[:items], 0)
            make_s = _timed(collection.map)
        with closing(Collection.open(url, identity, folder=kept)) as collection:
            open_s = _timed(collection.map)
            answer_s = _timed(lambda: _answered(collection))
            _add(collection, vectors[items:], items)
            place_s = _timed(collection.map)
    return {"make": make_s, "open": open_s, "answer": answer_s, "place_1000_more": place_s}


def _answered(collection: Collection) -> bytes:
    shown = collection.map()
    seen = View(shown, None, collection.is_current(shown))
    return describe(seen).model_dump_json().encode()


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 3)


def _lifelike(count: int, dimension: int) -> Vectors:
    random = np.random.default_rng(0)
    mixing = random.normal(size=(_FACTORS, dimension)).astype(np.float32)
    vectors = random.normal(size=(count, _FACTORS)).astype(np.float32) @ mixing
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _add(collection: Collection, vectors: Vectors, first: int) -> None:
    for start in range(0, len(vectors), _BATCH):
        collection.add_items(
            [
                NewItem(content_hash=content_hash(b"%d" % number), picture_vector=vector)
                for number, vector in enumerate(vectors[start : start + _BATCH], first + start)
            ]
        )


def _qualities(space: Space) -> dict[str, float]:
    vectors = _samples(space)
    third = len(vectors) // 3
    return {
        "pictures": len(vectors),
        "map": _kept_nearness(vectors, _mapped(vectors, len(vectors))),
        "map_by_a_third": _kept_nearness(vectors, _mapped(vectors, third)),
        "principal_components": _kept_nearness(vectors, _principal(vectors)),
    }


def _samples(space: Space) -> Vectors:
    lines = (SAMPLES / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    images = [Image.open(SAMPLES / json.loads(line)["image"]).convert("RGB") for line in lines]
    return np.concatenate(
        [space.encode_pictures(images[at : at + 32]) for at in range(0, len(images), 32)]
    )


def _mapped(vectors: Vectors, most: int) -> NDArray[np.float64]:
    ids = np.arange(1, len(vectors) + 1)
    chosen, count = chosen_vectors([(ids, vectors)], vectors.shape[1], most)
    return place_items(ids, vectors, Landmarks(chosen, lay_out(chosen), count)) / SIDE


def _principal(vectors: Vectors) -> NDArray[np.float64]:
    centred = vectors - vectors.mean(axis=0)
    directions = np.linalg.svd(centred, full_matrices=False)[2]
    return (centred @ directions[:2].T).astype(np.float64)


def _kept_nearness(vectors: Vectors, places: NDArray[np.float64]) -> float:
    """Returns the share of each one's nearest that lie around it on the map."""
    cosines = vectors @ vectors.T
    apart = np.linalg.norm(places[:, None] - places, axis=-1)
    np.fill_diagonal(cosines, -np.inf)
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(-cosines, axis=1)[:, :NEAREST]
    around = np.argsort(apart, axis=1)[:, :AROUND]
    kept = [np.isin(own, there).mean() for own, there in zip(nearest, around, strict=True)]
    return round(float(np.mean(kept)), 3)


if __name__ == "__main__":
    main()
