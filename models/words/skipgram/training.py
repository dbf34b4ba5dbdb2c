"""Training word vectors from text, and going on where that was interrupted."""

import hashlib
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from models.exceptions import OtherRunUnfinished
from models.unfinished import UnfinishedRun, load_unfinished, save_unfinished, unfinished_path
from models.words.skipgram.kernel import Sampling, tabulate_curves, train_tokens
from models.words.skipgram.sampling import keep_probabilities, noise_table
from models.words.skipgram.settings import SkipGramSettings
from models.words.skipgram.tokens import Tokens, read_block, write_tokens
from models.words.skipgram.vocabulary import Corpus, Progress, Vocabulary, count_words
from models.words.vectors import WordVectors

PIECE = 20_000
"""Numbers of tokens that one thread trains on at a time, some ten milliseconds."""
ROUND = 64 * PIECE
"""Numbers of tokens that are read at a time, after which all threads wait for each other."""
SAVE_EVERY_S = 60.0


@dataclass(frozen=True)
class Step:
    """How far a run is.

    Attributes:
        epoch: From 1.
        done: Share of the whole run, from 0 to 1.
        words: Words of the latest round.
        loss: Negative log-likelihood of a pair in the latest round.
        rate: Words a second in the latest round.
    """

    epoch: int
    done: float
    words: int
    loss: float
    rate: float


def _ignore(_: object) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Watcher:
    """Who is told how far a run is.

    Attributes:
        read: Told how many more words were read, twice through the text before the training.
        trained: Told of every round.
    """

    read: Progress = _ignore
    trained: Callable[[Step], None] = _ignore


def train_words(
    corpus: Corpus,
    out: Path,
    settings: SkipGramSettings = SkipGramSettings(),  # noqa: B008 - frozen
    *,
    restart: bool = False,
    watcher: Watcher = Watcher(),
) -> WordVectors:
    """Trains word vectors; what an interrupted run needs lies beside `out` meanwhile.

    Memory holds two matrices of the vocabulary's size, whatever the size of the text.

    Args:
        corpus: Lines of words, which can be gone through again and again.
        out: Where the vectors will be saved; nothing is written there.
        settings: How to train.
        restart: Forgets a run that was interrupted.
        watcher: Who is told how far it is.

    Raises:
        NothingToLearn: There is too little text.
        OtherRunUnfinished: A run with other settings or another text was interrupted.
        WeightsCorrupt: What it left is damaged.
    """
    vocabulary = count_words(corpus, settings.min_count, settings.most_words, watcher.read)
    kept = unfinished_path(out)
    if restart:
        kept.unlink(missing_ok=True)
    tokens = out.with_suffix(".tokens")
    try:
        length = write_tokens(tokens, corpus, vocabulary, watcher.read)
        run = SkipGramRun(vocabulary, settings, length)
        run.restore(kept)
        _train(run, tokens, kept, watcher)
    finally:
        tokens.unlink(missing_ok=True)
    kept.unlink(missing_ok=True)
    return WordVectors(vocabulary.words, run.inputs, vocabulary.counts, out.stem)


def _train(run: "SkipGramRun", tokens: Path, kept: Path, watcher: Watcher) -> None:
    saved = time.monotonic()
    with ThreadPoolExecutor(run.settings.threads) as threads:
        while not run.is_over:
            watcher.trained(run.round(tokens, threads))
            if time.monotonic() - saved > SAVE_EVERY_S:
                run.save(kept)
                saved = time.monotonic()


