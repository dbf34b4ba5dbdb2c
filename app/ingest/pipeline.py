"""Adding pictures in batches: read, hash, decode, encode, keep; a bad one never stops the rest."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from app.exceptions import PictureTooSlow, RequestTooLarge
from app.hashes import content_hash
from app.ingest.destinations import Destination
from app.manifests import ManifestRow
from app.observing.stages import Stage
from index.catalogue import FileMark, NewItem
from index.catalogue.checks import metadata_json
from index.exceptions import IndexFault
from models import ModelFault, UnreadablePicture
from models.exceptions import GaveUp
from models.runtime.patience import bound, current_patience

BATCH = 32
"""Pictures a transaction: large enough for the encoder, small enough to lose little on a crash."""
_READERS = 4


@dataclass(frozen=True)
class Candidate:
    """Something to add.

    Attributes:
        row: What is said of it.
        content: Bytes of its picture if they are at hand; None if the row's file is to be read,
            or if it has texts only.
        keep: The bytes are an upload, to be kept in the data folder.
    """

    row: ManifestRow
    content: bytes | None = None
    keep: bool = False


@dataclass(frozen=True)
class AddOutcome:
    """What became of a candidate.

    Attributes:
        name: Its file or place.
        item_id: The item it became or was already; None if refused.
        known: The same picture, or without one the same text, was there already.
        error: Why it was refused, or None.
    """

    name: str
    item_id: int | None = None
    known: bool = False
    error: Exception | None = None


@dataclass(frozen=True)
class _Prepared:
    """A candidate on its way to becoming an item; with an error, or known, it goes no further."""

    candidate: Candidate
    digest: str | None = None
    pixels: Any = None
    item: NewItem | None = None
    known_id: int | None = None
    error: Exception | None = None
    mark: tuple[str, int, int] | None = None

    @property
    def name(self) -> str:
        return self.candidate.row.place


def add_candidates(
    destination: Destination, candidates: Iterable[Candidate]
) -> Iterator[AddOutcome]:
    """Adds candidates, a transaction a batch, and yields what became of each, in order.

    What was yielded as added is on disk. Adding the same again after an interruption finds it by
    the hash of the picture file, or without one by what it says, and does not encode it again.
    """
    stream = iter(candidates)
    with ThreadPoolExecutor(max_workers=_READERS) as pool:
        while batch := list(islice(stream, BATCH)):
            yield from _add_batch(destination, batch, partial(_spread, pool))


def _spread(
    pool: ThreadPoolExecutor, work: Callable[[Any], Any], over: Iterable[Any]
) -> Iterator[Any]:
    """Maps in several threads, as long as somebody waits for it."""
    patience = current_patience()

    def work_for(each: Any) -> Any:
        with bound(patience):
            return work(each)

    return pool.map(work_for, over)


def _add_batch(
    destination: Destination, batch: list[Candidate], spread: Callable[..., Iterable[Any]]
) -> list[AddOutcome]:
    hashed = list(spread(lambda candidate: _hash(destination, candidate), batch))
    checked = _mark_known(destination, hashed)
    new = sum(prepared.digest is not None and prepared.known_id is None for prepared in checked)
    with Stage("decode", of=new):
        decoded = list(spread(lambda prepared: _decode(destination, prepared), checked))
    return _store(destination, _mark_same(destination, decoded))


def _hash(destination: Destination, candidate: Candidate) -> _Prepared:
    """Hashes the picture file; one that looks as it did the last time is not read again."""
    if candidate.row.error is not None:
        return _Prepared(candidate, error=candidate.row.error)
    if candidate.content is None and candidate.row.picture is None:
        return _Prepared(candidate)
    mark = _mark(candidate)
    remembered = mark and destination.collection.catalogue.remembered_hash(*mark)
    if remembered:
        return _Prepared(candidate, remembered)
    return _read(destination, _Prepared(candidate))


def _mark(candidate: Candidate) -> tuple[str, int, int] | None:
    """Returns path, size and time of change of the candidate's file, if it has one."""
    if candidate.content is not None or candidate.row.picture is None:
        return None
    path = _plain(candidate.row.picture)
    try:
        state = path.stat()
    except OSError:
        return None
    return str(path), state.st_size, state.st_mtime_ns


def _read(destination: Destination, prepared: _Prepared) -> _Prepared:
    """Reads the picture file, if it is not at hand yet, and hashes it."""
    candidate = prepared.candidate
    content, path = candidate.content, candidate.row.picture
    try:
        if content is None:
            assert path is not None
            content = destination.pictures.read_file(path)
        destination.pictures.check_size(content)
    except OSError as error:
        reason = error.strerror or "cannot be read"
        return replace(prepared, error=UnreadablePicture(_told_of(candidate, reason)))
    except RequestTooLarge as error:
        return replace(prepared, error=error)
    mark = None if candidate.content is not None else _mark(candidate)
    read = replace(candidate, content=content)
    return replace(prepared, candidate=read, digest=content_hash(content), mark=mark)


def _told_of(candidate: Candidate, reason: str) -> str:
    """Names a file that the candidate's own name does not."""
    path = str(candidate.row.picture)
    return reason if path == candidate.row.place else f"{path}: {reason}"


