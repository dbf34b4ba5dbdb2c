"""`pixword train chars`: vectors of words that no text had, from their spelling."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli.progress import counting
from app.cli.train.places import check_place
from app.cli.train.seeds import LARGEST_SEED
from models.words.characters import (
    CharacterSettings,
    SpellingJudgement,
    save_speller,
    train_speller,
)
from models.words.files import load_word_vectors
from models.words.speller_files import speller_path

_USUAL = CharacterSettings()


def chars(
    words: Annotated[str, typer.Option(help="Word vectors to learn from: FILE or glove-6b-50d.")],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where the speller goes; FILE.chars.safetensors beside FILE if left out."
        ),
    ] = None,
    most_words: Annotated[
        int | None, typer.Option(min=100, help="Learn from so many words, the first ones.")
    ] = None,
    most_pieces: Annotated[
        int, typer.Option(min=1, help="Pieces of words with a vector of their own, at most.")
    ] = _USUAL.most_pieces,
    most_filters: Annotated[
        int, typer.Option(min=1, help="Filters of each width, at most.")
    ] = _USUAL.most_filters,
    trust: Annotated[
        float,
        typer.Option(
            min=0, help="Count at which a vector is worth as much as the spelling of a long word."
        ),
    ] = _USUAL.trust,
    epochs: Annotated[int, typer.Option(min=0, help="Passes over the words.")] = _USUAL.epochs,
    seed: Annotated[
        int, typer.Option(min=0, max=LARGEST_SEED, help="Makes the same speller again.")
    ] = _USUAL.seed,
) -> None:
    """Train a character CNN that places any spelling among word vectors."""
    place = _place(words, out)
    settings = CharacterSettings(
        most_pieces=most_pieces, most_filters=most_filters, trust=trust, epochs=epochs, seed=seed
    )
    vectors = load_word_vectors(words, most_words)
    started = time.perf_counter()
    with counting("judged", epochs + 1) as progress:

        def say(judgement: SpellingJudgement) -> None:
            figures = judgement.figures
            progress(1)
            progress.say(
                f"epoch {judgement.epoch}  unseen words: cosine {figures.cosine:.3f}, "
                f"R@10 {figures.r10:.1f}"
            )

        speller, judgement = train_speller(vectors, settings, say)
        card = {
            "words": {"name": vectors.name, "count": len(vectors.words)},
            "metrics": asdict(judgement),
            "seconds": round(time.perf_counter() - started, 1),
        }
        save_speller(place, speller, settings, card)
        progress.say(f"saved {place}")


def _place(words: str, out: Path | None) -> Path:
    """Refuses a place for the speller before minutes of work are spent on it."""
    if out is None and not Path(words).suffix:
        raise typer.BadParameter("--out must say where the speller goes")
    place = out or speller_path(Path(words))
    check_place(place, "the speller")
    return place
