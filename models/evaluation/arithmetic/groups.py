"""Which terms can stand for each other, and which pictures show one of them alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from models.evaluation.arithmetic.kinds import Kinds
from models.evaluation.arithmetic.sayings import Rows, Sayings


@dataclass(frozen=True)
class Group:
    """Terms of one kind; of one kind and one thing where the kind is of properties.

    Attributes:
        kind: The kind.
        showing: For each term, the pictures that say it and no other of the group, ascending.
    """

    kind: str
    showing: dict[str, Rows]


def find_groups(sayings: Sayings, kinds: Kinds, pictures_a_term: float) -> list[Group]:
    """Collects the groups with at least two terms that enough pictures show.

    Args:
        sayings: What the pictures say.
        kinds: Which words can stand for each other.
        pictures_a_term: Pictures that must show a term.
    """
    terms: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for term in sorted(sayings.saying):
        word, _, thing = term.partition(" ")
        if word in kinds.inflections and bool(thing) == kinds.is_property(word):
            terms[kinds.kind_of[word], thing].append(term)
    groups = []
    for (kind, _), own in terms.items():
        showing = {term: _alone(term, own, sayings) for term in own}
        enough = {t: rows for t, rows in showing.items() if len(rows) >= max(1, pictures_a_term)}
        groups.append(Group(kind, enough))
    return [group for group in groups if len(group.showing) > 1]


def _alone(term: str, group: Sequence[str], sayings: Sayings) -> Rows:
    others = set(group) - {term}
    rows = sayings.saying[term]
    keep = [others.isdisjoint(sayings.said[row]) for row in rows.tolist()]
    alone: Rows = rows[keep]
    return alone
