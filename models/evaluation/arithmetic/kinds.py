"""Words of one kind, which can stand for each other in a caption: dog and cat, red and blue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.evaluation.arithmetic.spelling import plural_of

_PATH = Path(__file__).parent / "kinds.txt"
_HEADING = "# "
_OF = " of"
_BROAD = "~ "


@dataclass(frozen=True)
class Form:
    """How one spelling is understood.

    Attributes:
        word: The word that it is a form of.
        number: Which form: 0 for the word itself, then plurals or inflections in their order.
    """

    word: str
    number: int


@dataclass(frozen=True)
class Kinds:
    """Words by kind.

    Attributes:
        forms: How every listed spelling is understood.
        inflections: The forms of each word that can be swapped, in order.
        kind_of: The kind of every listed word, broad ones (animal, person) included.
        properties: Kinds whose words say something of a thing behind them (black dog).
    """

    forms: dict[str, Form]
    inflections: dict[str, tuple[str, ...]]
    kind_of: dict[str, str]
    properties: set[str]

    def form_of(self, spelling: str, word: str) -> str:
        """Returns the form of `word` that can stand where `spelling` stood: dogs → cats."""
        own = self.inflections[word]
        number = self.forms[spelling].number
        return own[number] if number < len(own) else own[0]

    def is_property(self, word: str) -> bool:
        """Tells whether a word says something of a thing behind it."""
        return self.kind_of.get(word) in self.properties


@cache
def built_in_kinds() -> Kinds:
    """Reads the kinds that come with the project."""
    return parse_kinds(_PATH.read_text(encoding="utf-8").splitlines())


def parse_kinds(lines: Sequence[str]) -> Kinds:
    """Reads kinds: a heading each, and a line a word.

    A line has words of one meaning (`couch, sofa`), each with its forms behind slashes
    (`running/runs/run`); a word without a slash gets its plural by rule. Words of a line that
    starts with `~` are broad: of the kind, but never swapped, since they name several of its words.
    A heading that ends in `of` has properties of things.

    Raises:
        ValueError: A spelling stands for two words, or a word before the first heading.
    """
    kinds = Kinds({}, {}, {}, set())
    kind = ""
    for line in filter(None, map(str.strip, lines)):
        if line.startswith(_HEADING):
            kind = line.removeprefix(_HEADING)
            kinds.properties.update({kind} if kind.endswith(_OF) else ())
        elif kind:
            _add_line(kinds, kind, line)
        else:
            raise ValueError(f"{line!r} stands before the first heading")
    return kinds


def _add_line(kinds: Kinds, kind: str, line: str) -> None:
    broad = line.startswith(_BROAD)
    spelled = list(_spelled(line.removeprefix(_BROAD)))
    for forms in spelled:
        word = forms[0] if broad else spelled[0][0]
        kinds.kind_of[word] = kind
        for number, form in enumerate(forms):
            known = kinds.forms.setdefault(form, Form(word, number))
            if known.word != word:
                raise ValueError(f"{form!r} stands for both {known.word!r} and {word!r}")
    if not broad:
        kinds.inflections[spelled[0][0]] = spelled[0]


def _spelled(line: str) -> Iterator[tuple[str, ...]]:
    for part in line.split(","):
        forms = tuple(part.strip().split("/"))
        yield forms if len(forms) > 1 else (forms[0], plural_of(forms[0]))
