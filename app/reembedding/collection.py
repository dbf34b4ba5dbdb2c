"""Encodes one collection anew, for another space."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from app.exceptions import PixwordError
from app.hashes import content_hash
from app.pictures import PictureStore
from app.reembedding.targets import Target
from index.catalogue.reembedding import PictureToEncode, Reembedding
from models import ModelFault, Picture

Progress = Callable[[int], None]
"""Called with how many more pictures and texts are done."""

_PICTURES = 32
_TEXTS = 512


class Lost(NamedTuple):
    """An item whose picture is gone, changed or unreadable."""

    item_id: int
    reason: str


@dataclass
class Reembedded:
    """What became of a collection, or of all.

    Attributes:
        was_needed: It belonged to another space.
        swapped: It belongs to the wanted space now.
        lost: Items whose pictures cannot be read any more.
    """

    was_needed: bool
    swapped: bool = False
    lost: list[Lost] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """What encodes one collection.

    Attributes:
        target: The space to move it to.
        pictures: Reads its pictures.
        started: Told how many pictures and texts there are to encode.
        progress: Told of those that are done.
        switch: Given what swaps the vectors in the end and says whether that was done; calls it
            when nobody is in the way.
    """

    target: Target
    pictures: PictureStore
    started: Callable[[int], None]
    progress: Progress
    switch: Callable[[Callable[[], bool]], bool] = lambda swap: swap()


def move_collection(url: str, work: Work, *, forget_missing: bool) -> Reembedded:
    """Moves a collection, all at once, when everything is encoded.

    What was encoded before an interruption is not encoded again.

    Args:
        url: Address of its catalogue.
        work: What encodes it.
        forget_missing: Remove items whose picture cannot be read any more; otherwise nothing is
            swapped while there are any.

    Raises:
        IndexFault: There is no catalogue, or it cannot be read or written.
    """
    job = Reembedding.open(url, work.target.identity)
    try:
        if not job.is_needed:
            return Reembedded(was_needed=False)
        job.begin()
        work.started(job.count_missing())
        outcome = Reembedded(was_needed=True)
        while not outcome.swapped:
            lost = _encode(job, work)
            outcome.lost += [Lost(item_id, reason) for item_id, reason in lost.items()]
            if lost and not forget_missing:
                break
            job.forget(lost)
            outcome.swapped = work.switch(partial(_finish, job, work))
        return outcome
    finally:
        job.close()


def _finish(job: Reembedding, work: Work) -> bool:
    """Encodes what was added meanwhile, and swaps; False if there is more to do before."""
    return not _encode(job, work) and job.swap()


def _encode(job: Reembedding, work: Work) -> dict[int, str]:
    """Stages the vectors of all that is missing; returns the pictures that are lost, and why."""
    lost: dict[int, str] = {}
    for batch in _batches(job):
        readable = {}
        for entry in batch:
            try:
                readable[entry.item_id] = _picture(work.pictures, entry, work.target.side)
            except (OSError, PixwordError, ModelFault) as error:
                lost[entry.item_id] = f"{entry.path}: {error}"
        if readable:
            images = [picture.image for picture in readable.values()]
            job.stage("images", list(readable), work.target.encode_pictures(images))
        work.progress(len(batch))
    last = 0
    while texts := job.missing_texts(last, _TEXTS):
        vectors = work.target.encode_texts(job, texts)
        job.stage("texts", [text.text_id for text in texts], vectors)
        last = texts[-1].text_id
        work.progress(len(texts))
    return lost


def _batches(job: Reembedding) -> Iterator[Sequence[PictureToEncode]]:
    last = 0
    while batch := job.missing_pictures(last, _PICTURES):
        yield batch
        last = batch[-1].item_id


def _picture(pictures: PictureStore, entry: PictureToEncode, side: int) -> Picture:
    """Reads the picture that was added, and no other that may lie there now.

    Raises:
        OSError: It cannot be read, or is another one.
        PixwordError, ModelFault: It cannot be used.
    """
    content = pictures.read_file(Path(entry.path or ""))
    if content_hash(content) != entry.content_hash:
        raise OSError("it has changed since it was added")
    return pictures.decode(content, enough=side)
