"""`pixword train words`: word vectors of your own text."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli.progress import Counter, counting
from app.cli.train.places import check_place
from app.cli.train.seeds import LARGEST_SEED
from app.corpora import Splitting, TextCorpus
from models.words.files import save_word_vectors
from models.words.skipgram import SkipGramSettings, Step, Watcher, train_words

_USUAL = SkipGramSettings()
SAY_EVERY_S = 5.0


def words(
    corpus: Annotated[list[Path], typer.Argument(help="UTF-8 text, plain or .gz, .xz, .bz2.")],
    out: Annotated[
        Path, typer.Option(help="Where W goes: FILE.safetensors; FILE.bin, FILE.json lie beside.")
    ],
    dimension: Annotated[int, typer.Option(min=1, help="Length of a vector.")] = _USUAL.dimension,
    window: Annotated[
        int, typer.Option(min=1, help="Words on either side that are context, at most.")
    ] = _USUAL.window,
    negatives: Annotated[
        int, typer.Option(min=1, help="Words drawn at random for every window.")
    ] = _USUAL.negatives,
    min_count: Annotated[
        int, typer.Option(min=1, help="Leave out words that are seen less often.")
    ] = _USUAL.min_count,
    most_words: Annotated[
        int, typer.Option(min=2, help="Keep so many words at most, the most frequent ones.")
    ] = _USUAL.most_words,
    sample: Annotated[
        float,
        typer.Option(min=0, max=1, help="Frequency from which words are passed over; 0: none."),
    ] = _USUAL.sample,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the text.")] = _USUAL.epochs,
    learning_rate: Annotated[
        float, typer.Option(min=0, max=1, help="Where the learning rate starts.")
    ] = _USUAL.learning_rate,
    split: Annotated[
        Splitting, typer.Option(help="Words are letters and digits, or what spaces part.")
    ] = Splitting.WORDS,
    keep_case: Annotated[bool, typer.Option("--keep-case", help="Tell Apple from apple.")] = False,
    workers: Annotated[
        int, typer.Option(min=0, help="Threads; 0: every processor; 1: the same vectors again.")
    ] = _USUAL.workers,
    seed: Annotated[
        int, typer.Option(min=0, max=LARGEST_SEED, help="Of all that is drawn.")
    ] = _USUAL.seed,
    restart: Annotated[
        bool, typer.Option("--restart", help="Forget a run to the same place that was interrupted.")
    ] = False,
) -> None:
    """Train word vectors by skip-gram; an interrupted run goes on when it is started again."""
    check_place(out, "the vectors")
    settings = SkipGramSettings(
        dimension=dimension,
        window=window,
        negatives=negatives,
        min_count=min_count,
        most_words=most_words,
        sample=sample,
        epochs=epochs,
        learning_rate=learning_rate,
        workers=workers,
        seed=seed,
    )
    text = TextCorpus(corpus, split, keep_case=keep_case)
    started = time.perf_counter()
    with counting("reading", None) as progress:
        watcher = Watcher(progress, _Teller(progress))
        vectors = train_words(text, out, settings, restart=restart, watcher=watcher)
        card = {
            "corpus": [path.name for path in corpus],
            "settings": asdict(settings) | {"split": split, "keep_case": keep_case},
            "seconds": round(time.perf_counter() - started, 1),
        }
        save_word_vectors(out, vectors, card)
        save_word_vectors(out.with_suffix(".bin"), vectors)
        progress.say(
            f"saved {len(vectors.words):,} words as {out} and {out.with_suffix('.bin').name}"
        )


class _Teller:
    """Says now and then how far the training is."""

    def __init__(self, progress: Counter) -> None:
        self._progress = progress
        self._said = -SAY_EVERY_S

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if now - self._said >= SAY_EVERY_S or step.done == 1:
            self._said = now
            self._progress.say(
                f"epoch {step.epoch}  {step.done:6.1%}  loss {step.loss:.4f}  "
                f"{step.rate:,.0f} words/s"
            )
