"""Any open_clip model as a pair of encoders that already share a space."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from models.encoders import open_clip_network as towers
from models.encoders.protocols import Encoded, Pixels, Tokens, Vectors
from models.exceptions import NoStates, UnknownEncoder
from models.hashes import hash_file
from models.runtime import Compute
from models.runtime.network import Network
from models.runtime.start import start_runtime

PREFIX = "open_clip:"
_FOLDER = "local-dir:"


@dataclass(frozen=True)
class OpenClipModel:
    """An open_clip model by name.

    Attributes:
        architecture: Such as `ViT-B-32`, `hf-hub:org/name` or `local-dir:folder`.
        pretrained: A tag of open_clip, or the path of a local checkpoint; None for a schema name.
    """

    architecture: str
    pretrained: str | None

    @classmethod
    def parse(cls, name: str) -> "OpenClipModel":
        """Reads `open_clip:NAME/PRETRAINED`, `open_clip:hf-hub:ORG/REPO` and their like.

        Raises:
            UnknownEncoder: The name has no pretrained part, so its weights would be random.
        """
        rest = name.removeprefix(PREFIX)
        if rest.startswith(("hf-hub:", _FOLDER)):
            return cls(rest, None)
        architecture, slash, pretrained = rest.partition("/")
        if not slash or not architecture or not pretrained:
            raise UnknownEncoder(
                f"{name!r} does not say which weights: write open_clip:NAME/PRETRAINED, "
                "such as open_clip:ViT-B-32/laion2b_s34b_b79k or open_clip:ViT-B-32/model.pt"
            )
        return cls(architecture, pretrained)

    @property
    def name(self) -> str:
        """The name that `parse` reads."""
        parts = [self.architecture, self.pretrained]
        return PREFIX + "/".join(part for part in parts if part)

    @property
    def fingerprint(self) -> str:
        """Tells weights apart: by their hash where they are files, else by their name."""
        if self.pretrained and Path(self.pretrained).is_file():
            return f"{PREFIX}{self.architecture}/{hash_file(Path(self.pretrained))}"
        if self.architecture.startswith(_FOLDER):
            files = sorted(Path(self.architecture.removeprefix(_FOLDER)).glob("*.*"))
            return "/".join([self.name, *(hash_file(path) for path in files if path.is_file())])
        return self.name


class OpenClipImageEncoder:
    """Pictures to an open_clip model's joint space, float32 `[n, d]`."""

    def __init__(self, model: OpenClipModel, compute: Compute) -> None:
        """Starts the image tower.

        Raises:
            UnknownEncoder: open_clip knows no such architecture.
            WeightsMissing: The weights cannot be fetched.
        """
        settings = towers.model_settings(model.architecture)
        self.name = model.name
        self.dimension = int(settings["embed_dim"])
        self.levels: tuple[int, ...] = (self.dimension,)
        self.state_width = 0
        self.fingerprint = f"{model.fingerprint}/image"
        self._transform = towers.picture_transform(model.architecture, model.pretrained)
        shape = self.preprocess(Image.new("RGB", (8, 8))).shape  # [3, h, w]
        self.side = max(shape[1:])
        network = Network(
            _short(self.fingerprint),
            lambda: towers.build_image_stages(model.architecture, model.pretrained),
            lambda: (torch.zeros(2, *shape),),
        )
        self._runtime = start_runtime(network, compute)

    def preprocess(self, picture: Image.Image) -> Pixels:
        """Applies the model's own transform: float32 `[3, h, w]`."""
        return np.asarray(self._transform(picture).numpy(), dtype=np.float32)

    def mirror(self, pixels: Pixels) -> Pixels:
        """Turns `[3, h, w]` about the vertical."""
        return pixels[:, :, ::-1]

    def encode(self, batch: Sequence[Pixels]) -> Vectors:
        """Encodes preprocessed pictures into float32 `[n, d]`."""
        return self._runtime.run(np.stack(batch))[0]

    def encode_states(self, _batch: Sequence[Pixels]) -> Encoded:
        """Refuses: there is one vector and no more."""
        raise NoStates(self.name)


class OpenClipTextEncoder:
    """Texts to an open_clip model's joint space, float32 `[n, d]`."""

    def __init__(self, model: OpenClipModel, compute: Compute) -> None:
        """Starts the text tower.

        Raises:
            UnknownEncoder: open_clip knows no such architecture.
            WeightsMissing: The weights cannot be fetched.
        """
        settings = towers.model_settings(model.architecture)
        self.name = model.name
        self.dimension = int(settings["embed_dim"])
        self.levels: tuple[int, ...] = (self.dimension,)
        self.state_width = 0
        self.fingerprint = f"{model.fingerprint}/text"
        self._tokenizer = towers.open_tokenizer(model.architecture)
        length = self.preprocess([""])[0].shape[1]
        network = Network(
            _short(self.fingerprint),
            lambda: towers.build_text_stages(model.architecture, model.pretrained),
            lambda: (torch.zeros(2, length, dtype=torch.int64),),
        )
        self._runtime = start_runtime(network, compute)

    def preprocess(self, texts: Sequence[str]) -> Tokens:
        """Turns texts into token ids of the model's fixed length, int64 `[n, t]`."""
        return (self._tokenizer(list(texts)).numpy().astype(np.int64),)

    def count_tokens(self, batch: Tokens) -> int:
        """Counts tokens; the padding is zeros."""
        return int(np.count_nonzero(batch[0]))

    def encode(self, batch: Tokens) -> Vectors:
        """Encodes token arrays into float32 `[n, d]`."""
        return self._runtime.run(*batch)[0]

    def encode_states(self, _batch: Tokens) -> Encoded:
        """Refuses: there is one vector and no more."""
        raise NoStates(self.name)


def _short(fingerprint: str) -> str:
    return hashlib.sha256(fingerprint.encode()).hexdigest()
