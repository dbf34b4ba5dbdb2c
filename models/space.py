"""A space: an image tower and a text tower that meet."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from models.encoders.colour_names import NAME as COLOUR_NAMES
from models.encoders.protocols import ImageEncoder, TextEncoder, Vectors
from models.encoders.registry import OPEN_CLIP, load_image_encoder, load_text_encoder
from models.exceptions import HeadsMismatch, UnknownEncoder, WeightsCorrupt
from models.heads import HeadPair, load_heads
from models.runtime import Compute

DEFAULT = "default"
PRETRAINED = Path(__file__).parent / "pretrained"
DEFAULT_HEADS = PRETRAINED / "efficientnet-lite2+minilm-l6-v2.safetensors"
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
    """

    def __init__(
        self,
        name: str,
        image_encoder: ImageEncoder,
        text_encoder: TextEncoder,
        heads: HeadPair | None = None,
    ) -> None:
        """Joins two encoders, with heads or, where they share a space already, without.

        Raises:
            HeadsMismatch: The heads belong to other encoders, or there are none and the encoders
                have different dimensions.
        """
        self.name = name
        self.image_encoder = image_encoder
        self.text_encoder = text_encoder
        self._heads = heads
        self.dimension = _joint_dimension(image_encoder, text_encoder, heads)
        self.fingerprint = _fingerprint(image_encoder, text_encoder, heads)

    def encode_pictures(self, pictures: Sequence[Image.Image]) -> Vectors:
        """Encodes upright RGB pictures into unit vectors, float32 `[n, d]`."""
        return self.encode_preprocessed([self.image_encoder.preprocess(p) for p in pictures])

    def encode_preprocessed(self, batch: Sequence[np.ndarray]) -> Vectors:
        """Encodes what the image encoder's `preprocess` made into unit vectors `[n, d]`."""
        if not batch:
            return np.zeros((0, self.dimension), dtype=np.float32)
        chunks = [batch[i : i + _IMAGE_BATCH] for i in range(0, len(batch), _IMAGE_BATCH)]
        return self.project_images(np.concatenate([self.image_encoder.encode(c) for c in chunks]))

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Encodes texts into unit vectors, float32 `[n, d]`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        encoder = self.text_encoder
        chunks = [texts[i : i + _TEXT_BATCH] for i in range(0, len(texts), _TEXT_BATCH)]
        features = [encoder.encode(encoder.preprocess(chunk)) for chunk in chunks]
        return self.project_texts(np.concatenate(features))

    def project_images(self, features: Vectors) -> Vectors:
        """Takes features of the image encoder `[n, d_image]` into the space `[n, d]`."""
        return self._heads.image.project(features) if self._heads else _unit(features)

    def project_texts(self, features: Vectors) -> Vectors:
        """Takes features of the text encoder `[n, d_text]` into the space `[n, d]`."""
        return self._heads.text.project(features) if self._heads else _unit(features)


def load_space(name: str, compute: Compute) -> Space:
    """Starts a space by name.

    Args:
        name: `default`, `open_clip:NAME/PRETRAINED`, `colour-names`, or the path of trained heads
            (`.safetensors`, whose card names the encoders).
        compute: Where and how precisely its encoders run.

    Raises:
        UnknownEncoder: There is no space of that name.
        WeightsMissing: Weights are not installed or cannot be fetched.
        WeightsCorrupt: Weights have another hash than they must have.
        HeadsMismatch: The heads were trained on other weights of the encoders.
    """
    if name == DEFAULT:
        return _with_heads(name, DEFAULT_HEADS, compute)
    if name.endswith(".safetensors") and not name.startswith(OPEN_CLIP):
        return _with_heads(name, Path(name), compute)
    if name.startswith(OPEN_CLIP) or name == COLOUR_NAMES:
        image_encoder = load_image_encoder(name, compute)
        return Space(name, image_encoder, load_text_encoder(name, compute))
    raise UnknownEncoder(
        f"no space is called {name!r}; there are 'default', 'open_clip:NAME/PRETRAINED', "
        "'colour-names' and the path of trained heads (FILE.safetensors)"
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


def _fingerprint(image: ImageEncoder, text: TextEncoder, heads: HeadPair | None) -> str:
    parts = [image.fingerprint, text.fingerprint, heads.fingerprint if heads else "no heads"]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Vectors = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return result
