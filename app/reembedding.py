"""Encodes whole collections anew, for other spaces."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from app.config import Settings
from app.exceptions import PixwordError
from app.hashes import content_hash
from app.pictures import PictureStore
from app.recipes.book import has_recipe_book, identity_of, recipe_of
from index.catalogue import Catalogue, SpaceIdentity
from index.catalogue.reembedding import PictureToEncode, Reembedding, TextToEncode
from index.exceptions import NoCatalogue
from models import ModelFault, Picture, Space, load_space
from models.encoders.protocols import Vectors
from models.exceptions import BlankRecipe
from models.recipes.recipe import Recipe
from models.recipes.space import RecipeSpace, load_recipe_space

Progress = Callable[[int], None]
"""Called with how many more pictures and texts are done."""

_PICTURES = 32
_TEXTS = 512


@dataclass
class Reembedded:
    """What became of a collection, or of all.

    Attributes:
        was_needed: It belonged to another space.
        swapped: It belongs to the space of the settings now.
        lost: Items whose pictures are gone, changed or unreadable, each with the reason.
    """

    was_needed: bool
    swapped: bool = False
    lost: list[str] = field(default_factory=list)


class Target(Protocol):
    """A space that a collection is moved to."""

    @property
    def identity(self) -> SpaceIdentity:
        """What the catalogue will record."""
        ...

    @property
    def side(self) -> int:
        """Length in pixels of the longest side of a picture that its encoder looks at."""
        ...

    def encode_pictures(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Encodes pictures into unit vectors `[n, d]`."""
        ...

    def encode_texts(self, job: Reembedding, texts: Sequence[TextToEncode]) -> Vectors:
        """Encodes what is written, in the order of the texts: `[n, d]`."""
        ...


@dataclass(frozen=True)
class PictureTarget:
    """The space of pictures and words.

    Attributes:
        space: The space.
    """

    space: Space

    @property
    def identity(self) -> SpaceIdentity:
        """What the catalogue will record."""
        return SpaceIdentity(self.space.name, self.space.fingerprint, self.space.dimension)

    @property
    def side(self) -> int:
        """Length in pixels of the longest side of a picture that its encoder looks at."""
        return self.space.image_encoder.side

    def encode_pictures(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Encodes pictures into unit vectors `[n, d]`."""
        return self.space.encode_pictures(pictures)

    def encode_texts(self, job: Reembedding, texts: Sequence[TextToEncode]) -> Vectors:  # noqa: ARG002 - the texts are all there is
        """Encodes captions as they are, and words of the vocabulary in prompts: `[n, d]`."""
        vectors = np.zeros((len(texts), self.space.dimension), dtype=np.float32)
        encoders = {"caption": self.space.encode_texts, "word": self.space.encode_words}
        for kind, encode in encoders.items():
            rows = [row for row, text in enumerate(texts) if text.kind == kind]
            if rows:
                vectors[rows] = encode([texts[row].text for row in rows])
        return vectors


@dataclass(frozen=True)
class RecipeTarget:
    """The space of photos and recipes.

    Attributes:
        space: The space.
    """

    space: RecipeSpace

    @property
    def identity(self) -> SpaceIdentity:
        """What the catalogue will record."""
        return identity_of(self.space)

    @property
    def side(self) -> int:
        """Length in pixels of the longest side of a photo that its encoder looks at."""
        return self.space.image_encoder.side

    def encode_pictures(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Encodes photos into unit vectors `[n, d]`."""
        return self.space.encode_photos(pictures)

    def encode_texts(self, job: Reembedding, texts: Sequence[TextToEncode]) -> Vectors:
        """Encodes the recipes behind their names, `[n, d]`."""
        items = job.items(text.item_id for text in texts if text.item_id is not None)
        return self.space.encode_recipes(
            [
                self._known(recipe_of(items[text.item_id]), text.text)
                for text in texts
                if text.item_id is not None
            ]
        )

    def _known(self, recipe: Recipe, name: str) -> Recipe:
        """Returns the recipe or, where the space knows nothing of it, its name alone."""
        try:
            self.space.check(recipe)
        except BlankRecipe:
            return Recipe(name)
        return recipe


def reembed(
    settings: Settings,
    started: Callable[[int], None],
    progress: Progress,
    *,
    forget_missing: bool = False,
) -> Reembedded:
    """Encodes the pictures with the space of the settings, and the recipes with theirs.

    What is encoded so already is left; each collection changes all at once, once it is encoded.

    Args:
        settings: Name data folder and spaces.
        started: Told how many pictures and texts there are to encode, for each collection.
        progress: Told of those that are done.
        forget_missing: Remove items whose picture cannot be read any more; otherwise nothing is
            swapped while there are any.

    Raises:
        ModelFault: A space cannot be started.
        IndexFault: There is no catalogue, or it cannot be read or written.
    """
    space = load_space(settings.space, settings.compute)
    targets: list[tuple[str, Target]] = [(settings.catalogue_url, PictureTarget(space))]
    if has_recipe_book(settings):
        recipes = load_recipe_space(settings.recipe_space, settings.compute, space)
        if _exists(settings.recipe_catalogue_url):
            targets.append((settings.recipe_catalogue_url, RecipeTarget(recipes)))
    with closing(PictureStore(settings)) as pictures:
        outcomes = [
            _move(url, _Work(target, pictures, progress), started, forget_missing=forget_missing)
            for url, target in targets
        ]
    return Reembedded(
        was_needed=any(outcome.was_needed for outcome in outcomes),
        swapped=all(outcome.swapped for outcome in outcomes if outcome.was_needed),
        lost=[lost for outcome in outcomes for lost in outcome.lost],
    )


def _exists(url: str) -> bool:
    """Says whether a database that is named holds a catalogue yet."""
    try:
        Catalogue.open(url, None).close()
    except NoCatalogue:
        return False
    return True


@dataclass(frozen=True)
class _Work:
    """What encodes one collection."""

    target: Target
    pictures: PictureStore
    progress: Progress


def _move(
    url: str, work: _Work, started: Callable[[int], None], *, forget_missing: bool
) -> Reembedded:
    job = Reembedding.open(url, work.target.identity)
    try:
        if not job.is_needed:
            return Reembedded(was_needed=False)
        job.begin()
        started(job.count_missing())
        outcome = Reembedded(was_needed=True)
        while not outcome.swapped:
            lost = _encode(job, work)
            outcome.lost += [f"item {item_id}: {reason}" for item_id, reason in lost.items()]
            if lost and not forget_missing:
                break
            job.forget(lost)
            outcome.swapped = job.swap()
        return outcome
    finally:
        job.close()


def _encode(job: Reembedding, work: _Work) -> dict[int, str]:
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
