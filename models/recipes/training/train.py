"""Training a recipe space from photographed recipes to files that `load_recipe_space` opens."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from models.encoders.protocols import ImageEncoder, TextEncoder
from models.encoders.registry import load_image_encoder, load_text_encoder
from models.recipes.files import save_recipe_heads
from models.recipes.training.finishing import finish_recipes
from models.recipes.training.material import (
    PhotographedRecipes,
    RecipeData,
    RecipeMaterial,
    encode_recipe_material,
    known_share,
)
from models.recipes.training.run import split_towers, train_recipe_towers
from models.recipes.training.settings import RecipeSettings
from models.runtime import Compute
from models.training.curve import curve_path, draw_curve
from models.training.encoding import Encoders
from models.training.hardware import Hardware
from models.training.joint import DEFAULT_ENCODERS, Watcher
from models.training.loop import Trained, Unfinished
from models.unfinished import unfinished_path


def train_recipes(
    data: RecipeData,
    out: Path,
    compute: Compute,
    settings: RecipeSettings = RecipeSettings(),  # noqa: B008 - frozen
    encoders: tuple[str, str] = DEFAULT_ENCODERS,
    *,
    restart: bool = False,
    watcher: Watcher = Watcher(),  # noqa: B008 - frozen
) -> Trained:
    """Trains an image head and a recipe tower and saves them with a card and a learning curve.

    A run that was interrupted goes on at its last judgement when it is started again.

    Args:
        data: What to train and judge with.
        out: Where the heads go, `FILE.safetensors`; `FILE.json` and `FILE.png` lie beside.
        compute: Where encoders run; its cache keeps their features. Heads are trained on the CPU.
        settings: How to train.
        encoders: Names of the image encoder and the text encoder.
        restart: Forgets a run that was interrupted.
        watcher: Who is told how far it is.

    Raises:
        UnknownEncoder, WeightsMissing, WeightsCorrupt: An encoder cannot be started.
        NothingToLearn: There are too few pairs, or nothing to tell them apart by.
        UnreadablePicture, PictureTooLarge: A photo cannot be read.
        OtherRunUnfinished: Another run to the same place was interrupted.
    """
    started = time.perf_counter()
    pair = Encoders(
        load_image_encoder(encoders[0], compute),
        load_text_encoder(encoders[1], compute),
        compute.cache,
    )
    material = encode_recipe_material(data, pair, settings, watcher.encoded)
    encoded = time.perf_counter()
    described = _describe(data, pair, settings, material)
    unfinished = _unfinished(out, described, material, restart=restart)
    hardware = Hardware(torch.device("cpu"), Hardware.of(compute).half)
    trained = train_recipe_towers(material, settings, hardware, watcher.judged, unfinished)
    towers = split_towers(trained.module)
    finished = finish_recipes(towers, data, material, settings)
    seconds = {
        "encoding": round(encoded - started, 1),
        "training": round(time.perf_counter() - encoded, 1),
    }
    card = described | {
        "seconds": seconds,
        "fitted": finished.fitted,
        "metrics": trained.metrics(),
    }
    save_recipe_heads(out, *finished.towers, material.words.vectors, card, finished.arrays)
    draw_curve(curve_path(out), trained.history, trained.best, ("photo", "recipe"))
    unfinished.path.unlink(missing_ok=True)
    return trained


def _unfinished(
    out: Path, described: Mapping[str, Any], material: RecipeMaterial, *, restart: bool
) -> Unfinished:
    """Names what a run that goes on must share: settings, encoders, and the very features."""
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode())
    for pairs in (material.train, material.dev):
        recipes = pairs.recipes
        for array in (pairs.images, recipes.titles, recipes.steps.vectors, recipes.steps.starts):
            digest.update(array.tobytes())
        digest.update(recipes.ingredients.vectors.tobytes())
    unfinished = Unfinished(unfinished_path(out), digest.hexdigest())
    if restart:
        unfinished.path.unlink(missing_ok=True)
    return unfinished


def _describe(
    data: RecipeData, pair: Encoders, settings: RecipeSettings, material: RecipeMaterial
) -> dict[str, Any]:
    """Returns the part of the card that is known before training."""
    return {
        "data": {name: _count(split) for name, split in (("train", data.train), ("dev", data.dev))},
        "encoders": {"image": _identify(pair.image), "text": _identify(pair.text)},
        "settings": asdict(settings),
        "classes": {
            "phrases": list(material.phrases),
            "recipes with one": round(known_share(material.classes), 4),
        },
    }


def _count(split: PhotographedRecipes) -> dict[str, Any]:
    return {"name": split.name, "recipes": len(split.recipes), "skipped": split.skipped}


def _identify(encoder: ImageEncoder | TextEncoder) -> dict[str, str]:
    return {"name": encoder.name, "fingerprint": encoder.fingerprint}
