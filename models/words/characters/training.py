"""Teaching a speller from word vectors: pieces first, and a network for what they miss."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.exceptions import NothingToLearn
from models.training.schedule import learning_rate_at
from models.words.characters.alphabet import Alphabet
from models.words.characters.network import CharacterNetwork
from models.words.characters.pieces import Pieces, fit_pieces
from models.words.characters.settings import CharacterSettings
from models.words.characters.speller import CharacterSpeller
from models.words.vectors import WordVectors

FEWEST_WORDS = 100


@dataclass(frozen=True)
class SpellingFigures:
    """How near held-out words are placed to where they belong.

    Attributes:
        cosine: Mean cosine with their trained vectors.
        r10: Held-out words of which the trained vector is among the ten nearest of all held-out
            words, in per cent.
    """

    cosine: float
    r10: float


@dataclass(frozen=True)
class SpellingJudgement:
    """Figures of held-out words after so many epochs of the network; 0 are the pieces alone."""

    epoch: int
    figures: SpellingFigures


Report = Callable[[SpellingJudgement], None]


@dataclass(frozen=True)
class _Lesson:
    """What is learnt: words as numbers, where they belong, and how much each counts."""

    words: list[str]
    numbers: Tensor  # [n, t]
    targets: Tensor  # [n, d], unit vectors
    weights: Tensor  # [n], mean 1


def train_speller(
    vectors: WordVectors,
    settings: CharacterSettings = CharacterSettings(),  # noqa: B008 - frozen
    report: Report = lambda _: None,
) -> tuple[CharacterSpeller, SpellingJudgement]:
    """Teaches a speller to place a word at its vector.

    The vectors of pieces are fitted in closed form. The network then learns what they miss of words
    that they were not fitted to, part of the vocabulary by part, as at the words they were fitted
    to they miss next to nothing. A word counts by how far its own vector can be trusted,
    c/(c + κ), where its count c is known.

    Args:
        vectors: What it is taught.
        settings: How.
        report: Told of every judgement.

    Returns:
        The speller, and how well it places held-out words.

    Raises:
        NothingToLearn: There are fewer than 100 words.
    """
    if len(vectors.words) < FEWEST_WORDS:
        raise NothingToLearn(f"spelling needs {FEWEST_WORDS} words; there are {len(vectors.words)}")
    generator = np.random.default_rng(settings.seed)
    held_out = generator.random(len(vectors.words)) < settings.held_out
    held_out[generator.integers(len(vectors.words), size=2)] = True
    alphabet = Alphabet.of(vectors.words)
    known = _lesson(vectors, np.flatnonzero(~held_out), alphabet, settings)
    unseen = _lesson(vectors, np.flatnonzero(held_out), alphabet, settings)
    pieces = Pieces.of(known.words, settings.shortest, settings.longest, settings.most_pieces)
    lower = all(word == word.lower() for word in vectors.words[: FEWEST_WORDS * 10])
    course = _Course(alphabet, pieces, known, settings)
    judgement = SpellingJudgement(0, course.judge(unseen))
    report(judgement)
    for epoch in range(1, settings.epochs + 1):
        course.epoch()
        judgement = SpellingJudgement(epoch, course.judge(unseen))
        report(judgement)
    return course.speller(lower=lower), judgement


def _lesson(
    vectors: WordVectors, rows: NDArray[np.int64], alphabet: Alphabet, settings: CharacterSettings
) -> _Lesson:
    words = [vectors.words[row] for row in rows]
    weights = np.ones(len(rows), dtype=np.float32)
    if vectors.counts is not None:
        counts = vectors.counts[rows].astype(np.float32)
        weights = counts / (counts + settings.trust)
    return _Lesson(
        words,
        torch.from_numpy(alphabet.encode(words, max(settings.widths))),
        torch.from_numpy(vectors.unit(rows)),
        torch.from_numpy(weights / weights.mean()),
    )


class _Course:
    """One training of a speller."""

    def __init__(
        self, alphabet: Alphabet, pieces: Pieces, lesson: _Lesson, settings: CharacterSettings
    ) -> None:
        """Fits the pieces: to all words, and for each part of them to the words of the others."""
        self._alphabet, self._pieces = alphabet, pieces
        self._lesson, self._settings = lesson, settings
        matrix = pieces.matrix(lesson.words)
        targets, weights = lesson.targets.numpy(), lesson.weights.numpy()
        generator = np.random.default_rng(settings.seed)
        fold = generator.integers(settings.folds, size=len(targets))
        blind = np.empty_like(targets)
        for number in range(settings.folds):
            others = np.where(fold == number, 0, weights).astype(np.float32)
            fitted = fit_pieces(matrix, targets, others, settings.shrinkage)
            blind[fold == number] = matrix[np.flatnonzero(fold == number)] @ fitted
        self._blind = torch.from_numpy(blind)
        fitted = fit_pieces(matrix, targets, weights, settings.shrinkage)
        self._vectors = fitted * pieces.sizes[:, None]
        self._done = 0
        self._generator = torch.Generator().manual_seed(settings.seed)
        with torch.random.fork_rng():
            torch.manual_seed(settings.seed)
            common = _strongest_directions(targets, settings.common)
            self._network = CharacterNetwork(alphabet.size, common, settings)
        self._optimiser = torch.optim.AdamW(self._network.parameters(), weight_decay=0.01)

    def epoch(self) -> None:
        """Goes through the vocabulary once."""
        settings, lesson = self._settings, self._lesson
        self._network.train()
        order = torch.randperm(len(lesson.words), generator=self._generator)
        batches = order.split(settings.batch)
        with torch.random.fork_rng():
            torch.manual_seed(settings.seed + self._done)  # of dropout
            for batch in batches:
                self._step(batch, len(batches) * settings.epochs)

    def _step(self, batch: Tensor, steps: int) -> None:
        lesson = self._lesson
        rate = learning_rate_at(self._done, steps, self._settings.learning_rate)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._done += 1
        added = self._network(_trimmed(lesson.numbers[batch], max(self._settings.widths)))
        placed = functional.normalize(self._blind[batch] + added, dim=1)
        cosines = (placed * lesson.targets[batch]).sum(dim=1)
        loss = ((1 - cosines) * lesson.weights[batch]).mean()
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()

    def judge(self, unseen: _Lesson) -> SpellingFigures:
        """Places words that nothing was fitted to."""
        placed = self.speller(lower=False).spell(unseen.words)
        cosines = placed @ unseen.targets.numpy().T  # [n, n]
        better = (cosines > cosines.diagonal()[:, None]).sum(axis=1)
        return SpellingFigures(
            cosine=round(float(cosines.diagonal().mean()), 4),
            r10=round(100 * float((better < 10).mean()), 2),  # noqa: PLR2004 - R@10
        )

    def speller(self, *, lower: bool) -> CharacterSpeller:
        """Returns the speller as it is now."""
        return CharacterSpeller(
            self._alphabet,
            self._network,
            self._pieces,
            self._vectors,
            trust=self._settings.trust,
            lower=lower,
        )


def _strongest_directions(units: NDArray[np.float32], count: int) -> Tensor:
    """Returns the first eigenvectors of the second moments, `[c, d]`."""
    _, directions = np.linalg.eigh(units.T @ units)
    strongest = directions.T[::-1][: min(count, directions.shape[0] - 1)]
    return torch.from_numpy(np.ascontiguousarray(strongest))


def _trimmed(numbers: Tensor, shortest: int) -> Tensor:
    """Leaves out columns that are padding for the whole batch."""
    longest = int((numbers > 0).sum(dim=1).max())
    return numbers[:, : max(shortest, longest)]
