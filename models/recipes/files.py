"""What a recipe space is trained to, on disk: one safetensors file and its card."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.carded import load_with_card, save_with_card
from models.exceptions import HeadsMismatch, WeightsCorrupt
from models.heads.files import read_shape
from models.packing import pack, unpack
from models.recipes.photo_tower import PhotoShape, PhotoTower
from models.recipes.recipe import Part
from models.recipes.recipe_tower import RecipeTower, TowerShape
from models.recipes.sequences import Order
from models.words.vectors import WordVectors

FORMAT = "pixword-recipes-1"

Tower = TypeVar("Tower", PhotoTower, RecipeTower)

_PHOTO, _RECIPE, _VECTORS, _SPELLINGS = "photo.", "recipe.", "words", "spellings"


@dataclass(frozen=True)
class RecipeHeads:
    """The towers of photos and of recipes into one space, and the card they came with.

    Attributes:
        photo: Tower of photos, over an image encoder.
        recipe: Tower of recipes.
        words: Vectors of ingredients and words.
        card: Data, encoders, settings and metrics.
        fingerprint: Hash of the tensors, and of what the card says of how they are used.
        arrays: What else was kept, by name, such as what calibrates scores.
    """

    photo: PhotoTower
    recipe: RecipeTower
    words: WordVectors
    card: Mapping[str, Any]
    fingerprint: str
    arrays: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def mirrored(self) -> bool:
        """Whether the photo tower expects the mean over a photo and its mirror image.

        Raises:
            WeightsCorrupt: The card does not tell.
        """
        settings = self.card.get("settings")
        if not isinstance(settings, Mapping) or not isinstance(settings.get("mirrored"), bool):
            raise WeightsCorrupt("the card of the recipe heads does not tell how photos are seen")
        mirrored: bool = settings["mirrored"]
        return mirrored


def save_recipe_heads(
    path: Path,
    photo: PhotoTower,
    recipe: RecipeTower,
    words: WordVectors,
    card: Mapping[str, Any],
    arrays: Mapping[str, NDArray[np.float32]],
) -> None:
    """Writes heads to `path` and their card beside it as `.json`.

    Args:
        path: Ends in `.safetensors`.
        photo: Tower of photos.
        recipe: Tower of recipes.
        words: Vectors of ingredients and words.
        card: What a reader must know of them; sizes, format and hash are added.
        arrays: What else is to be kept, by names that begin like neither tower's; matrices are
            rounded to eight bits as the weights are.
    """
    tensors = {_VECTORS: torch.from_numpy(words.vectors.copy())}
    for prefix, module in ((_PHOTO, photo), (_RECIPE, recipe)):
        tensors |= {prefix + name: tensor for name, tensor in module.state_dict().items()}
    spellings = bytearray("\n".join(words.words).encode())
    beside = {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}
    packed = pack(tensors | beside) | {_SPELLINGS: torch.frombuffer(spellings, dtype=torch.uint8)}
    own = {
        "format": FORMAT,
        "photo_tower": asdict(photo.shape),
        "recipe_tower": asdict(recipe.shape),
    }
    save_with_card(path, packed, card, own)


def load_recipe_heads(path: Path) -> RecipeHeads:
    """Reads heads after their hash was compared with their card.

    Raises:
        UnknownEncoder: There is no such file.
        WeightsCorrupt: The card or the tensors are damaged, or do not belong together.
    """
    tensors, card, digest = load_with_card(path, FORMAT, "recipe heads")
    try:
        return _restore(tensors, card, digest)
    except (KeyError, TypeError, ValueError, RuntimeError, HeadsMismatch) as error:
        raise WeightsCorrupt(f"{path.name} does not fit its card: {error}") from error


def _restore(packed: dict[str, Tensor], card: Mapping[str, Any], digest: str) -> RecipeHeads:
    spellings = packed.pop(_SPELLINGS).numpy().tobytes().decode().split("\n")
    tensors = unpack(packed)
    return RecipeHeads(
        photo=_restored(PhotoTower(_photo_shape(card["photo_tower"])), tensors, _PHOTO),
        recipe=_restored(RecipeTower(_recipe_shape(card["recipe_tower"])), tensors, _RECIPE),
        words=WordVectors(spellings, tensors[_VECTORS].numpy(), name="ingredients"),
        card=card,
        fingerprint=_fingerprint(digest, card),
        arrays={
            name: tensor.numpy()
            for name, tensor in tensors.items()
            if name != _VECTORS and not name.startswith((_PHOTO, _RECIPE))
        },
    )


def _fingerprint(digest: str, card: Mapping[str, Any]) -> str:
    """Returns what changes with the vectors: shapes tell weights and parts that no tensor has."""
    used = [card["photo_tower"], card["recipe_tower"], card.get("settings")]
    return hashlib.sha256(f"{digest}\n{json.dumps(used, sort_keys=True)}".encode()).hexdigest()


def _photo_shape(described: Mapping[str, Any]) -> PhotoShape:
    return PhotoShape(**dict(described) | {"head": read_shape(described["head"])})


def _recipe_shape(described: Mapping[str, Any]) -> TowerShape:
    read = {
        "levels": tuple(described["levels"]),
        "order": Order(described["order"]),
        "parts": tuple(map(Part, described["parts"])),
    }
    return TowerShape(**dict(described) | read)


def _restored(tower: Tower, tensors: Mapping[str, Tensor], prefix: str) -> Tower:
    own = {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}
    tower.load_state_dict(own)
    tower.eval().requires_grad_(requires_grad=False)
    return tower
