"""Where a caption mentions what can be swapped, or belongs to its scene."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from models.evaluation.arithmetic.kinds import Kinds
from models.evaluation.arithmetic.spelling import function_words, plural_of, spellings_in

_SHORTEST = 2  # letters of a content word


@dataclass(frozen=True)
class Mention:
    """One place of a caption.

    Attributes:
        term: A word in the form that stands for all its forms; or a property and its thing, such
            as `black dog`, whatever stands between them.
        spelling: How the caption spells the word, or the property.
        start: Where that stands, in characters.
    """

    term: str
    spelling: str
    start: int


class Reader:
    """Reads mentions out of captions."""

    def __init__(self, kinds: Kinds, captions: Sequence[str]) -> None:
        """Learns which words the captions use.

        Args:
            kinds: Which spellings are one word.
            captions: All captions of the set. A spelling that is not listed is folded into another
                that is not and that they use: rocks into rock, playing into play. Class is not the
                plural of clas, since no caption says clas.
        """
        self._kinds = kinds
        used = {spelling for caption in captions for spelling, _ in spellings_in(caption)}
        spelled = used - kinds.forms.keys()
        self._base = {
            form: word
            for word in spelled
            for form in (plural_of(word), f"{word}ing")
            if form in spelled
        }

    def mentions_in(self, caption: str) -> Iterator[Mention]:
        """Yields the content words of a caption, and its properties with their things."""
        words = [Mention(self._fold(s), s, start) for s, start in spellings_in(caption)]
        content = [m for m in words if _is_content(m.term)]
        for place, mention in enumerate(content):
            yield mention
            if self._kinds.is_property(mention.term):
                behind = [m.term for m in content[place + 1 :]]
                yield from self._with_thing(mention, behind)

    def terms_in(self, caption: str) -> set[str]:
        """Returns the terms that a caption mentions."""
        return {mention.term for mention in self.mentions_in(caption)}

    def swapped(self, caption: str, old: str, new: str) -> str:
        """Returns the caption with one term in the place of another of its group.

        Args:
            caption: Stays as it is if it does not mention the old term.
            old: The term that goes.
            new: The term that comes, in the same form: two dogs, two cats.
        """
        places = [mention for mention in self.mentions_in(caption) if mention.term == old]
        word = new.partition(" ")[0]
        for place in reversed(places):
            form = self._kinds.form_of(place.spelling, word)
            before, behind = caption[: place.start], caption[place.start + len(place.spelling) :]
            caption = f"{before}{form}{behind}"
        return caption

    def _with_thing(self, mention: Mention, behind: Collection[str]) -> Iterator[Mention]:
        thing = next((word for word in behind if not self._kinds.is_property(word)), None)
        if thing is not None:
            yield Mention(f"{mention.term} {thing}", mention.spelling, mention.start)

    def _fold(self, spelling: str) -> str:
        listed = self._kinds.forms.get(spelling)
        return listed.word if listed else self._base.get(spelling, spelling)


def _is_content(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in function_words()