def _mark_known(destination: Destination, batch: list[_Prepared]) -> list[_Prepared]:
    digests = [prepared.digest for prepared in batch if prepared.digest]
    known = destination.collection.catalogue.known_hashes(digests)
    return [
        replace(prepared, known_id=known.get(prepared.digest)) if prepared.digest else prepared
        for prepared in batch
    ]


def _mark_same(destination: Destination, batch: list[_Prepared]) -> list[_Prepared]:
    """Finds what has no picture by what it says."""
    items = {at: own.item for at, own in enumerate(batch) if own.item and own.digest is None}
    found = destination.collection.catalogue.known_items(list(items.values()))
    known = {at: found[place] for place, at in enumerate(items) if place in found}
    return [
        replace(own, item=None, known_id=known[at]) if at in known else own
        for at, own in enumerate(batch)
    ]


def _decode(destination: Destination, prepared: _Prepared) -> _Prepared:
    """Decodes and preprocesses a new picture, and describes the item it will be."""
    if prepared.error or prepared.known_id is not None:
        return prepared
    if prepared.digest is not None and prepared.candidate.content is None:
        prepared = _read(destination, prepared)  # remembered, but its item was removed
        if prepared.error:
            return prepared
    content = prepared.candidate.content
    try:
        described = destination.describe(prepared.candidate.row)
        metadata_json(described.metadata)  # what cannot be kept is compared with nothing
    except (ModelFault, IndexFault) as error:
        return replace(prepared, error=error)
    if content is None:
        return replace(prepared, item=described)
    encoder = destination.image_encoder
    try:
        picture = destination.pictures.decode(content, enough=encoder.side)
        pixels = encoder.preprocess(picture.image)
    except GaveUp:
        raise
    except (ModelFault, PictureTooSlow) as error:
        return replace(prepared, error=error)
    item = replace(
        described,
        content_hash=prepared.digest,
        path=_location(destination, prepared.candidate, prepared.digest or ""),
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        byte_size=len(content),
    )
    return replace(prepared, pixels=pixels, item=item)


def _location(destination: Destination, candidate: Candidate, digest: str) -> str:
    if candidate.keep:
        assert candidate.content is not None
        return str(destination.pictures.keep_upload(candidate.content, digest).absolute())
    assert candidate.row.picture is not None
    return str(_plain(candidate.row.picture))


def _plain(path: Path) -> Path:
    """Makes a path absolute, without `..`, which an import refuses; other links stay."""
    return path.resolve() if ".." in path.parts else path.absolute()


def _store(destination: Destination, batch: list[_Prepared]) -> list[AddOutcome]:
    """Encodes what is new and keeps it; if one item cannot be kept, the others still are."""
    new = [prepared for prepared in batch if prepared.item is not None and not prepared.error]
    items = _with_vectors(destination, new)
    try:
        added = iter(destination.collection.add_items(items))
        results: dict[int, AddOutcome] = {
            id(prepared): AddOutcome(prepared.name, outcome.item_id, outcome.known)
            for prepared, outcome in zip(new, added, strict=True)
        }
    except IndexFault:
        results = {
            id(prepared): _store_alone(destination, prepared, item)
            for prepared, item in zip(new, items, strict=True)
        }
    kept = [item for p, item in zip(new, items, strict=True) if results[id(p)].item_id is not None]
    destination.added(kept)
    _remember(destination, batch)
    return [results.get(id(prepared)) or _unstored(prepared) for prepared in batch]


def _store_alone(destination: Destination, prepared: _Prepared, item: NewItem) -> AddOutcome:
    try:
        outcome = destination.collection.add_items([item])[0]
    except IndexFault as error:
        return AddOutcome(prepared.name, error=error)
    return AddOutcome(prepared.name, outcome.item_id, outcome.known)


def _unstored(prepared: _Prepared) -> AddOutcome:
    known = prepared.known_id is not None
    return AddOutcome(prepared.name, prepared.known_id, known, prepared.error)


def _with_vectors(destination: Destination, batch: list[_Prepared]) -> list[NewItem]:
    """Encodes the pictures of a batch together, and all their captions together."""
    pictured = [prepared for prepared in batch if prepared.pixels is not None]
    with Stage("encode_picture", of=len(pictured)):
        images = iter(destination.encode_pictures([p.pixels for p in pictured]))
    items = [prepared.item for prepared in batch if prepared.item is not None]
    with Stage("encode_text", of=sum(len(item.captions) for item in items)):
        texts = destination.encode_captions([p.candidate.row for p in batch])
    complete, start = [], 0
    for prepared, item in zip(batch, items, strict=True):
        end = start + len(item.captions)
        vector = next(images) if prepared.pixels is not None else None
        captions = texts[start:end] if item.captions else None
        complete.append(replace(item, picture_vector=vector, caption_vectors=captions))
        start = end
    return complete


def _remember(destination: Destination, batch: list[_Prepared]) -> None:
    """Remembers files by path, size and time of change, so that they need not be read again."""
    marks = [FileMark(*p.mark, p.digest) for p in batch if p.mark and p.digest and not p.error]
    if marks:
        destination.collection.catalogue.remember_files(marks)
