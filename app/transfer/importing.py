"""Brings exported items into a collection: everything is checked before anything is changed."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.exceptions import BadTransfer, PixwordError
from app.transfer.preparing import Preparation, Prepared
from app.transfer.rows import ReadItem, ReadWords
from app.transfer.sources import Files, Source
from app.transfer.targets import Target
from index.catalogue import Catalogue, NewItem, WordSource
from index.catalogue.checks import checked_words
from index.exceptions import BadItem
from index.folding import fold
from models import ModelFault

Progress = Callable[[int], None]

_SOURCES: tuple[WordSource, ...] = ("user", "corpus")


@dataclass
class Imported:
    """What became of the items.

    Attributes:
        added: Items that are new.
        known: Items that were there.
        words: Words that are new.
        refused: Items that could not be encoded anew, each with the reason.
    """

    added: int = 0
    known: int = 0
    words: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Import:
    """A source on its way into a collection.

    Attributes:
        source: Where from.
        target: Where to.
        reencode: Vectors are made anew, from the pictures and texts.
        same_space: Vectors of files that do not say so are of this collection's space.
    """

    source: Source
    target: Target
    reencode: bool = False
    same_space: bool = False

    def run(self, progress: Progress) -> Imported:
        """Checks all files, then adds what is not there, a transaction a batch.

        When it is ended in between, what was added stays, and running it again adds the rest.

        Args:
            progress: Told how many more items were checked, and then how many more are in.

        Raises:
            BadTransfer: Something in the files cannot be kept; nothing was changed.
            IndexFault: The database cannot be read or written.
        """
        self._check_space()
        files = self.source.open(self._catalogue.space.dimension)
        preparation = Preparation(self.target, self.source.folder, self.reencode)
        self._check(files, preparation, progress)
        outcome = Imported()
        for batch in files.items():
            self._add(batch, preparation, outcome)
            progress(len(batch))
        for words in files.words():
            outcome.words += self._add_words(words)
        self.target.finish()
        return outcome

    @property
    def _catalogue(self) -> Catalogue:
        return self.target.destination.collection.catalogue

    def _check_space(self) -> None:
        own, other = self._catalogue.space, self.source.space
        if self.reencode or (other is None and self.same_space):
            return
        if other is None:
            raise BadTransfer(
                "the files do not say which space their vectors are of: add --same-space if they "
                f"are of {own.name}, or --reencode to encode the pictures here"
            )
        if (other.fingerprint, other.dimension) != (own.fingerprint, own.dimension):
            raise BadTransfer(
                f"the vectors are of the space {other.name} ({other.fingerprint[:12]}, "
                f"{other.dimension} dimensions), this collection's are of {own.name} "
                f"({own.fingerprint[:12]}, {own.dimension} dimensions): add --reencode to encode "
                "the pictures and texts here"
            )

    def _check(self, files: Files, preparation: Preparation, progress: Progress) -> None:
        distinct = _Distinct()
        items = words = 0
        for batch in files.items():
            for read in batch:
                distinct.add(read, preparation.check(read))
            items += len(batch)
            progress(len(batch))
        distinct.check()
        for read_words in files.words():
            self._check_words(read_words)
            words += len(read_words.rows)
        self.source.check_counts(items, words)

    def _check_words(self, words: ReadWords) -> None:
        spellings = [row.text for row in words.rows]
        try:
            checked_words(spellings, words.vectors, words.vectors.shape[1])
        except (BadItem, ValueError) as error:
            raise BadTransfer(f"the words cannot be kept: {error}") from None

    def _add(self, batch: Sequence[ReadItem], preparation: Preparation, done: Imported) -> None:
        described = [(read.place, preparation.describe(read)) for read in batch]
        there = self._catalogue.known_hashes(
            item.content_hash for _, item in described if item.content_hash
        )
        prepared: list[Prepared] = []
        for place, item in described:
            if item.content_hash in there:
                done.known += 1
            elif own := self._prepared(preparation, place, item, done):
                prepared.append(own)
        items = preparation.complete(prepared)
        for added in self.target.destination.collection.merge_items(items):
            done.added += not added.known
            done.known += added.known

    def _prepared(
        self, preparation: Preparation, place: str, item: NewItem, done: Imported
    ) -> Prepared | None:
        """Reads a picture; one that cannot be encoded anew is left out, as when it is added."""
        try:
            return preparation.with_picture(item)
        except (PixwordError, ModelFault, OSError) as error:
            if not self.reencode:
                raise BadTransfer(f"{place}: {error}: it was changed meanwhile") from None
            done.refused.append(f"{place}: {error}")
            return None

    def _add_words(self, words: ReadWords) -> int:
        """Adds users' words, and those of the others that items are tagged with."""
        tags = {fold(tag) for tag in self._catalogue.tags_without_words()}
        added = 0
        for source in _SOURCES:
            rows = [
                at
                for at, row in enumerate(words.rows)
                if row.source == source and (source == "user" or fold(row.text) in tags)
            ]
            spellings = [words.rows[at].text for at in rows]
            if not rows:
                continue
            own = self.target.encode_words(spellings) if self.reencode else words.vectors[rows]
            added += self.target.destination.collection.add_words(spellings, own, source)
        return added


class _Distinct:
    """Finds items that come twice, at 8 bytes an item."""

    def __init__(self) -> None:
        self._last_number = 0
        self._hashes = array("Q")

    def add(self, read: ReadItem, item: NewItem) -> None:
        number = read.row.number
        if number is not None:
            if number <= self._last_number:
                raise BadTransfer(f"{read.place}: the number {number} comes twice, or too late")
            self._last_number = number
        if item.content_hash:
            # 64 of 256 bits: among a million pictures two share them once in 40 million times.
            self._hashes.append(int(item.content_hash[:16], 16))

    def check(self) -> None:
        hashes = np.sort(np.frombuffer(self._hashes, dtype=np.uint64))
        if (hashes[1:] == hashes[:-1]).any():
            raise BadTransfer("two items have the same picture")
