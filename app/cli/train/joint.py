"""`pixword train joint`: heads for your own pictures."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.progress import counting
from app.cli.train.places import check_place
from app.cli.train.seeds import LARGEST_SEED
from app.config import Settings
from app.datasets import read_split, read_splits
from models.heads import HeadKind
from models.training.curve import curve_path
from models.training.encoding import JointData
from models.training.joint import DEFAULT_ENCODERS, Watcher, train_joint
from models.training.judgement import Judgement
from models.training.losses import LossKind
from models.training.settings import JointSettings

_USUAL = JointSettings()


def joint(
    data: Annotated[Path, typer.Option(help="Folder with a JSONL or CSV of captioned pictures.")],
    out: Annotated[Path, typer.Option(help="Where the heads go: FILE.safetensors.")],
    beside: Annotated[
        list[Path] | None,
        typer.Option(help="More such folders, learnt beside in batches of their own; repeatable."),
    ] = None,
    train_split: Annotated[str, typer.Option(help="Split that is learnt from.")] = "train",
    dev_split: Annotated[str, typer.Option(help="Split that is judged on.")] = "dev",
    image_encoder: Annotated[str, typer.Option(help="Image encoder.")] = DEFAULT_ENCODERS[0],
    text_encoder: Annotated[str, typer.Option(help="Text encoder.")] = DEFAULT_ENCODERS[1],
    head: Annotated[HeadKind, typer.Option(help="Kind of both heads.")] = _USUAL.head,
    loss: Annotated[LossKind, typer.Option(help="Loss over matching pairs.")] = _USUAL.loss,
    temperature: Annotated[
        float, typer.Option(min=0.01, max=1, help="Where InfoNCE starts.")
    ] = _USUAL.temperature,
    margin: Annotated[
        float | None, typer.Option(min=0, max=2, help="Of the other losses; each has its usual.")
    ] = None,
    alignment: Annotated[
        float, typer.Option(min=0, help="Weight of the alignment of matching pairs.")
    ] = _USUAL.alignment,
    uniformity: Annotated[
        float, typer.Option(min=0, help="Weight of the uniformity of both modalities.")
    ] = _USUAL.uniformity,
    dimension: Annotated[
        int, typer.Option(min=2, help="Dimension of the space.")
    ] = _USUAL.dimension,
    hidden: Annotated[int, typer.Option(min=1, help="Width of hidden layers.")] = _USUAL.hidden,
    queries: Annotated[
        int, typer.Option(min=1, help="Learnt queries of an attention head.")
    ] = _USUAL.queries,
    batch: Annotated[int, typer.Option(min=2, help="Pictures a step.")] = _USUAL.batch,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the pictures.")] = _USUAL.epochs,
    patience: Annotated[
        int, typer.Option(min=1, help="Judgements without a better one until it stops.")
    ] = _USUAL.patience,
    judge_every: Annotated[
        int, typer.Option(min=1, help="Epochs between judgements.")
    ] = _USUAL.judge_every,
    learning_rate: Annotated[
        float, typer.Option(min=0, max=1, help="Peak of the learning rate.")
    ] = _USUAL.learning_rate,
    mirrored: Annotated[
        bool, typer.Option(help="See every picture as it is and mirrored: better, half as fast.")
    ] = _USUAL.mirrored,
    views: Annotated[
        int, typer.Option(min=0, max=6, help="Mirrored and cropped views of each picture.")
    ] = _USUAL.views,
    class_pairs: Annotated[
        int, typer.Option(min=0, help="Synthetic class pairs a step; 0 trains without classes.")
    ] = _USUAL.class_pairs,
    seed: Annotated[
        int, typer.Option(min=0, max=LARGEST_SEED, help="Makes the same heads again.")
    ] = _USUAL.seed,
    restart: Annotated[
        bool, typer.Option("--restart", help="Forget a run to the same place that was interrupted.")
    ] = False,
) -> None:
    """Train a pair of projection heads; an interrupted run goes on when it is started again."""
    check_place(out, "the heads")
    settings = JointSettings(
        head=head,
        loss=loss,
        temperature=temperature,
        margin=margin,
        alignment=alignment,
        uniformity=uniformity,
        dimension=dimension,
        hidden=hidden,
        queries=queries,
        batch=batch,
        epochs=epochs,
        patience=patience,
        judge_every=judge_every,
        learning_rate=learning_rate,
        mirrored=mirrored,
        views=views,
        class_pairs=class_pairs,
        seed=seed,
    )
    pictures = JointData(
        read_split(data, train_split),
        read_split(data, dev_split),
        read_splits(beside, train_split) if beside else None,
    )
    compute = Settings().compute
    with counting("encoded", None) as progress:
        watcher = Watcher(progress, lambda judgement: progress.say(_describe(judgement)))
        trained = train_joint(
            pictures,
            out,
            compute,
            settings,
            (image_encoder, text_encoder),
            restart=restart,
            watcher=watcher,
        )
        progress.say(f"saved {out}, best after epoch {trained.best.epoch}; see {curve_path(out)}")


def _describe(judgement: Judgement) -> str:
    i2t, t2i = judgement.i2t, judgement.t2i
    return (
        f"epoch {judgement.epoch:4}  loss {judgement.loss:.3f}  "
        f"picture → text R@1 {i2t.r1:5.1f}  text → picture R@1 {t2i.r1:5.1f}"
    )
