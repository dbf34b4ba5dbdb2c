"""What each part of the training of the default heads brings, and what was tried in its place.

    python -m benchmarks.heads --data DIR [--beside DIR] [--epochs 30] [--only NAME ...]

Every variant is the default with one thing changed, trained on the cached features of one run with
the same seed and fewer epochs than the heads that are shipped, and judged on dev and on the sample
corpus (all of it; never trained on).
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch

from app.cli.progress import counting
from app.config import Settings
from app.datasets import read_split
from benchmarks.machine import describe_machine
from models.encoders.protocols import Encoded
from models.encoders.registry import load_image_encoder, load_text_encoder
from models.evaluation.retrieval import judge_retrieval
from models.heads import HeadKind
from models.training.class_knowledge import ClassKnowledge
from models.training.encoding import Encoders, JointData, encode_material
from models.training.hardware import Hardware
from models.training.joint import DEFAULT_ENCODERS
from models.training.losses import LossKind
from models.training.material import Material, ViewedPairs
from models.training.pairs import PairedFeatures
from models.training.run import split_heads, train_heads
from models.training.settings import JointSettings

RESULTS = Path(__file__).parent / "results" / "heads.json"
SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True)
class Variant:
    """The default with one thing changed.

    Attributes:
        settings: Changes to the settings.
        change: Changes what is learnt from.
        blind: Blanks what encoders tell of earlier layers.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    change: Callable[[Material], Material] = lambda material: material
    blind: bool = False


def main() -> None:
    """Trains every variant, prints and keeps the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of captioned pictures")
    parser.add_argument("--beside", type=Path, required=True, help="folder learnt beside")
    parser.add_argument("--epochs", type=int, default=30, help="passes over the pictures")
    parser.add_argument("--only", nargs="*", choices=list(VARIANTS), default=list(VARIANTS))
    options = parser.parse_args()
    settings = JointSettings(epochs=options.epochs, judge_every=options.epochs)
    material, samples = _encode(options.data, options.beside, settings)
    kept = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    for name in options.only:
        figures = _train(VARIANTS[name], material, settings, samples)
        kept[name] = figures | {"epochs": options.epochs}
        print(name, figures, flush=True)
        RESULTS.write_text(json.dumps(kept | {"machine": describe_machine()}, indent=1) + "\n")


def _encode(data: Path, beside: Path, settings: JointSettings) -> tuple[Material, PairedFeatures]:
    own = Settings()
    encoders = Encoders(
        load_image_encoder(DEFAULT_ENCODERS[0], own.compute),
        load_text_encoder(DEFAULT_ENCODERS[1], own.compute),
        own.cache,
    )
    pictures = JointData(
        read_split(data, "train"), read_split(data, "dev"), read_split(beside, "train")
    )
    with counting("encoding", None) as progress:
        material = encode_material(pictures, encoders, settings, progress)
        samples = read_split(SAMPLES, "all").features(
            encoders.image, encoders.text, own.cache, progress, mirrored=settings.mirrored
        )
    return material, samples


def _train(
    variant: Variant, material: Material, settings: JointSettings, samples: PairedFeatures
) -> dict[str, Any]:
    started = time.perf_counter()
    changed = replace(settings, **variant.settings)
    hardware = Hardware.of(Settings().compute)
    learnt = variant.change(material)
    if variant.blind:
        widths = (material.image_levels[0], material.text_levels[0])
        learnt, samples = _blank_material(learnt, widths), _blank_pairs(samples, widths)
    trained = train_heads(learnt, changed, hardware, lambda _: None)
    image, text = split_heads(trained.module)
    i2t, t2i = judge_retrieval(
        image.project(samples.images), text.project(samples.texts), samples.owners
    )
    return {
        "dev": {"i2t": asdict(trained.best.i2t), "t2i": asdict(trained.best.t2i)},
        "samples": {"i2t": asdict(i2t), "t2i": asdict(t2i)},
        "seconds": round(time.perf_counter() - started, 1),
    }


def _without_beside(material: Material) -> Material:
    return replace(material, beside=None)


def _without_classes(material: Material) -> Material:
    return replace(material, classes=None)


def _without_views(material: Material) -> Material:
    return replace(material, train=ViewedPairs(material.train.pairs))


def _blank_material(material: Material, widths: tuple[int, int]) -> Material:
    classes = material.classes
    return replace(
        material,
        train=_blank_viewed(material.train, widths),
        dev=_blank_pairs(material.dev, widths),
        beside=None if material.beside is None else _blank_viewed(material.beside, widths),
        classes=None if classes is None else _blank_names(classes, widths[1]),
    )


def _blank_viewed(viewed: ViewedPairs, widths: tuple[int, int]) -> ViewedPairs:
    views = [_blank(view, widths[0]) for view in viewed.views]
    return ViewedPairs(_blank_pairs(viewed.pairs, widths), views)


def _blank_names(classes: ClassKnowledge, width: int) -> ClassKnowledge:
    names, kinds = (
        replace(own, vectors=torch.from_numpy(_blank(Encoded(own.vectors.numpy()), width).vectors))
        for own in (classes.names, classes.kinds)
    )
    return replace(classes, names=names, kinds=kinds)


def _blank_pairs(pairs: PairedFeatures, widths: tuple[int, int]) -> PairedFeatures:
    return PairedFeatures(
        _blank(pairs.images, widths[0]), _blank(pairs.texts, widths[1]), pairs.owners
    )


def _blank(encoded: Encoded, width: int) -> Encoded:
    vectors = encoded.vectors.copy()
    vectors[:, width:] = 0.0
    return Encoded(vectors)


VARIANTS = {
    "default": Variant(),
    "no anchor": Variant({"anchored": 0}),
    "anchor of half the weight": Variant({"anchor_weight": JointSettings.anchor_weight / 2}),
    "anchor of twice the weight": Variant({"anchor_weight": JointSettings.anchor_weight * 2}),
    "no lessons of the classifier, no anchor": Variant(change=_without_classes),
    "no kinds of classes": Variant({"kind_weight": 0.0}),
    "no single words": Variant({"word_weight": 0.0}),
    "lessons of twice the weight": Variant(
        {
            "class_weight": JointSettings.class_weight * 2,
            "distillation_weight": JointSettings.distillation_weight * 2,
        }
    ),
    "no recipes beside": Variant(change=_without_beside),
    "no other views": Variant(change=_without_views),
    "no earlier layers": Variant(blind=True),
    "no noise": Variant({"noise": 0.0}),
    "no power normalisation": Variant({"image_power": 1.0}),
    "nested dimensions 64, 128, 256": Variant({"nested": (64, 128, 256)}),
    "linear heads": Variant({"head": HeadKind.LINEAR}),
    "triplet, hardest negatives": Variant({"loss": LossKind.TRIPLET}),
    "triplet, a fifth of the learning rate": Variant(
        {"loss": LossKind.TRIPLET, "learning_rate": JointSettings.learning_rate / 5}
    ),
    "contrastive": Variant({"loss": LossKind.CONTRASTIVE}),
    "cosine embedding": Variant({"loss": LossKind.COSINE}),
    "uniformity and alignment beside": Variant({"uniformity": 0.1, "alignment": 0.1}),
}


if __name__ == "__main__":
    main()
