"""Training a joint space from captioned pictures to files that `load_space` opens."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.encoders.protocols import ImageEncoder, TextEncoder
from models.encoders.registry import load_image_encoder, load_text_encoder
from models.heads import save_heads
from models.runtime import Compute
from models.training.captioned import CaptionedPictures
from models.training.curve import curve_path, draw_curve
from models.training.encoding import Encoders, JointData, encode_material
from models.training.features import Progress, say_nothing
from models.training.finishing import Finished, finish_heads
from models.training.hardware import Hardware
from models.training.loop import Report, Trained, Unfinished
from models.training.material import Material
from models.training.run import split_heads, train_heads
from models.training.settings import JointSettings
from models.unfinished import unfinished_path

DEFAULT_ENCODERS = ("efficientnet-lite2", "minilm-l6-v2")
"""Of pictures and of texts."""


@dataclass(frozen=True)
class Watcher:
    """Who is told how far a run is.

    Attributes:
        encoded: Told how many more pictures or texts have been encoded.
        judged: Told of every judgement.
    """

    encoded: Progress = say_nothing
    judged: Report = say_nothing


def train_joint(
    data: JointData,
    out: Path,
    compute: Compute,
    settings: JointSettings = JointSettings(),  # noqa: B008 - frozen
    encoders: tuple[str, str] = DEFAULT_ENCODERS,
    *,
    restart: bool = False,
    watcher: Watcher = Watcher(),
) -> Trained:
    """Trains a pair of heads and saves them with a card and a learning curve.

    A run that was interrupted goes on at its last judgement when it is started again.

    Args:
        data: What to train and judge with.
        out: Where the heads go, `FILE.safetensors`; `FILE.json` and `FILE.png` lie beside.
        compute: Where encoders and heads run; its cache keeps the encoders' features.
        settings: How to train.
        encoders: Names of the image encoder and the text encoder.
        restart: Forgets a run that was interrupted.
        watcher: Who is told how far it is.

    Raises:
        UnknownEncoder, WeightsMissing, WeightsCorrupt: An encoder cannot be started.
        NothingToLearn: There are too few pictures, or nothing to tell them apart by.
        UnreadablePicture, PictureTooLarge: A picture cannot be read.
        NoStates: Attention is wanted over an encoder that has no states.
        OtherRunUnfinished: Another run to the same place was interrupted.
    """
    started = time.perf_counter()
    pair = Encoders(
        load_image_encoder(encoders[0], compute),
        load_text_encoder(encoders[1], compute),
        compute.cache,
    )
    material = encode_material(data, pair, settings, watcher.encoded)
    encoded = time.perf_counter()
    described = _describe(data, pair, settings)
    unfinished = _unfinished(out, described, material, restart=restart)
    trained = train_heads(material, settings, Hardware.of(compute), watcher.judged, unfinished)
    finished = finish_heads(split_heads(trained.module), data, material, pair.text)
    seconds = {
        "encoding": round(encoded - started, 1),
        "training": round(time.perf_counter() - encoded, 1),
    }
    _save(out, finished, trained, described | {"seconds": seconds})
    unfinished.path.unlink(missing_ok=True)
    return trained


def _unfinished(
    out: Path, described: Mapping[str, Any], material: Material, *, restart: bool
) -> Unfinished:
    """Names what a run that goes on must share: settings, encoders, and the very features."""
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode())
    beside = [] if material.beside is None else [material.beside.pairs]
    for pairs in (material.train.pairs, material.dev, *beside):
        for array in (pairs.images.vectors, pairs.texts.vectors, pairs.owners):
            digest.update(array.tobytes())
    unfinished = Unfinished(unfinished_path(out), digest.hexdigest())
    if restart:
        unfinished.path.unlink(missing_ok=True)
    return unfinished


def _describe(data: JointData, pair: Encoders, settings: JointSettings) -> dict[str, Any]:
    """Returns the part of the card that is known before training."""
    splits = {"train": data.train, "dev": data.dev, "beside": data.beside}
    return {
        "data": {name: _count(split) for name, split in splits.items() if split is not None},
        "encoders": {"image": _identify(pair.image), "text": _identify(pair.text)},
        "settings": asdict(settings),
    }


def _count(split: CaptionedPictures) -> dict[str, Any]:
    return {
        "name": split.name,
        "pictures": len(split.pictures),
        "texts": len(split.texts),
        "skipped": split.skipped,
    }


def _identify(encoder: ImageEncoder | TextEncoder) -> dict[str, str]:
    return {"name": encoder.name, "fingerprint": encoder.fingerprint}


def _save(out: Path, finished: Finished, trained: Trained, card: dict[str, Any]) -> None:
    described = card | {"fitted": finished.fitted, "metrics": trained.metrics()}
    save_heads(out, *finished.heads, described, finished.arrays)
    draw_curve(curve_path(out), trained.history, trained.best)
