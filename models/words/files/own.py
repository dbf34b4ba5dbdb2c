"""Our own form: a safetensors file that is mapped into memory, and a card beside it.

`vectors` is float32 `[n, d]`; `words` their spellings as UTF-8 bytes, a line feed between two of
them; `counts`, where they are known, int64 `[n]`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from models.exceptions import UnreadableWords, WeightsCorrupt
from models.hashes import hash_file
from models.words.vectors import WordVectors

SUFFIX = ".safetensors"
FORMAT = "pixword-words-1"


def save(path: Path, vectors: WordVectors, card: Mapping[str, Any]) -> None:
    """Writes the vectors, and their card with size and hash as `.json`.

    Raises:
        UnreadableWords: A word has a line feed in it, or the file cannot be written.
    """
    spelt = "\n".join(vectors.words).encode()
    if spelt.count(b"\n") != len(vectors.words) - 1:
        raise UnreadableWords("a word with a line feed in it cannot be saved")
    arrays: dict[str, NDArray[Any]] = {
        "vectors": np.ascontiguousarray(vectors.vectors, dtype=np.float32),
        "words": np.frombuffer(spelt, dtype=np.uint8),
    }
    if vectors.counts is not None:
        arrays["counts"] = np.ascontiguousarray(vectors.counts, dtype=np.int64)
    draft = path.with_suffix(".draft")
    try:
        save_file(arrays, draft, metadata={"format": FORMAT})
        own = {
            "format": FORMAT,
            "sha256": hash_file(draft),
            "words": len(vectors.words),
            "dimension": vectors.dimension,
        }
        card_path(path).write_text(json.dumps(own | dict(card) | own, indent=2) + "\n", "utf-8")
        draft.replace(path)
    except OSError as error:
        raise UnreadableWords(f"{path} cannot be written: {error.strerror}") from error


def card_path(path: Path) -> Path:
    """Returns where the card of the vectors at `path` lies."""
    return path.with_suffix(".json")


def load(path: Path, limit: int | None = None) -> WordVectors:
    """Opens the vectors, mapped into memory, after their hash was compared with their card's.

    Raises:
        UnreadableWords: The file is of another form or damaged.
        WeightsCorrupt: The file has another hash than its card says.
    """
    _check_hash(path)
    try:
        with safe_open(path, framework="np") as file:
            if (file.metadata() or {}).get("format") != FORMAT:
                raise UnreadableWords(f"{path} holds something else than word vectors")
            words = file.get_tensor("words").tobytes().decode().split("\n")[:limit]
            counts = file.get_tensor("counts")[:limit] if "counts" in file.keys() else None  # noqa: SIM118
            shape = file.get_slice("vectors").get_shape()
        vectors = _map(path, "vectors", shape)[:limit]
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise UnreadableWords(f"the word vectors {path} are damaged: {error}") from error
    return WordVectors(words, vectors, counts, path.stem)


def _check_hash(path: Path) -> None:
    """Compares with the card; vectors that somebody sent without one are opened as they are."""
    try:
        card = json.loads(card_path(path).read_text(encoding="utf-8"))
        expected = card["sha256"]
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsCorrupt(f"the card of {path.name} cannot be read: {error}") from error
    if hash_file(path) != expected:
        raise WeightsCorrupt(f"{path.name} is not the file its card describes; it was not opened")


def _map(path: Path, name: str, shape: list[int]) -> NDArray[np.float32]:
    """Maps one array of a safetensors file: its header's length, its header, and then the bytes."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        entry = json.loads(file.read(length))[name]
    if entry["dtype"] != "F32":
        raise ValueError(f"{name} is {entry['dtype']}, not F32")
    start = 8 + length + entry["data_offsets"][0]
    return np.memmap(path, np.float32, "r", start, tuple(shape))
