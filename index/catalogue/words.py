"""The vocabulary: words that a picture can be tagged with."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, select, update

from index.arrays import Vectors
from index.catalogue.adding import insert_numbered
from index.catalogue.changes import record, vectors_from_bytes
from index.catalogue.checks import vector_bytes
from index.catalogue.chunks import chunks
from index.catalogue.records import Word, WordSource
from index.catalogue.schema import item_tags, texts
from index.exceptions import UnknownWord
from index.folding import fold

_is_word = texts.c.kind == "word"
_columns = (texts.c.id, texts.c.text, texts.c.source)


def missing_words(connection: Connection, candidates: Iterable[str]) -> list[str]:
    """Returns those that are not in the vocabulary, the first spelling of each."""
    first = _first_spellings(candidates)
    for part in chunks(list(first)):
        known = select(texts.c.folded).where(_is_word, texts.c.folded.in_(part))
        for folded in connection.scalars(known):
            del first[folded]
    return list(first.values())


def tags_without_words(connection: Connection) -> list[str]:
    """Returns the tags of items that are not in the vocabulary, one spelling of each."""
    words = select(texts.c.folded).where(_is_word)
    unknown = select(func.min(item_tags.c.tag)).where(item_tags.c.folded.not_in(words))
    ordered = unknown.group_by(item_tags.c.folded).order_by(item_tags.c.folded)
    return list(connection.scalars(ordered))


def add_words(
    connection: Connection, spellings: Sequence[str], vectors: Vectors, source: WordSource
) -> int:
    """Adds the words that are not there and returns their number.

    A word that is there stays as it is, but becomes a user's word if a user adds it.
    """
    blobs = dict(zip(spellings, vector_bytes(vectors), strict=True))
    new = missing_words(connection, spellings)
    if source == "user":
        _give_to_user(connection, [fold(spelling) for spelling in spellings])
    rows = [
        {
            "kind": "word",
            "text": spelling,
            "folded": fold(spelling),
            "source": source,
            "vector": blobs[spelling],
        }
        for spelling in new
    ]
    record(connection, "texts", insert_numbered(connection, texts, rows))
    return len(new)


def remove_word(connection: Connection, spelling: str) -> None:
    """Removes a word that a user added; one that items are tagged with becomes a corpus word.

    Raises:
        UnknownWord: No user added this word.
    """
    word = find_word(connection, spelling)
    if word is None or word.source != "user":
        raise UnknownWord(f"{spelling!r} is not among the words that a user added")
    connection.execute(update(texts).where(texts.c.id == word.id).values(source="corpus"))
    prune_corpus_words(connection, [fold(spelling)])


def prune_corpus_words(connection: Connection, folded: Sequence[str]) -> None:
    """Removes those of the corpus words that no item is tagged with any more."""
    used = select(item_tags.c.folded)
    for part in chunks(folded):
        unused = select(texts.c.id).where(
            _is_word,
            texts.c.source == "corpus",
            texts.c.folded.in_(part),
            texts.c.folded.not_in(used.where(item_tags.c.folded.in_(part))),
        )
        ids = connection.scalars(unused).all()
        record(connection, "texts", ids)
        connection.execute(delete(texts).where(texts.c.id.in_(ids)))


def list_words(
    connection: Connection, after_id: int, limit: int, source: WordSource | None
) -> list[Word]:
    """Returns the first words with larger numbers, in the order of their numbers."""
    wanted = select(*_columns).where(_is_word, texts.c.id > after_id)
    if source is not None:
        wanted = wanted.where(texts.c.source == source)
    ordered = wanted.order_by(texts.c.id).limit(limit)
    return [Word(*row) for row in connection.execute(ordered)]


def find_word(connection: Connection, spelling: str) -> Word | None:
    """Returns the word, however it is spelled, or None."""
    wanted = select(*_columns).where(_is_word, texts.c.folded == fold(spelling))
    row = connection.execute(wanted).first()
    return Word(*row) if row else None


def word_vectors(connection: Connection, dimension: int) -> tuple[list[Word], Vectors]:
    """Returns the whole vocabulary with its vectors `[n, d]`, in the order of the numbers."""
    wanted = select(*_columns, texts.c.vector).where(_is_word).order_by(texts.c.id)
    rows = connection.execute(wanted).all()
    return [Word(*row[:3]) for row in rows], vectors_from_bytes([row[3] for row in rows], dimension)


def _give_to_user(connection: Connection, folded: Sequence[str]) -> None:
    for part in chunks(folded):
        named = _is_word & texts.c.folded.in_(part)
        connection.execute(update(texts).where(named).values(source="user"))


def _first_spellings(spellings: Iterable[str]) -> dict[str, str]:
    first: dict[str, str] = {}
    for spelling in spellings:
        first.setdefault(fold(spelling), spelling)
    return first
