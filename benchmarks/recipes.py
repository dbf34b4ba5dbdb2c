"""What the recipe space finds, what each part of it brings, and how fast it answers.

    python -m benchmarks.recipes --data DIR [--split dev] [--seeds 5] [--epochs 15]
        [--parts figures seeds speed]

DIR holds photographed recipes. The figures are those of `pixword evaluate recipes --ablations`, run
as a user runs it. Semantic regularisation is trained with and without, from the same seed each
time; its effect is the mean of the differences, with a 95 % interval (Student's t). Speed is that
of a real server that holds the recipes of the split. Asked: the median rank at most half of that of
the papers' CCA, R@10 at least 1.5 times, an answer in less than 50 ms.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy import stats

from app.config import Settings
from app.datasets import find_manifest
from app.manifests import read_manifest
from app.recipe_datasets import read_recipe_split
from benchmarks.machine import describe_machine
from benchmarks.serve import await_port
from models.encoders.registry import load_image_encoder, load_text_encoder
from models.recipes.training.material import RecipeData, RecipeMaterial, encode_recipe_material
from models.recipes.training.run import train_recipe_towers
from models.recipes.training.settings import RecipeSettings
from models.training.encoding import Encoders
from models.training.hardware import Hardware
from models.training.joint import DEFAULT_ENCODERS

RESULTS = Path(__file__).parent / "results" / "recipes.json"
PIXWORD = str(Path(sys.executable).with_name("pixword"))
PARTS = ("figures", "seeds", "speed")
MOST_RANK, LEAST_RECALL, MOST_MS = 0.5, 1.5, 50.0
ROUNDS = 60
EPOCHS = 15
"""Of the trainings that are compared with each other; what ships takes four times as many."""
_WAYS = ("i2r", "r2i")
_FIGURES = ("medr", "r1", "r5", "r10")
_JSON = {"Content-Type": "application/json"}


def main() -> None:
    """Measures, prints and keeps the figures; exit code 1 if one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of photographed recipes")
    parser.add_argument("--split", default="dev", help="split to judge on")
    parser.add_argument("--seeds", type=int, default=5, help="runs with and without the classifier")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="of each training")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    kept = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "figures": lambda: _evaluate(options.data, options.split, options.epochs),
        "seeds": lambda: _compare_seeds(
            options.data, options.split, options.seeds, RecipeSettings(epochs=options.epochs)
        ),
        "speed": lambda: _ask_server(options.data, options.split),
    }
    for part in options.parts:
        kept |= {part: measures[part](), "machine": describe_machine()}
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n")
    print(json.dumps(kept, indent=1))
    missed = _missed(kept)
    sys.exit(f"missed: {missed}" if missed else 0)


def _missed(kept: dict[str, Any]) -> list[str]:
    missed = []
    for way in _WAYS if "figures" in kept else ():
        own, cca = kept["figures"][way], kept["figures"]["baselines"]["cca"][way]
        if own["medr"] > MOST_RANK * cca["medr"]:
            missed.append(f"{way} median rank {own['medr']} of {cca['medr']}")
        if own["r10"] < LEAST_RECALL * cca["r10"]:
            missed.append(f"{way} R@10 {own['r10']} of {cca['r10']}")
    if "speed" in kept:
        slow = {name: ms for name, ms in kept["speed"]["median_ms"].items() if ms >= MOST_MS}
        missed += [f"{name} {ms} ms" for name, ms in slow.items()]
    return missed


