"""Moving a collection to another space: all at once, or not at all."""

import json
import subprocess
from contextlib import closing

import numpy as np
import pytest
import torch

from app import reembedding
from app.config import Settings
from app.pictures import PictureStore
from index.catalogue import Catalogue, SpaceIdentity
from index.catalogue.reembedding import Reembedding
from index.exceptions import NoCatalogue, SpaceMismatch
from models import load_space
from models.heads import HeadKind, HeadShape, ProjectionHead, save_heads
from tests.conftest import PIXWORD, make_picture

NAMED = {"name": "colour-names", "fingerprint": "colour-names/1"}


@pytest.fixture
def other_space(tmp_path):
    """Heads of 8 dimensions on the weightless encoders."""
    torch.manual_seed(0)
    heads = [ProjectionHead(HeadShape(HeadKind.LINEAR, (64,), 8)).eval() for _ in range(2)]
    path = tmp_path / "heads.safetensors"
    save_heads(path, *heads, {"encoders": {"image": NAMED, "text": NAMED}})
    return str(path)


@pytest.fixture
def settings(environment):
    return Settings(**{key.removeprefix("PIXWORD_").lower(): v for key, v in environment.items()})


def first_hit(pixword, query, **options) -> dict:
    answer = pixword("search", query, "-k", "1", "--json", **options)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)["hits"][0]


def recorded(settings) -> SpaceIdentity:
    catalogue = Catalogue.open(settings.catalogue_url, None)
    catalogue.close()
    return catalogue.space


def test_there_must_be_a_catalogue(pixword, settings, other_space):
    refused = pixword("reembed", PIXWORD_SPACE=other_space)
    assert (refused.returncode, "there is no catalogue yet" in refused.stderr) == (1, True)
    with pytest.raises(NoCatalogue):
        Reembedding.open(settings.catalogue_url, SpaceIdentity("x", "0" * 64, 8))


def test_another_space_is_refused_with_the_command_that_helps(pixword, pictures, other_space):
    pixword("add", pictures)
    refused = pixword("search", "red", PIXWORD_SPACE=other_space)
    assert refused.returncode == 1
    assert "run `pixword reembed` to encode everything anew" in refused.stderr


def test_a_lost_picture_keeps_everything_as_it_was(pixword, pictures, settings, other_space):
    pixword("add", pictures)
    (pictures / "red.png").write_bytes(make_picture("blue", (10, 10)))
    (pictures / "green.png").unlink()
    refused = pixword("reembed", PIXWORD_SPACE=other_space)
    assert refused.returncode == 1
    assert "red.png: it has changed" in refused.stderr
    assert "green.png" in refused.stderr
    assert "nothing was changed: 2 pictures cannot be read" in refused.stdout
    assert recorded(settings).dimension == 64
    assert first_hit(pixword, "blue")["rank"] == 1
    forced = pixword("reembed", "--forget-missing", PIXWORD_SPACE=other_space)
    assert forced.returncode == 0
    listed = pixword("list", "--json", PIXWORD_SPACE=other_space).stdout.splitlines()
    assert len(listed) == 1


def test_everything_is_encoded_anew(pixword, pictures, settings, other_space):
    pixword("add", pictures)
    pixword("tags", "add", "crimson red")
    before = pixword("list", "--json").stdout
    done = pixword("reembed", PIXWORD_SPACE=other_space)
    assert (done.returncode, done.stdout.split()[:4]) == (0, ["the", "collection", "belongs", "to"])
    assert pixword("list", "--json", PIXWORD_SPACE=other_space).stdout == before
    space = load_space(other_space, settings.compute)
    identity = SpaceIdentity(space.name, space.fingerprint, space.dimension)
    catalogue = Catalogue.open(settings.catalogue_url, identity)
    truth = space.encode_pictures([space_picture(pictures / "red.png", settings)])[0]
    red = next(i.id for i in catalogue.list_items() if i.path.endswith("red.png"))
    np.testing.assert_allclose(catalogue.vector(red), truth, atol=1e-6)
    words, vectors = catalogue.word_vectors()
    spellings = [word.text for word in words]
    np.testing.assert_allclose(vectors, space.encode_texts(spellings), atol=1e-5)
    catalogue.close()
    assert first_hit(pixword, f"#{red}", PIXWORD_SPACE=other_space)["id"] != red
    again = pixword("reembed", PIXWORD_SPACE=other_space)
    assert "nothing to do" in again.stdout
    assert pixword("search", "red").returncode == 1  # the old space is refused now


def space_picture(path, settings):
    with closing(PictureStore(settings)) as store:
        return store.decode(path.read_bytes(), enough=16).image


def test_what_was_encoded_before_an_interruption_is_kept(
    pixword, pictures, settings, other_space, monkeypatch
):
    pixword("add", pictures)
    stage = Reembedding.stage

    def stage_and_stop(job, modality, ids, vectors):
        stage(job, modality, ids, vectors)
        raise KeyboardInterrupt

    monkeypatch.setattr(Reembedding, "stage", stage_and_stop)
    assert pixword("reembed", PIXWORD_SPACE=other_space).returncode == 130
    monkeypatch.undo()
    assert recorded(settings).dimension == 64
    counted: list[int] = []
    reembedding.reembed(
        settings.model_copy(update={"space": other_space}), counted.append, lambda _: None
    )
    catalogue = Catalogue.open(settings.catalogue_url, None)
    assert counted == [catalogue.count_vectors("texts")]  # no picture was encoded again
    catalogue.close()


def test_what_is_added_meanwhile_is_encoded_too(
    pixword, pictures, settings, other_space, monkeypatch
):
    pixword("add", pictures)
    late = pictures / "late.png"
    swap = Reembedding.swap
    turns = []

    def add_and_swap(job):
        if not turns:
            late.write_bytes(make_picture("orange"))
            assert pixword("add", late).returncode == 0
        turns.append(swap(job))
        return turns[-1]

    monkeypatch.setattr(Reembedding, "swap", add_and_swap)
    assert pixword("reembed", PIXWORD_SPACE=other_space).returncode == 0
    assert turns == [False, True]
    assert len(pixword("list", "--json", PIXWORD_SPACE=other_space).stdout.splitlines()) == 4


def test_an_open_catalogue_of_the_old_space_mixes_nothing(pixword, pictures, settings, other_space):
    pixword("add", pictures)
    space = load_space(settings.space, settings.compute)
    identity = SpaceIdentity(space.name, space.fingerprint, space.dimension)
    catalogue = Catalogue.open(settings.catalogue_url, identity)
    sequence = catalogue.latest_sequence()
    assert pixword("reembed", PIXWORD_SPACE=other_space).returncode == 0
    for attempt in (
        lambda: list(catalogue.changes_since(sequence)),
        lambda: catalogue.vector(1),
        lambda: catalogue.add_words(["x"], space.encode_texts(["x"]), "user"),
        lambda: catalogue.remove_items([1]),
    ):
        with pytest.raises(SpaceMismatch, match="start again"):
            attempt()
    catalogue.close()


def test_the_command_explains_itself():
    shown = subprocess.run(
        [PIXWORD, "reembed", "--help"], capture_output=True, text=True, check=True
    )
    assert "all at once" in shown.stdout
