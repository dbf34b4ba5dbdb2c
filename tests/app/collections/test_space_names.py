"""Clients name spaces, not files of the machine."""

from pathlib import Path

import pytest

from app.config import Settings
from app.exceptions import BadSpace
from app.library.space_names import shown_to_client, space_of_client, space_of_owner


@pytest.mark.parametrize(
    "name",
    [
        "",
        "@4",
        "/etc/passwd",
        "/etc/x.safetensors",
        "../x.safetensors",
        ".safetensors",
        "a/b.safetensors",
        "a\\b.safetensors",
        "x.safetensors/..",
        "x.safetensors\n",
        "x.safetensors@4/../y",
        "open_clip:ViT-B-32/model.pt",
        "open_clip:ViT-B-32//etc/passwd",
        "open_clip:ViT-B-32/../x",
        "open_clip:local-dir:/etc",
        "open_clip:hf-hub:someone/model",
        "open_clip:ViT-B-32",
        "word2vec:/etc/passwd",
        "Default",
        "default@",
        "default@-1",
        "colour-names\x00",
    ],
)
def test_names_that_could_be_files_are_refused(name):
    with pytest.raises(BadSpace, match="clients may not name"):
        space_of_client(Settings(heads=Path("heads")), name)


@pytest.mark.parametrize(
    "name", ["default", "default@128", "colour-names@8", "open_clip:ViT-B-32/laion2b_s34b_b79k"]
)
def test_names_of_spaces_stay_as_they_are(name):
    assert space_of_client(Settings(), name) == name
    assert space_of_owner(name) == name


def test_heads_are_files_of_one_folder():
    with pytest.raises(BadSpace):
        space_of_client(Settings(), "mine.safetensors")
    named = space_of_client(Settings(heads=Path("/heads")), "mine.safetensors@64")
    assert named == "/heads/mine.safetensors@64"
    assert shown_to_client(named) == "mine.safetensors@64"
    assert shown_to_client("open_clip:RN50/openai") == "open_clip:RN50/openai"


def test_the_owner_names_any_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert space_of_owner("mine.safetensors@64") == str(tmp_path / "mine.safetensors@64")
