"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How grave a finding is."""

    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One sentence about the set-up.

    Attributes:
        subject: What was looked at.
        verdict: How grave it is; something must be done about what is wrong alone.
        says: What was found and, unless it is good, what to do.
    """

    subject: str
    verdict: Verdict
    says: str


def good(subject: str, says: str) -> Finding:
    """Says that all is well."""
    return Finding(subject, Verdict.GOOD, says)


def note(subject: str, says: str) -> Finding:
    """Says what one may want to know."""
    return Finding(subject, Verdict.NOTE, says)


def wrong(subject: str, says: str) -> Finding:
    """Says what must be done."""
    return Finding(subject, Verdict.WRONG, says)
