"""A data folder with pictures, texts, tags and recipes, and exports of it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.conftest import COLOURS, make_picture

FORMATS = ("parquet", "numpy")


def write_sources(folder: Path) -> Path:
    """Writes three pictures, a text and two recipes, and a file that names them."""
    folder.mkdir()
    for name in (*COLOURS, "yellow", "brown"):
        (folder / f"{name}.png").write_bytes(make_picture(name))
    rows = [
        {
            "image": "red.png",
            "captions": ["a red thing", "crimson é"],
            "tags": ["Red", "warm wall"],
            "year": 2021,
            "ratio": 0.25,
            "seen": True,
            "none": None,
            "names": ["a", "b"],
        },
        {"image": "green.png", "tags": ["grass"]},
        {"image": "blue.png", "captions": ["blue"]},
        {"captions": ["a green sentence"], "tags": ["grass"], "year": 1999},
    ]
    recipes = [
        {"image": "yellow.png", "title": "Red soup", "ingredients": ["2 tomatoes", "salt"]},
        {"title": "Rice", "ingredients": ["rice", "milk"], "instructions": ["Bake."]},
    ]
    manifest = folder / "all.jsonl"
    manifest.write_text("\n".join(json.dumps(row) for row in (*rows, *recipes)))
    return manifest


@pytest.fixture
def filled(tmp_path: Path, pixword) -> Path:
    """The folder of what was added."""
    manifest = write_sources(tmp_path / "sources")
    assert pixword("add", manifest).returncode == 0
    return manifest.parent


@pytest.fixture(params=FORMATS)
def exported(request, filled: Path, tmp_path: Path, pixword) -> Path:
    """An export of the pictures."""
    folder = tmp_path / "export"
    ended = pixword("export", folder, "--format", request.param)
    assert ended.returncode == 0, ended.stderr
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """Settings of an empty data folder."""
    return {"PIXWORD_DATA": str(tmp_path / "elsewhere")}


def stamp(folder: Path) -> None:
    """Writes the hashes of changed files into the manifest, as whoever forges an export would."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["files"]:
        content = (folder / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        manifest["files"][name] = {"bytes": len(content), "sha256": digest}
    (folder / "manifest.json").write_text(json.dumps(manifest))
