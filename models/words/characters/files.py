"""Spellers on disk: numbers as safetensors, in eight bits, and a card beside them."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from models.carded import save_with_card
from models.exceptions import WeightsCorrupt
from models.packing import pack, unpack
from models.words.characters.alphabet import Alphabet
from models.words.characters.network import CharacterNetwork
from models.words.characters.pieces import Pieces
from models.words.characters.settings import CharacterSettings
from models.words.characters.speller import CharacterSpeller
from models.words.speller_files import FORMAT, read_speller_card

_NETWORK, _PIECES, _STRINGS = "network.", "pieces", "strings"


def save_speller(
    path: Path, speller: CharacterSpeller, settings: CharacterSettings, card: Mapping[str, Any]
) -> None:
    """Writes a speller to `path` and its card beside it as `.json`.

    Args:
        path: Ends in `.safetensors`.
        speller: What to write.
        settings: What it was made with.
        card: What a reader should know of it; format, alphabet, sizes and hash are added.
    """
    tensors: dict[str, Tensor] = {
        _NETWORK + name: tensor for name, tensor in speller.network.state_dict().items()
    }
    tensors[_PIECES] = torch.from_numpy(speller.piece_vectors)
    strings = "\n".join(speller.pieces.strings).encode()
    packed = pack(tensors) | {_STRINGS: torch.frombuffer(bytearray(strings), dtype=torch.uint8)}
    own = {
        "format": FORMAT,
        "alphabet": speller.alphabet.characters,
        "dimension": speller.dimension,
        "lower": speller.lower,
        "settings": asdict(settings),
    }
    save_with_card(path, packed, card, own)


def load_speller(path: Path) -> CharacterSpeller:
    """Reads a speller after its hash was compared with its card.

    Raises:
        UnknownEncoder: There is no such file.
        WeightsCorrupt: The card or the numbers are damaged, or do not belong together.
    """
    card = read_speller_card(path)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != card["sha256"]:
        raise WeightsCorrupt(f"{path.name} is not the speller its card describes")
    try:
        return _restore(card, load(content))
    except (KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        raise WeightsCorrupt(f"{path.name} does not fit its card: {error}") from error


def _restore(card: Mapping[str, Any], packed: dict[str, Tensor]) -> CharacterSpeller:
    strings = packed.pop(_STRINGS).numpy().tobytes().decode().split("\n")
    tensors = unpack(packed)
    described = dict(card["settings"])
    settings = CharacterSettings(**described | {"widths": tuple(described["widths"])})
    alphabet = Alphabet(card["alphabet"])
    network = CharacterNetwork(alphabet.size, tensors[_NETWORK + "common"], settings)
    network.load_state_dict(
        {n.removeprefix(_NETWORK): t for n, t in tensors.items() if n.startswith(_NETWORK)}
    )
    vectors = tensors[_PIECES].numpy()
    if vectors.shape != (len(strings), card["dimension"]):
        raise ValueError("there is not one vector for each piece")
    return CharacterSpeller(
        alphabet,
        network,
        Pieces(strings, settings.shortest, settings.longest),
        np.ascontiguousarray(vectors, dtype=np.float32),
        trust=settings.trust,
        lower=bool(card["lower"]),
        fingerprint=str(card["sha256"]),
    )
