"""`pixword evaluate recipes`: how well photos and recipes find each other."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from rich.table import Table

from app.cli.evaluate.report import AsJson, Split, show
from app.cli.progress import Counter, counting
from app.cli.train.seeds import LARGEST_SEED
from app.config import Settings
from app.recipe_datasets import read_recipe_split
from models.evaluation.recipes.ablations import make_variants
from models.evaluation.recipes.bags import Bags, judge_bags
from models.evaluation.recipes.judging import Both, RecipeJudgement, judge_recipe_space
from models.recipes.space import RecipeSpace, load_recipe_space
from models.recipes.training.material import (
    RecipeData,
    RecipePairs,
    encode_pairs,
    encode_recipe_material,
    encode_recipes,
)
from models.recipes.training.run import project_pairs, split_towers, train_recipe_towers
from models.recipes.training.settings import RecipeSettings
from models.recipes.words import RecipeWords
from models.training.encoding import Encoders
from models.training.hardware import Hardware

_FIGURES = ("medr", "r1", "r5", "r10")


def recipes(
    data: Annotated[Path, typer.Option(help="Folder with a JSONL or CSV of photographed recipes.")],
    split: Split = "dev",
    space: Annotated[
        str | None, typer.Option(help="Recipe space; PIXWORD_RECIPE_SPACE if left out.")
    ] = None,
    bag: Annotated[int, typer.Option(min=2, help="Pairs in a bag.")] = 1000,
    bags: Annotated[int, typer.Option(min=1, help="How many bags are drawn.")] = 10,
    seed: Annotated[
        int, typer.Option(min=0, max=LARGEST_SEED, help="Draws the same bags again.")
    ] = 0,
    ablations: Annotated[
        bool,
        typer.Option("--ablations", help="Train again with one thing changed at a time."),
    ] = False,
    epochs: Annotated[
        int, typer.Option(min=1, help="Passes over the pairs for each of those trainings.")
    ] = 15,
    train_split: Annotated[str, typer.Option(help="Split that ablations learn from.")] = "train",
    as_json: AsJson = False,
) -> None:
    """Median rank and recall at 1, 5, 10 in per cent, photo to recipe and recipe to photo."""
    settings = Settings()
    drawn = Bags(bags, bag, seed)
    started = time.perf_counter()
    judged_space = load_recipe_space(space or settings.recipe_space, settings.compute)
    chosen = read_recipe_split(data, split)
    chosen.check()
    with counting("encoded", None) as progress:
        encoders = _encoders(judged_space, settings)
        words = RecipeWords(judged_space.heads.words)
        mirrored = judged_space.heads.mirrored
        pairs = encode_pairs(chosen, encoders, words, mirrored, progress)
        read = partial(encode_recipes, encoders=encoders, words=words, progress=progress)
        judged = judge_recipe_space(judged_space.heads, chosen.recipes, pairs, read, drawn)
        result = _describe(judged)
        if ablations:
            learnt = RecipeData(read_recipe_split(data, train_split), chosen)
            usual = RecipeSettings(epochs=epochs, seed=seed)
            result["ablations"] = _ablate(learnt, _Bench(encoders, drawn, usual), progress)
            result["ablation_epochs"] = epochs
    result |= {
        "bags": bags,
        "recipes": len(chosen.recipes),
        "skipped": chosen.skipped,
        "space": judged_space.name,
        "seconds": round(time.perf_counter() - started, 1),
    }
    show(result, _table(result), as_json=as_json)


def _encoders(space: RecipeSpace, settings: Settings) -> Encoders:
    return Encoders(space.image_encoder, space.text_encoder, settings.cache)


@dataclass(frozen=True)
class _Bench:
    """What variants are trained with."""

    encoders: Encoders
    bags: Bags
    settings: RecipeSettings


def _ablate(data: RecipeData, bench: _Bench, progress: Counter) -> dict[str, Any]:
    """Trains every variant on the training split, and judges its learnt part."""
    material = encode_recipe_material(data, bench.encoders, bench.settings, progress)
    hardware = Hardware(torch.device("cpu"), Hardware.of(Settings().compute).half)
    results = {}
    for variant in make_variants(data, material, bench.settings):
        trained = train_recipe_towers(variant.material, variant.settings, hardware, lambda _: None)
        pairs: RecipePairs = variant.material.dev
        results[variant.name] = _both(
            judge_bags(*project_pairs(split_towers(trained.module), pairs), bench.bags)
        )
        progress.say(f"{variant.name}: median rank {results[variant.name]['i2r']['medr']:g}")
    return results


def _describe(judged: RecipeJudgement) -> dict[str, Any]:
    described = _both(judged.own) | {
        "baselines": {name: _both(own) for name, own in judged.baselines.items()},
        "given": {name: _both(own) for name, own in judged.given.items()},
        "bag": judged.bag,
    }
    if judged.arithmetic is not None:
        described["arithmetic"] = asdict(judged.arithmetic)
    return described


def _both(judged: Both) -> dict[str, Any]:
    forth, back = judged
    return {"i2r": asdict(forth), "r2i": asdict(back)}


def _table(result: Mapping[str, Any]) -> Table:
    table = Table("", *_FIGURES, *_FIGURES, title=f"{result['recipes']:,} photographed recipes")
    table.caption = (
        f"photo → recipe, then recipe → photo, in bags of {result['bag']:,}: "
        "median rank, and recall at 1, 5, 10 in per cent"
    )
    table.add_row("the space", *_cells(result))
    for title, key in (
        ("beside it", "baselines"),
        ("when a recipe has only", "given"),
        ("trained again, learnt part", "ablations"),
    ):
        if key in result:
            table.add_section()
            table.add_row(f"{title}:")
            for name, own in result[key].items():
                table.add_row(f"  {name}", *_cells(own))
    if "arithmetic" in result:
        _add_arithmetic(table, result["arithmetic"])
    return table


def _add_arithmetic(table: Table, arithmetic: Mapping[str, Any]) -> None:
    table.add_section()
    table.add_row(f"photo - ingredient + ingredient, {arithmetic['questions']:,} questions:")
    for name, key in (
        ("the sum", "arithmetic"),
        ("the photo alone", "photo"),
        ("the ingredient alone", "ingredient"),
    ):
        table.add_row(f"  {name}", *_cell(arithmetic[key]))


def _cells(own: Mapping[str, Any]) -> list[str]:
    return [*_cell(own["i2r"]), *_cell(own["r2i"])]


def _cell(figures: Mapping[str, float]) -> list[str]:
    return [f"{figures[name]:g}" for name in _FIGURES]
