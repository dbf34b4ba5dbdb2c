"""The towers of an open_clip model as torch modules. Importing this takes five seconds."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from huggingface_hub import hf_hub_download
from torch import Tensor, nn

from models.encoders import torchvision_operators  # noqa: F401 - before open_clip
from models.exceptions import UnknownEncoder, WeightsMissing
from models.runtime.network import Stage

import open_clip  # isort: skip
from open_clip.transform import PreprocessCfg, image_transform_v2  # isort: skip

_SCHEMAS = ("hf-hub:", "local-dir:")
_CONFIGURATION = "open_clip_config.json"


class _ImageTower(nn.Module):
    """Normalised pictures `[n, 3, h, w]` to vectors of the joint space `[n, d]`."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, pictures: Tensor) -> Tensor:
        result: Tensor = self.model.encode_image(pictures)
        return result


class _TextTower(nn.Module):
    """Token ids `[n, t]` to vectors of the joint space `[n, d]`."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, tokens: Tensor) -> Tensor:
        result: Tensor = self.model.encode_text(tokens)
        return result


def model_settings(architecture: str) -> dict[str, Any]:
    """Returns the configuration of an architecture: `embed_dim`, `vision_cfg`, `text_cfg`.

    Raises:
        UnknownEncoder: open_clip knows no such architecture.
        WeightsMissing: Its configuration lies on a hub that cannot be reached.
    """
    settings: dict[str, Any] | None
    try:
        settings = open_clip.get_model_config(architecture)
    except Exception as error:
        # The hub client raises a dozen kinds of network and lookup errors here.
        raise WeightsMissing(f"open_clip cannot fetch {architecture}: {error}") from error
    if settings is None:
        raise UnknownEncoder(
            f"open_clip knows no architecture {architecture!r}; it knows for example "
            + ", ".join(open_clip.list_models()[:5])
        )
    return settings


def picture_transform(architecture: str, pretrained: str | None) -> Callable[..., Tensor]:
    """Returns the model's own preprocessing: a PIL picture to normalised `[3, h, w]`."""
    settings = _own_settings(architecture) or {}
    if pretrained:
        settings |= open_clip.get_pretrained_cfg(architecture, pretrained) or {}
    settings.setdefault("size", model_settings(architecture)["vision_cfg"]["image_size"])
    known = {field.name for field in fields(PreprocessCfg)}
    wanted = {key: value for key, value in settings.items() if key in known and value is not None}
    transform: Callable[..., Tensor] = image_transform_v2(PreprocessCfg(**wanted), is_train=False)
    return transform


def _own_settings(architecture: str) -> dict[str, Any] | None:
    """Returns what a model folder or a hub repository says of its pictures."""
    if architecture.startswith("local-dir:"):
        path = Path(architecture.removeprefix("local-dir:")) / _CONFIGURATION
    elif architecture.startswith("hf-hub:"):
        path = Path(hf_hub_download(architecture.removeprefix("hf-hub:"), _CONFIGURATION))
    else:
        return None
    settings: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["preprocess_cfg"]
    return settings


def open_tokenizer(architecture: str) -> Any:
    """Returns the callable that turns texts into token ids `[n, t]`."""
    return open_clip.get_tokenizer(architecture)


def load_model(architecture: str, pretrained: str | None) -> nn.Module:
    """Loads a model, frozen, without running pickled code.

    OpenAI's weights want QuickGELU also where the architecture's name does not say so; open_clip
    itself would only warn.

    Args:
        architecture: Such as `ViT-B-32` or `hf-hub:org/name`.
        pretrained: A tag that open_clip knows, or the path of a `.safetensors` or `.pt` file.

    Raises:
        WeightsMissing: The weights cannot be fetched or read.
    """
    try:
        model: nn.Module = open_clip.create_model(
            architecture,
            pretrained=pretrained or None,
            require_pretrained=not architecture.startswith(_SCHEMAS),
            force_quick_gelu=_wants_quick_gelu(architecture, pretrained),
            weights_only=True,
        )
    except Exception as error:
        # open_clip and the hub client raise plain RuntimeErrors, OSErrors and their own kinds.
        raise WeightsMissing(
            f"the weights {pretrained!r} of {architecture} cannot be loaded: {error}"
        ) from error
    return model.eval().requires_grad_(requires_grad=False)


def _wants_quick_gelu(architecture: str, pretrained: str | None) -> bool:
    if pretrained is None:
        return False
    described = open_clip.get_pretrained_cfg(architecture, pretrained) or {}
    return bool(described.get("quick_gelu", False))


def build_image_stages(architecture: str, pretrained: str | None) -> list[Stage]:
    """Builds the image tower."""
    return [Stage(_ImageTower(load_model(architecture, pretrained)).eval())]


def build_text_stages(architecture: str, pretrained: str | None) -> list[Stage]:
    """Builds the text tower."""
    return [Stage(_TextTower(load_model(architecture, pretrained)).eval())]
