"""The first 2,500 words of GloVe, with a speller and without."""

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from app.cli.main import commands
from models.words.files import load_word_vectors
from tests.conftest import running, weightless

RED = (214, 39, 40)
"""What a map marks the word in that it is around."""
SMALL_SPELLER = ("--epochs", "1", "--most-pieces", "2000", "--most-filters", "4")


def run_here(*arguments: str | Path) -> None:
    commands([*map(str, arguments)], standalone_mode=False)


@pytest.fixture(scope="session")
def spelling_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Word vectors with a speller beside them."""
    path = tmp_path_factory.mktemp("words") / "small.safetensors"
    run_here("words", "convert", "glove-6b-50d", path, "--limit", "2500")
    run_here("train", "chars", "--words", path, *SMALL_SPELLER)
    return path


@pytest.fixture(scope="session")
def bare_words(spelling_words: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same word vectors without a speller."""
    folder = tmp_path_factory.mktemp("bare")
    shutil.copy(spelling_words.with_suffix(".json"), folder)
    return Path(shutil.copy(spelling_words, folder))


@pytest.fixture(scope="session")
def units(bare_words: Path) -> dict[str, np.ndarray]:
    """Their vectors at length 1, the most frequent word first."""
    vectors = load_word_vectors(str(bare_words))
    return dict(zip(vectors.words, vectors.unit(range(len(vectors.words))), strict=True))


def labels_of(svg: bytes) -> dict[str, bool]:
    """Texts of a map, and whether each is written in red."""
    texts = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 - our own
    return {"".join(text.itertext()): "#d62728" in text.get("style", "") for text in texts}


@pytest.fixture(scope="module")
def spelling_server(spelling_words, tmp_path_factory):
    """A server whose words can be spelt."""
    settings = weightless(tmp_path_factory.mktemp("spelling"))
    with running(settings | {"PIXWORD_WORDS": str(spelling_words)}) as started:
        yield started


@pytest.fixture(scope="module")
def bare_server(bare_words, tmp_path_factory):
    """A server that knows 2,500 words and nothing of others."""
    settings = weightless(tmp_path_factory.mktemp("plain"))
    with running(settings | {"PIXWORD_WORDS": str(bare_words)}) as started:
        yield started