class SkipGramRun:
    """Word vectors while they are trained, round by round.

    Attributes:
        inputs: W, the vectors, float32 `[n, d]`.
        outputs: W′, those of words as context, float32 `[n, d]`.
        settings: How they are trained.
    """

    def __init__(self, vocabulary: Vocabulary, settings: SkipGramSettings, length: int) -> None:
        """Starts as the word2vec program does: W drawn evenly within ±1/2d, W′ zero.

        Args:
            vocabulary: The words.
            settings: How to train.
            length: Numbers of tokens in an epoch, ends of lines among them.
        """
        shape = (len(vocabulary.words), settings.dimension)
        generator = np.random.default_rng(settings.seed)
        self.inputs = generator.random(shape, dtype=np.float32)
        self.inputs -= 0.5
        self.inputs /= settings.dimension
        self.outputs = np.zeros(shape, dtype=np.float32)
        self.settings = settings
        self._vocabulary = vocabulary
        self._rounds = -(-length // ROUND)  # of an epoch
        self._done = 0
        self._curves = tabulate_curves()
        self._sampling = _prepare_sampling(vocabulary, settings)

    @property
    def is_over(self) -> bool:
        """Whether all epochs are done."""
        return self._done >= self._rounds * self.settings.epochs

    def round(self, path: Path, threads: ThreadPoolExecutor) -> Step:
        """Trains on the next tokens of a file, each thread on pieces of them."""
        started = time.perf_counter()
        epoch, number = divmod(self._done, self._rounds)
        tokens = read_block(path, number * ROUND, ROUND)
        pieces = [tokens[start : start + PIECE] for start in range(0, len(tokens), PIECE)]
        results = list(threads.map(self._train_piece, pieces, range(len(pieces))))
        self._done += 1
        loss, pairs = (sum(values) for values in zip(*results, strict=True))
        words = int((tokens >= 0).sum())
        return Step(
            epoch=epoch + 1,
            done=self._done / (self._rounds * self.settings.epochs),
            words=words,
            loss=loss / max(1, pairs),
            rate=words / (time.perf_counter() - started),
        )

    def _train_piece(self, tokens: Tokens, number: int) -> tuple[float, int]:
        piece = self._done * (ROUND // PIECE) + number
        rates = (self._rate_at(piece), self._rate_at(piece + 1))
        seed = self.settings.seed * self._pieces + piece
        result: tuple[float, int] = train_tokens(
            tokens, self.inputs, self.outputs, self._sampling, self._curves, rates, seed
        )
        return result

    @property
    def _pieces(self) -> int:
        return self._rounds * self.settings.epochs * (ROUND // PIECE)

    def _rate_at(self, piece: int) -> float:
        first, last = self.settings.learning_rate, self.settings.last_learning_rate
        return first + (last - first) * piece / self._pieces

    def save(self, path: Path) -> None:
        """Writes what is needed to go on from here."""
        notes = {"started_with": self._started_with(), "done": self._done}
        save_unfinished(path, UnfinishedRun({"W": self.inputs, "W'": self.outputs}, notes))

    def restore(self, path: Path) -> None:
        """Goes on where an interrupted run was, if there was one.

        Raises:
            OtherRunUnfinished: It has other settings or another text.
            WeightsCorrupt: The file is damaged.
        """
        unfinished = load_unfinished(path)
        if unfinished is None:
            return
        if unfinished.notes.get("started_with") != self._started_with():
            raise OtherRunUnfinished(path)
        self.inputs, self.outputs = unfinished.arrays["W"], unfinished.arrays["W'"]
        self._done = unfinished.notes["done"]

    def _started_with(self) -> str:
        """Hashes what runs that go on must share; how many threads there are may change."""
        digest = hashlib.sha256(json.dumps(asdict(self.settings) | {"workers": 0}).encode())
        digest.update("\n".join(self._vocabulary.words).encode())
        digest.update(self._vocabulary.counts.tobytes())
        digest.update(str(self._rounds).encode())
        return digest.hexdigest()


def _prepare_sampling(vocabulary: Vocabulary, settings: SkipGramSettings) -> Sampling:
    table = noise_table(vocabulary.counts, settings.power)
    keep = keep_probabilities(vocabulary.counts, settings.sample)
    return Sampling(keep, table.share, table.other, settings.window, settings.negatives)
