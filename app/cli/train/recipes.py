"""`pixword train recipes`: a recipe space of your own."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.progress import counting
from app.cli.train.places import check_place
from app.cli.train.seeds import LARGEST_SEED
from app.config import Settings
from app.recipe_datasets import read_recipe_split
from models.recipes.recipe import ALL_PARTS, Part
from models.recipes.sequences import Order
from models.recipes.training.material import RecipeData
from models.recipes.training.settings import PhotoHead, RecipeSettings
from models.recipes.training.train import train_recipes
from models.training.curve import curve_path
from models.training.joint import DEFAULT_ENCODERS, Watcher
from models.training.judgement import Judgement
from models.training.losses import LossKind

_USUAL = RecipeSettings()


def _share(help_text: str) -> typer.models.OptionInfo:
    """Returns an option from 0 to 1."""
    option: typer.models.OptionInfo = typer.Option(min=0, max=1, help=help_text)
    return option


def recipes(
    data: Annotated[Path, typer.Option(help="Folder with a JSONL or CSV of photographed recipes.")],
    out: Annotated[Path, typer.Option(help="Where the heads go: FILE.safetensors.")],
    train_split: Annotated[str, typer.Option(help="Split that is learnt from.")] = "train",
    dev_split: Annotated[str, typer.Option(help="Split that is judged on.")] = "dev",
    image_encoder: Annotated[str, typer.Option(help="Image encoder.")] = DEFAULT_ENCODERS[0],
    text_encoder: Annotated[str, typer.Option(help="Encoder of steps.")] = DEFAULT_ENCODERS[1],
    loss: Annotated[LossKind, typer.Option(help="Loss over matching pairs.")] = _USUAL.loss,
    temperature: Annotated[
        float, typer.Option(min=0.01, max=1, help="Where InfoNCE starts.")
    ] = _USUAL.temperature,
    margin: Annotated[
        float | None, typer.Option(min=0, max=2, help="Of the other losses; each has its usual.")
    ] = None,
    negatives: Annotated[
        float, _share("Weight of pairs that do not match, of the cosine loss.")
    ] = _USUAL.negatives,
    semantic_weight: Annotated[
        float, typer.Option(min=0, help="Weight of semantic regularisation; 0 trains without.")
    ] = _USUAL.semantic_weight,
    class_least: Annotated[
        int, typer.Option(min=1, help="Titles that must say a phrase for it to be a class.")
    ] = _USUAL.class_least,
    order: Annotated[
        Order, typer.Option(help="How ingredients and steps are read.")
    ] = _USUAL.order,
    part: Annotated[
        list[Part] | None, typer.Option(help="A part that is read, repeatable; all if left out.")
    ] = None,
    image_head: Annotated[PhotoHead, typer.Option(help="Kind of the photo's head.")] = (
        _USUAL.image_head
    ),
    image_hidden: Annotated[
        int, typer.Option(min=1, help="Width of that head's hidden layer.")
    ] = _USUAL.image_hidden,
    dimension: Annotated[
        int, typer.Option(min=2, help="Dimension of what is learnt.")
    ] = _USUAL.dimension,
    anchored: Annotated[
        int, typer.Option(min=0, help="Coordinates of canonical correlation beside it.")
    ] = _USUAL.anchored,
    anchor_ridge: Annotated[
        float, typer.Option(min=0, help="How much canonical correlation is held back.")
    ] = _USUAL.anchor_ridge,
    hidden: Annotated[
        int, typer.Option(min=2, help="Length of what is made of a recipe's part; even.")
    ] = _USUAL.hidden,
    word_dimension: Annotated[
        int, typer.Option(min=1, help="Length of the vectors of ingredients.")
    ] = _USUAL.word_dimension,
    word_epochs: Annotated[
        int, typer.Option(min=1, help="Passes over the recipes to learn these.")
    ] = _USUAL.word_epochs,
    mirrored: Annotated[
        bool, typer.Option(help="See every photo as it is and mirrored: better, half as fast.")
    ] = _USUAL.mirrored,
    views: Annotated[
        int, typer.Option(min=0, max=6, help="Mirrored and cropped views of each photo.")
    ] = _USUAL.views,
    noise: Annotated[float, typer.Option(min=0, help="Noise on features.")] = _USUAL.noise,
    image_dropout: Annotated[float, _share("Image features dropped.")] = _USUAL.image_dropout,
    text_dropout: Annotated[float, _share("Text features dropped.")] = _USUAL.text_dropout,
    level_dropout: Annotated[
        float, _share("Levels of image features dropped.")
    ] = _USUAL.level_dropout,
    image_hidden_dropout: Annotated[
        float, _share("Hidden units of the photo's head dropped.")
    ] = _USUAL.image_hidden_dropout,
    part_dropout: Annotated[float, _share("Parts left out.")] = _USUAL.part_dropout,
    ingredient_dropout: Annotated[
        float, _share("Ingredients left out.")
    ] = _USUAL.ingredient_dropout,
    step_dropout: Annotated[float, _share("Steps left out.")] = _USUAL.step_dropout,
    hidden_dropout: Annotated[
        float, _share("Numbers of the joined parts dropped.")
    ] = _USUAL.hidden_dropout,
    batch: Annotated[int, typer.Option(min=2, help="Pairs a step.")] = _USUAL.batch,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the pairs.")] = _USUAL.epochs,
    learning_rate: Annotated[
        float, typer.Option(min=0, max=1, help="Peak of the learning rate.")
    ] = _USUAL.learning_rate,
    weight_decay: Annotated[float, typer.Option(min=0, help="Of AdamW.")] = _USUAL.weight_decay,
    averaging: Annotated[float, _share("Decay of the weights' average.")] = _USUAL.averaging,
    patience: Annotated[
        int, typer.Option(min=1, help="Judgements without a better one until it stops.")
    ] = _USUAL.patience,
    judge_every: Annotated[
        int, typer.Option(min=1, help="Epochs between judgements.")
    ] = _USUAL.judge_every,
    seed: Annotated[
        int, typer.Option(min=0, max=LARGEST_SEED, help="Makes the same heads again.")
    ] = _USUAL.seed,
    restart: Annotated[
        bool, typer.Option("--restart", help="Forget a run to the same place that was interrupted.")
    ] = False,
) -> None:
    """Train a photo and a recipe tower; an interrupted run goes on when it is started again."""
    check_place(out, "the heads")
    settings = RecipeSettings(
        loss=loss,
        temperature=temperature,
        margin=margin,
        negatives=negatives,
        semantic_weight=semantic_weight,
        class_least=class_least,
        order=order,
        parts=tuple(part) if part else ALL_PARTS,
        image_head=image_head,
        image_hidden=image_hidden,
        dimension=dimension,
        anchored=anchored,
        anchor_ridge=anchor_ridge,
        hidden=hidden,
        word_dimension=word_dimension,
        word_epochs=word_epochs,
        mirrored=mirrored,
        views=views,
        noise=noise,
        image_dropout=image_dropout,
        text_dropout=text_dropout,
        level_dropout=level_dropout,
        image_hidden_dropout=image_hidden_dropout,
        part_dropout=part_dropout,
        ingredient_dropout=ingredient_dropout,
        step_dropout=step_dropout,
        hidden_dropout=hidden_dropout,
        batch=batch,
        epochs=epochs,
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        averaging=averaging,
        patience=patience,
        judge_every=judge_every,
        seed=seed,
    )
    pairs = RecipeData(read_recipe_split(data, train_split), read_recipe_split(data, dev_split))
    with counting("encoded", None) as progress:
        trained = train_recipes(
            pairs,
            out,
            Settings().compute,
            settings,
            (image_encoder, text_encoder),
            restart=restart,
            watcher=Watcher(progress, lambda judgement: progress.say(_describe(judgement))),
        )
        progress.say(f"saved {out}, best after epoch {trained.best.epoch}; see {curve_path(out)}")


def _describe(judgement: Judgement) -> str:
    forth, back = judgement.i2t, judgement.t2i
    return (
        f"epoch {judgement.epoch:4}  loss {judgement.loss:.3f}  median rank: "
        f"photo → recipe {forth.medr:5.1f}  recipe → photo {back.medr:5.1f}"
    )
