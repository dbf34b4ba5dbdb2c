"""Everyday names and broader kinds of the thousand ImageNet classes, written for Pixword."""

from dataclasses import dataclass
from pathlib import Path

_PATH = Path(__file__).with_suffix(".tsv")


@dataclass(frozen=True)
class EverydayClass:
    """What people call the things of one class.

    Attributes:
        names: Two to five names of the thing itself, lower case.
        kinds: One to four kinds that it belongs to, from near to far; the last is a root
            such as `animal`.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]


def everyday_classes() -> list[EverydayClass]:
    """Returns the thousand classes in the order of the classifier."""
    lines = _PATH.read_text(encoding="utf-8").splitlines()
    return [_parse(line) for line in lines]


def _parse(line: str) -> EverydayClass:
    _number, names, kinds = line.split("\t")
    return EverydayClass(tuple(names.split(";")), tuple(kinds.split(";")))
