"""Encodes a whole collection anew, for another space."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.config import Settings
from app.exceptions import PixwordError
from app.hashes import content_hash
from app.pictures import PictureStore
from index.catalogue import SpaceIdentity
from index.catalogue.reembedding import PictureToEncode, Reembedding
from models import ModelFault, Picture, Space, load_space

Progress = Callable[[int], None]
"""Called with how many more pictures and texts are done."""

_PICTURES = 32
_TEXTS = 512


@dataclass
class Reembedded:
    """What became of a collection.

    Attributes:
        was_needed: It belonged to another space.
        swapped: It belongs to the space of the settings now.
        lost: Items whose pictures are gone, changed or unreadable, with the reason.
    """

    was_needed: bool
    swapped: bool = False
    lost: dict[int, str] = field(default_factory=dict)


def reembed(
    settings: Settings,
    started: Callable[[int], None],
    progress: Progress,
    *,
    forget_missing: bool = False,
) -> Reembedded:
    """Encodes what is not encoded with the space of the settings yet, then swaps all at once.

    Args:
        settings: Name data folder and space.
        started: Told how many pictures and texts there are to encode.
        progress: Told of those that are done.
        forget_missing: Remove items whose picture cannot be read any more; otherwise nothing is
            swapped while there are any.

    Raises:
        ModelFault: The space cannot be started.
        IndexFault: There is no catalogue, or it cannot be read or written.
    """
    space = load_space(settings.space, settings.compute)
    identity = SpaceIdentity(space.name, space.fingerprint, space.dimension)
    job = Reembedding.open(settings.catalogue_url, identity)
    try:
        if not job.is_needed:
            return Reembedded(was_needed=False)
        job.begin()
        started(job.count_missing())
        outcome = Reembedded(was_needed=True)
        while not outcome.swapped:
            lost = _encode(job, space, PictureStore(settings), progress)
            outcome.lost.update(lost)
            if lost and not forget_missing:
                break
            job.forget(lost)
            outcome.swapped = job.swap()
        return outcome
    finally:
        job.close()


def _encode(
    job: Reembedding, space: Space, pictures: PictureStore, progress: Progress
) -> dict[int, str]:
    """Stages the vectors of all that is missing; returns the pictures that are lost, and why."""
    lost: dict[int, str] = {}
    for batch in _batches(job):
        readable = {}
        for entry in batch:
            try:
                readable[entry.item_id] = _picture(pictures, entry, space.image_encoder.side)
            except (OSError, PixwordError, ModelFault) as error:
                lost[entry.item_id] = f"{entry.path}: {error}"
        if readable:
            vectors = space.encode_pictures([picture.image for picture in readable.values()])
            job.stage("images", list(readable), vectors)
        progress(len(batch))
    last = 0
    while texts := job.missing_texts(last, _TEXTS):
        captions = [text for text in texts if text.kind == "caption"]
        words = [text for text in texts if text.kind == "word"]
        for some, encode in ((captions, space.encode_texts), (words, space.encode_words)):
            if some:
                job.stage("texts", [t.text_id for t in some], encode([t.text for t in some]))
        last = texts[-1].text_id
        progress(len(texts))
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
