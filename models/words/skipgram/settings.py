"""How word vectors are trained."""

import os
from dataclasses import dataclass

from models.exceptions import NothingToLearn


@dataclass(frozen=True)
class SkipGramSettings:
    """Settings of skip-gram with negative sampling (Mikolov et al. 2013, arXiv 1310.4546).

    Attributes:
        dimension: Length d of the vectors.
        window: Words on either side that count as context, at most; how many is drawn anew for
            every word, from 1.
        negatives: Words drawn at random for every window.
        min_count: Words that are seen less often are left out.
        most_words: Words that are kept at most, the most frequent first.
        sample: Frequency from which words are passed over now and then; 0 passes over none.
        epochs: Passes over the text.
        learning_rate: Where it starts; it falls in a straight line.
        last_learning_rate: Where it ends.
        power: Negatives are drawn by their count to this power.
        workers: Threads; 0 takes every processor. They write the same vectors without waiting for
            each other (Recht et al. 2011), so that only one thread gives the same vectors twice.
        seed: Of everything that is drawn.
    """

    dimension: int = 200
    window: int = 5
    negatives: int = 5
    min_count: int = 5
    most_words: int = 1_000_000
    sample: float = 1e-4
    epochs: int = 5
    learning_rate: float = 0.025
    last_learning_rate: float = 0.0001
    power: float = 0.75
    workers: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuses numbers that nothing can be trained with.

        Raises:
            NothingToLearn: One of them is too small.
        """
        for name in ("dimension", "window", "negatives", "min_count", "most_words", "epochs"):
            if getattr(self, name) < 1:
                raise NothingToLearn(f"{name} must be at least 1, not {getattr(self, name)}")

    @property
    def threads(self) -> int:
        """Threads that are really used."""
        return self.workers or len(os.sched_getaffinity(0))
