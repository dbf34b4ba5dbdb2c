"""The first 2,500 words of GloVe, with a speller and without."""

import shutil
from pathlib import Path

import pytest

from app.cli.main import commands
from tests.conftest import running, weightless

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