def _evaluate(data: Path, split: str, epochs: int) -> dict[str, Any]:
    command = [PIXWORD, "evaluate", "recipes", "--data", str(data), "--split", split]
    printed = subprocess.run(
        [*command, "--ablations", "--epochs", str(epochs), "--json"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    result: dict[str, Any] = json.loads(printed)
    return result


def _compare_seeds(data: Path, split: str, seeds: int, usual: RecipeSettings) -> dict[str, Any]:
    """Trains with and without semantic regularisation from each seed."""
    compute = Settings().compute
    encoders = Encoders(
        load_image_encoder(DEFAULT_ENCODERS[0], compute),
        load_text_encoder(DEFAULT_ENCODERS[1], compute),
        compute.cache,
    )
    pairs = RecipeData(read_recipe_split(data, "train"), read_recipe_split(data, split))
    material = encode_recipe_material(pairs, encoders, usual, lambda _: None)
    hardware = Hardware(torch.device("cpu"), Hardware.of(compute).half)
    runs = []
    for seed in range(seeds):
        with_it = _train(material, replace(usual, seed=seed), hardware)
        without = _train(material, replace(usual, seed=seed, semantic_weight=0.0), hardware)
        runs.append({"seed": seed, "with": with_it, "without": without})
        print(json.dumps(runs[-1]), file=sys.stderr)
    return {
        "epochs": usual.epochs,
        "runs": runs,
        "effect": {name: _effect(runs, name) for name in _FIGURES},
    }


def _train(
    material: RecipeMaterial, settings: RecipeSettings, hardware: Hardware
) -> dict[str, float]:
    """Returns the figures of the learnt part, the mean of both ways, and how long it took."""
    started = time.perf_counter()
    best = train_recipe_towers(material, settings, hardware, lambda _: None).best
    forth, back = asdict(best.i2t), asdict(best.t2i)
    means = {name: (forth[name] + back[name]) / 2 for name in _FIGURES}
    return means | {"seconds": round(time.perf_counter() - started, 1)}


def _effect(runs: list[dict[str, Any]], name: str) -> dict[str, float]:
    """Returns the mean difference over the seeds and its 95 % interval."""
    differences = np.array([run["with"][name] - run["without"][name] for run in runs])
    mean, error = differences.mean(), differences.std(ddof=1) / len(differences) ** 0.5
    reach = float(stats.t.ppf(0.975, len(differences) - 1)) * error
    return {
        "mean": round(float(mean), 3),
        "low": round(float(mean - reach), 3),
        "high": round(float(mean + reach), 3),
    }


def _ask_server(data: Path, split: str) -> dict[str, Any]:
    """Adds the recipes of the split, and asks a real server for some of them."""
    rows = [row for row in read_manifest(find_manifest(data)) if row.metadata["split"] == split]
    with tempfile.TemporaryDirectory() as folder:
        manifest = Path(folder) / "recipes.jsonl"
        lines = [
            {"image": str(row.picture.absolute()), "title": row.captions[0], **row.metadata}
            for row in rows
        ]
        manifest.write_text("\n".join(map(json.dumps, lines)) + "\n")
        environment = os.environ | {"PIXWORD_DATA": folder}
        subprocess.run([PIXWORD, "add", str(manifest)], env=environment, check=True)
        with _served(Path(folder), environment) as connection:
            times = {name: _time(connection, *own) for name, own in _questions(rows[0]).items()}
    medians = {name: round(statistics.median(own) * 1000, 2) for name, own in times.items()}
    return {"recipes": len(rows), "rounds": ROUNDS, "median_ms": medians}


@contextmanager
def _served(folder: Path, environment: dict[str, str]) -> Iterator[http.client.HTTPConnection]:
    log = folder / "server.log"
    command = [PIXWORD, "serve", "--port", "0"]
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process,
    ):
        try:
            yield http.client.HTTPConnection("127.0.0.1", await_port(process, log))
        finally:
            process.terminate()


def _questions(row: Any) -> dict[str, tuple[bytes, dict[str, str]]]:
    """Returns bodies and headers: of a photo, a recipe, ingredients, and a sum."""
    recipe = {
        "title": row.recipe.title,
        "ingredients": row.recipe.ingredients,
        "instructions": row.recipe.instructions,
    }
    photo = row.picture.read_bytes()
    return {
        "a photo": _multipart(photo, {"k": 10}),
        "a recipe, for photos": (_dumped({"recipe": recipe, "target": "photos"}), _JSON),
        "ingredients": (_dumped({"q": "chicken + rice"}), _JSON),
        "a photo - chicken + tofu": _multipart(photo, {"q": "- chicken + tofu"}),
    }


def _multipart(photo: bytes, query: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    line = b"--boundary\r\nContent-Disposition: form-data; name="
    body = (
        line
        + b'"query"\r\n\r\n'
        + _dumped(query)
        + b"\r\n"
        + line
        + b'"pictures"; filename="dish.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        + photo
        + b"\r\n--boundary--\r\n"
    )
    return body, {"Content-Type": "multipart/form-data; boundary=boundary"}


def _dumped(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def _time(
    connection: http.client.HTTPConnection, body: bytes, headers: dict[str, str]
) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        connection.request("POST", "/v1/recipes/search", body, headers)
        answer = connection.getresponse()
        found = json.loads(answer.read())
        times.append(time.perf_counter() - before)
        if answer.status != http.client.OK or not found["hits"]:
            sys.exit(f"the server answered {answer.status}: {found}")
    return times


if __name__ == "__main__":
    main()
