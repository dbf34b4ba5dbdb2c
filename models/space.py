"""A space: an image tower and a text tower that meet."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from models import DEFAULT_SPACE
from models.calibration.calibration import Calibration, calibration_of
from models.encoders.colour_names import NAME as COLOUR_NAMES
from models.encoders.protocols import Encoded, ImageEncoder, Pixels, TextEncoder, Vectors
from models.encoders.registry import OPEN_CLIP, load_image_encoder, load_text_encoder
from models.evaluation.arithmetic import ArithmeticFit
from models.exceptions import HeadsMismatch, UnknownEncoder, WeightsCorrupt
from models.heads import HeadPair, load_heads
from models.ranking.dimensions import shorten
from models.runtime import Compute
from models.tagging.prompts import PLAIN, encode_in_prompts, prompts_of

PRETRAINED = Path(__file__).parent / "pretrained"
DEFAULT_HEADS = PRETRAINED / "efficientnet-lite2+minilm-l6-v2.safetensors"
SHORTENED = re.compile(r"(?P<base>.+)@(?P<dimension>[0-9]{1,6})")
_SHORTEST = 2
_IMAGE_BATCH = 32
_TEXT_BATCH = 64


class Space:
    """Pictures and texts as unit vectors of one dimension.

    Attributes:
        name: What a user types to get it.
        dimension: Length d of its vectors.
        fingerprint: Changes whenever a picture or a text would get another vector.
        image_encoder: The frozen encoder of the image tower.
        text_encoder: The frozen encoder of the text tower.
        arithmetic_weight: What a word weighs beside a picture in a sum of both; it was fitted with
            the heads, and is 1 where there are none or their card does not tell.
        prompts: Sentences around a word of the vocabulary, `{}` in the place of the word.
        calibration: What says how sure it is; None without heads, where the heads were not
            calibrated, and where only some coordinates are kept.
    """

    def __init__(
        self,
        name: str,
        image_encoder: ImageEncoder,
        text_encoder: TextEncoder,
        heads: HeadPair | None = None,
        dimension: int | None = None,
    ) -> None:
        """Joins two encoders, with heads or, where they share a space already, without.

        Args:
            name: What a user types to get it.
            image_encoder: The frozen encoder of the image tower.
            text_encoder: The frozen encoder of the text tower.
            heads: What brings their features together.
            dimension: How many coordinates are kept of every vector, or None for all.

        Raises:
            HeadsMismatch: The heads belong to other encoders, or there are none and the encoders
                have different dimensions.
            UnknownEncoder: So many coordinates cannot be kept.
            WeightsCorrupt: What the card of the heads tells of arithmetic, prompts or calibration
                is none.
        """
        self.name = name
        self.image_encoder = image_encoder
        self.text_encoder = text_encoder
        self._heads = heads
        joint = _joint_dimension(image_encoder, text_encoder, heads)
        self.dimension = joint if dimension is None else _checked(dimension, joint, name)
        self.prompts = prompts_of(heads.card) if heads else PLAIN
        self.fingerprint = _fingerprint(image_encoder, text_encoder, heads, dimension, self.prompts)
        self._shortened = dimension is not None
        self.calibration: Calibration | None = None
        if heads and not self._shortened:
            self.calibration = calibration_of(heads.card, heads.arrays)
        self.arithmetic_weight = ArithmeticFit.from_card(heads.card if heads else {}).weight

    def encode_pictures(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Encodes upright RGB pictures into unit vectors, float32 `[n, d]`."""
        return self.encode_preprocessed([self.image_encoder.preprocess(p) for p in pictures])

    def encode_preprocessed(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes what the image encoder's `preprocess` made into unit vectors `[n, d]`."""
        if not batch:
            return np.zeros((0, self.dimension), dtype=np.float32)
        chunks = [batch[i : i + _IMAGE_BATCH] for i in range(0, len(batch), _IMAGE_BATCH)]
        return np.concatenate([self.project_images(self._look(chunk)) for chunk in chunks])

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Encodes texts into unit vectors, float32 `[n, d]`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        chunks = [texts[i : i + _TEXT_BATCH] for i in range(0, len(texts), _TEXT_BATCH)]
        return np.concatenate([self.project_texts(self._read(chunk)) for chunk in chunks])

    def count_tokens(self, texts: Sequence[str]) -> int:
        """Counts the tokens of texts that its text encoder reads."""
        return self.text_encoder.count_tokens(self.text_encoder.preprocess(texts)) if texts else 0

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """Encodes words of the vocabulary, each in the space's prompts, float32 `[n, d]`."""
        return encode_in_prompts(self.encode_texts, words, self.prompts)

    def project_images(self, encoded: Encoded) -> Vectors:
        """Takes what the image encoder told into the space, float32 `[n, d]`."""
        return self._kept(
            self._heads.image.project(encoded) if self._heads else _unit(encoded.vectors)
        )

    def project_texts(self, encoded: Encoded) -> Vectors:
        """Takes what the text encoder told into the space, float32 `[n, d]`."""
        return self._kept(
            self._heads.text.project(encoded) if self._heads else _unit(encoded.vectors)
        )

    def shortened(self, dimension: int) -> "Space":
        """Returns the space of the first coordinates of every vector, made unit again.

        Raises:
            UnknownEncoder: Fewer than 2, or more than there are.
        """
        name = f"{self.name}@{dimension}"
        return Space(name, self.image_encoder, self.text_encoder, self._heads, dimension)

    @property
    def reads_states(self) -> bool:
        """Whether its heads need the encoders' states beside their vectors."""
        return self._heads is not None and self._heads.image.shape.reads_states

    def _kept(self, vectors: Vectors) -> Vectors:
        return shorten(vectors, self.dimension) if self._shortened else vectors

    @property
    def mirrored(self) -> bool:
        """Whether a picture's vector is the mean over it and its mirror image."""
        return self._heads is not None and self._heads.mirrored and not self.reads_states

    def _look(self, batch: Sequence[Pixels]) -> Encoded:
        if self.reads_states:
            return self.image_encoder.encode_states(batch)
        seen = self.image_encoder.encode(batch)
        if self.mirrored:
            reverse = self.image_encoder.encode([self.image_encoder.mirror(p) for p in batch])
            seen = np.float32(0.5) * (seen + reverse)
        return Encoded(seen)

    def _read(self, texts: Sequence[str]) -> Encoded:
        tokens = self.text_encoder.preprocess(texts)
        if self.reads_states:
            return self.text_encoder.encode_states(tokens)
        return Encoded(self.text_encoder.encode(tokens))


def load_space(name: str, compute: Compute) -> Space:
    """Starts a space by name.

    Args:
        name: `default`, `open_clip:NAME/PRETRAINED`, `colour-names`, or the path of trained heads
            (`.safetensors`, whose card names the encoders); any of them followed by `@N` for its
            first N coordinates.
        compute: Where and how precisely its encoders run.

    Raises:
        UnknownEncoder: There is no space of that name, or it has not so many coordinates.
        WeightsMissing: Weights are not installed or cannot be fetched.
        WeightsCorrupt: Weights have another hash than they must have.
        HeadsMismatch: The heads were trained on other weights of the encoders.
    """
    if short := SHORTENED.fullmatch(name):
        return _load(short["base"], compute).shortened(int(short["dimension"]))
    return _load(name, compute)


def _load(name: str, compute: Compute) -> Space:
    if name == DEFAULT_SPACE:
        return _with_heads(name, DEFAULT_HEADS, compute)
    if name.endswith(".safetensors") and not name.startswith(OPEN_CLIP):
        return _with_heads(name, Path(name), compute)
    if name.startswith(OPEN_CLIP) or name == COLOUR_NAMES:
        image_encoder = load_image_encoder(name, compute)
        return Space(name, image_encoder, load_text_encoder(name, compute))
    raise UnknownEncoder(
        f"no space is called {name!r}; there are 'default', 'open_clip:NAME/PRETRAINED', "
        "'colour-names' and the path of trained heads (FILE.safetensors); '@N' behind a name keeps "
        "the first N coordinates"
    )


def _with_heads(name: str, path: Path, compute: Compute) -> Space:
    heads = load_heads(path)
    image_name, image_fingerprint = _encoder_of(heads, "image", path)
    text_name, text_fingerprint = _encoder_of(heads, "text", path)
    image_encoder = load_image_encoder(image_name, compute)
    text_encoder = load_text_encoder(text_name, compute)
    for encoder, wanted in ((image_encoder, image_fingerprint), (text_encoder, text_fingerprint)):
        if encoder.fingerprint != wanted:
            raise HeadsMismatch(f"{path.name} was trained on other weights of {encoder.name}")
    return Space(name, image_encoder, text_encoder, heads)


def _encoder_of(heads: HeadPair, side: str, path: Path) -> tuple[str, str]:
    """Returns name and fingerprint of the encoder that a head was trained on."""
    try:
        encoder = heads.card["encoders"][side]
        return str(encoder["name"]), str(encoder["fingerprint"])
    except (KeyError, TypeError) as error:
        raise WeightsCorrupt(f"the card of {path.name} names no {side} encoder") from error


def _joint_dimension(image: ImageEncoder, text: TextEncoder, heads: HeadPair | None) -> int:
    if heads is None:
        if image.dimension != text.dimension:
            raise HeadsMismatch(f"{image.name} and {text.name} do not share a space without heads")
        return image.dimension
    expected = (heads.image.shape.inputs, heads.text.shape.inputs)
    if (image.dimension, text.dimension) != expected:
        raise HeadsMismatch(f"the heads do not fit {image.name} and {text.name}")
    return heads.image.shape.outputs


def _checked(dimension: int, joint: int, name: str) -> int:
    if not _SHORTEST <= dimension <= joint:
        raise UnknownEncoder(
            f"no space is called {name!r}: from {_SHORTEST} to {joint} coordinates can be kept"
        )
    return dimension


def _fingerprint(
    image: ImageEncoder,
    text: TextEncoder,
    heads: HeadPair | None,
    dimension: int | None,
    prompts: tuple[str, ...],
) -> str:
    parts = [image.fingerprint, text.fingerprint, heads.fingerprint if heads else "no heads"]
    parts += [] if dimension is None else [f"@{dimension}"]
    parts += [] if prompts == PLAIN else prompts
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Vectors = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return result
