"""The sample recipes in a recipe book, and towers that a test has trained itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import torch

from app.cli.main import commands
from tests.conftest import ROOT, ServerThread, make_picture, running, weightless

SAMPLES = ROOT / "samples"
MANIFEST = SAMPLES / "recipes" / "recipes.jsonl"
PARTS = ("title", "ingredients", "instructions")

COLOURS = ("red", "green", "blue", "yellow", "black", "white", "purple", "brown")
MAINS = ("tomato", "leek", "plum", "corn", "olive", "rice", "beet", "chocolate")
ENCODERS = ("--image-encoder", "colour-names", "--text-encoder", "colour-names")
SMALL = (
    *("--dimension", "8", "--hidden", "8", "--anchored", "4", "--image-head", "linear"),
    *("--word-dimension", "4", "--word-epochs", "1", "--views", "0", "--no-mirrored"),
    *("--class-least", "2", "--epochs", "2", "--judge-every", "1"),
)


@pytest.fixture(autouse=True, scope="package")
def one_thread() -> Iterator[None]:
    """A few recipes are little: a second thread waits longer than it helps on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@dataclass(frozen=True)
class Sample:
    """A recipe of `samples/`, with its photo."""

    slug: str
    text: dict[str, Any]
    photo: bytes
    file: Path

    def only(self, *parts: str) -> dict[str, Any]:
        return {part: self.text[part] for part in parts}


def read_samples() -> list[Sample]:
    rows = [json.loads(line) for line in MANIFEST.read_text().splitlines()]
    files = [(MANIFEST.parent / row["image"]).resolve() for row in rows]
    return [
        Sample(row["id"], {part: row[part] for part in PARTS}, file.read_bytes(), file)
        for row, file in zip(rows, files, strict=True)
    ]


@dataclass(frozen=True)
class Book:
    """The sample recipes behind a server, in the default recipe space."""

    server: ServerThread
    samples: dict[str, Sample]
    ids: dict[str, int]
    environment: dict[str, str]

    def ask(self, *photos: tuple[str, bytes], **query: Any) -> dict[str, Any]:
        response = post_search(self.server.http, *photos, **query)
        assert response.status_code == 200, response.text
        return response.json()

    def ranked(self, *photos: tuple[str, bytes], **query: Any) -> list[str]:
        """Names of all recipes, the nearest first."""
        return slugs(self.ask(*photos, **({"k": len(self.samples)} | query))["hits"])

    def rank(self, slug: str, *photos: tuple[str, bytes], **query: Any) -> int:
        return self.ranked(*photos, **query).index(slug) + 1

    def photo(self, slug: str) -> tuple[str, bytes]:
        return ("photo.jpg", self.samples[slug].photo)


def slugs(hits: list[dict[str, Any]]) -> list[str]:
    return [hit["metadata"]["slug"] for hit in hits]


def post_search(http: httpx2.Client, *photos: tuple[str, bytes], **query: Any) -> httpx2.Response:
    """Searches with JSON, or with photos beside it."""
    if not photos:
        return http.post("/v1/recipes/search", json=query)
    files = [("pictures", photo) for photo in photos]
    return http.post("/v1/recipes/search", data={"query": json.dumps(query)}, files=files)


def post_recipes(http: httpx2.Client, recipes: list[dict], *photos: tuple[str, bytes]) -> list:
    """Adds recipes and returns what became of each."""
    body = {"recipes": recipes}
    if photos:
        files = [("pictures", photo) for photo in photos]
        response = http.post("/v1/recipes", data={"recipes": json.dumps(body)}, files=files)
    else:
        response = http.post("/v1/recipes", json=body)
    assert response.status_code == 200, response.text
    return response.json()["outcomes"]


@pytest.fixture(scope="session")
def samples() -> list[Sample]:
    """The 18 recipes of `samples/`."""
    return read_samples()


@pytest.fixture(scope="session")
def book(
    samples: list[Sample], tmp_path_factory: pytest.TempPathFactory, shared_cache: Path
) -> Iterator[Book]:
    """A server over the sample recipes in the shipped space, for tests that change nothing."""
    folder = tmp_path_factory.mktemp("book")
    environment = weightless(folder) | {
        "PIXWORD_CACHE": str(shared_cache),
        "PIXWORD_RECIPE_SPACE": "default",
        "PIXWORD_THREADS": "1",
    }
    with running(environment) as server:
        recipes = [
            sample.text
            | {
                "picture": sample.file.name,
                "metadata": {"slug": sample.slug, "words": len(sample.text["title"].split())},
                "tags": ["bread"] if "bread" in sample.slug else [],
            }
            for sample in samples
        ]
        photos = [(sample.file.name, sample.photo) for sample in samples]
        outcomes = post_recipes(server.http, recipes, *photos)
        assert {own["outcome"] for own in outcomes} == {"added"}
        ids = {s.slug: own["recipe"]["id"] for s, own in zip(samples, outcomes, strict=True)}
        yield Book(server, {sample.slug: sample for sample in samples}, ids, environment)


def write_colour_recipes(folder: Path, copies: int = 3) -> Path:
    """Eight dishes of a colour each, again and again: two in `train` for one in `dev`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for number in range(copies * len(COLOURS)):
        colour, main = COLOURS[number % len(COLOURS)], MAINS[number % len(MAINS)]
        (folder / f"{number}.png").write_bytes(make_picture(colour, (20 + number, 30)))
        rows.append(
            {
                "image": f"{number}.png",
                "title": f"{colour} {main} soup".title(),
                "ingredients": [f"200 g {main}", "1 teaspoon salt", f"1 {MAINS[number % 5]}"],
                "instructions": [f"Cook the {main} with salt.", "Serve the soup warm."],
                "split": "dev" if number // len(COLOURS) % 3 == 2 else "train",
            }
        )
    write_rows(folder / "rows.jsonl", rows)
    return folder


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def train_options(data: Path, out: Path, *more: str | Path) -> tuple[str | Path, ...]:
    return ("train", "recipes", "--data", data, "--out", out, *ENCODERS, *SMALL, *more)


@dataclass(frozen=True)
class Trained:
    """What `pixword train recipes` made of a small folder."""

    data: Path
    heads: Path


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Towers over the weightless encoders, trained on 16 recipes."""
    folder = tmp_path_factory.mktemp("trained")
    data, heads = write_colour_recipes(folder / "soups"), folder / "new" / "soups.safetensors"
    patched = pytest.MonkeyPatch()
    patched.setenv("PIXWORD_CACHE", str(folder / "cache"))
    try:
        commands([*map(str, train_options(data, heads))], standalone_mode=False)
    finally:
        patched.undo()
    return Trained(data, heads)
