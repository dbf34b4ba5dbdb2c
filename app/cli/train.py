"""`pixword train joint`: heads for your own pictures."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import torch
import typer
from rich.console import Console

from app.cli.progress import counting
from app.config import Settings
from app.datasets import CaptionedPictures, read_split
from models.encoders.imagenet_classes import classes_of
from models.encoders.protocols import ImageEncoder, TextEncoder
from models.encoders.registry import load_image_encoder, load_text_encoder
from models.heads import save_heads
from models.training.class_knowledge import ClassKnowledge
from models.training.features import picture_features, text_features
from models.training.joint import JointSettings, Judgement, train_joint
from models.training.views import TRAINING_VIEWS

train = typer.Typer(help="Train heads on frozen encoders.", no_args_is_help=True)
_console = Console(stderr=True)


@train.callback()
def group() -> None:
    """Train heads on frozen encoders."""


@train.command()
def joint(
    data: Annotated[Path, typer.Option(help="Folder with a JSONL or CSV of captioned pictures.")],
    out: Annotated[Path, typer.Option(help="Where the heads go: FILE.safetensors.")],
    image_encoder: Annotated[str, typer.Option(help="Image encoder.")] = "efficientnet-lite2",
    text_encoder: Annotated[str, typer.Option(help="Text encoder.")] = "minilm-l6-v2",
    seed: Annotated[int, typer.Option(help="Makes the same heads again.")] = 0,
    epochs: Annotated[
        int, typer.Option(min=1, help="Passes over the pictures.")
    ] = JointSettings.epochs,
    hidden: Annotated[
        int, typer.Option(min=1, help="Width of the hidden layers.")
    ] = JointSettings.hidden,
    dimension: Annotated[
        int, typer.Option(min=2, help="Dimension of the space.")
    ] = JointSettings.dimension,
    class_pairs: Annotated[
        int, typer.Option(min=0, help="Synthetic class pairs a step; 0 trains without.")
    ] = JointSettings.class_pairs,
) -> None:
    """Train a pair of projection heads, judged on the split `dev`, saved with a card."""
    settings = Settings()
    options = JointSettings(
        dimension=dimension, hidden=hidden, epochs=epochs, seed=seed, class_pairs=class_pairs
    )
    started = time.perf_counter()
    images = load_image_encoder(image_encoder, settings.compute)
    texts = load_text_encoder(text_encoder, settings.compute)
    splits = {name: read_split(data, name) for name in ("train", "dev")}
    with counting("encoding", None) as progress:
        pairs = {
            name: split.features(images, texts, settings.cache, progress)
            for name, split in splits.items()
        }
        views = [
            picture_features(images, splits["train"].pictures, settings.cache, progress, view)
            for view in TRAINING_VIEWS
        ]
        classes = _class_knowledge(images, texts, settings.cache) if class_pairs else None
    trained = train_joint(pairs["train"], pairs["dev"], options, views, classes, _report)
    card = {
        "data": _describe(data, splits),
        "encoders": {"image": _identify(images), "text": _identify(texts)},
        "settings": asdict(options),
        "class_pairs": classes is not None,
        "metrics": trained.describe(),
        "seconds": round(time.perf_counter() - started, 1),
    }
    save_heads(out, trained.image, trained.text, card)
    _console.print(f"saved {out}, best after epoch {trained.best.epoch}")


def _report(judgement: Judgement) -> None:
    i2t, t2i = judgement.i2t, judgement.t2i
    _console.print(
        f"epoch {judgement.epoch:4}  loss {judgement.loss:.3f}  "
        f"picture → text R@1 {i2t.r1:5.1f}  text → picture R@1 {t2i.r1:5.1f}"
    )


def _class_knowledge(
    images: ImageEncoder, texts: TextEncoder, cache: Path
) -> ClassKnowledge | None:
    classes = classes_of(images.name)
    if classes is None:
        return None
    flat = [text for own in classes.texts for text in own]
    starts = torch.tensor([0, *(len(own) for own in classes.texts)]).cumsum(0)
    features = text_features(texts, flat, cache, lambda _: None)
    return ClassKnowledge(classes.weights, classes.biases, torch.from_numpy(features), starts)


def _describe(data: Path, splits: dict[str, CaptionedPictures]) -> dict[str, object]:
    counts = {
        name: {"pictures": len(s.pictures), "texts": len(s.texts), "skipped": s.skipped}
        for name, s in splits.items()
    }
    return {"name": data.resolve().name, "splits": counts}


def _identify(encoder: ImageEncoder | TextEncoder) -> dict[str, str]:
    return {"name": encoder.name, "fingerprint": encoder.fingerprint}
