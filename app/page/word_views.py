"""What the page of words shows first: the answer to the sum that its address holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.exceptions import KNOWN_ERRORS
from app.library.shared import SharedModels
from app.page.problems import Problem
from app.words import service
from app.words.schemas import AskedWord, NeighbourList
from index.query import TextTerm, format_query
from models.words.layout import Layout
from models.words.lexicon import Lexicon, Source, WordTerm

NEIGHBOURS = 24
"""Words that answer; with those of the question as many as a map can name without crowding."""


@dataclass(frozen=True)
class AskedWords:
    """What the address of the page of words holds.

    Attributes:
        q: A word, or a sum of words.
        layout: How the map places them.
    """

    q: str = ""
    layout: Layout = Layout.PCA


@dataclass(frozen=True)
class Step:
    """A word of the answer, and where it leads.

    Attributes:
        word: The word.
        score: Cosine with what was asked.
        alone: Sum that asks for it.
        plus: Sum that has it added.
        minus: Sum that has it subtracted.
    """

    word: str
    score: float
    alone: str
    plus: str
    minus: str


@dataclass(frozen=True)
class Words:
    """What the page of words shows first.

    Attributes:
        answer: Words near to the sum; None if nothing is asked, or wrongly.
        steps: The same, each with where it leads.
        similarity: How alike the words of a sum of two are.
        problem: What is wrong with the sum.
    """

    answer: NeighbourList | None = None
    steps: Sequence[Step] = ()
    similarity: float | None = None
    problem: Problem | None = None

    @property
    def spelled(self) -> list[AskedWord]:
        """The words of the question that their spelling has a say in."""
        asked = self.answer.asked if self.answer else []
        return [own for own in asked if own.source is not Source.VOCABULARY]

    @property
    def mapped(self) -> list[str]:
        """The words of the map: those that were asked, and those that answered."""
        if self.answer is None:
            return []
        asked = [own.word for own in self.answer.asked]
        return list(dict.fromkeys([*asked, *(own.word for own in self.answer.neighbours)]))


def see_words(models: SharedModels, asked: AskedWords) -> Words:
    """Answers what an address asks, or says what is wrong with it."""
    if not asked.q.strip():
        return Words()
    try:
        return _find(models.lexicon, asked.q)
    except KNOWN_ERRORS as error:
        return Words(problem=Problem.of(error))


def _find(lexicon: Lexicon, q: str) -> Words:
    terms = service.read_terms(q)
    answer = service.analogy(lexicon, q, NEIGHBOURS)
    steps = [_step(q.strip(), own.word, own.score) for own in answer.neighbours]
    return Words(answer, steps, _similarity(lexicon, terms))


def _step(q: str, word: str, score: float) -> Step:
    alone = format_query([TextTerm(1.0, word)])
    return Step(word, score, alone, f"{q} + {alone}", f"{q} - {alone}")


def _similarity(lexicon: Lexicon, terms: Sequence[WordTerm]) -> float | None:
    if [term.weight for term in terms] != [1.0, 1.0]:
        return None
    return service.similarity(lexicon, *(term.word for term in terms)).similarity
