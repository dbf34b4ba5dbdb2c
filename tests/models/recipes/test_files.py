"""A recipe space on disk: what was saved comes back, and nothing else is opened."""

import json

import numpy as np
import pytest
import torch

from models.carded import card_path
from models.exceptions import TrainingDiverged, UnknownEncoder, WeightsCorrupt
from models.heads import HeadKind, HeadShape, ProjectionHead, load_heads, save_heads
from models.recipes.files import load_recipe_heads, save_recipe_heads
from models.recipes.sequences import Order
from models.words.vectors import WordVectors
from tests.models.recipes.conftest import (
    cook,
    draw,
    make_photo_tower,
    make_recipe_tower,
    read,
    unit,
)

WORDS = WordVectors(["olive_oil", "米", "mum's", "crème"], draw(1, 4, 8))
CARD = {"settings": {"mirrored": True}, "encoders": {"image": "x"}, "metrics": [0.1, "ü"]}
ARRAYS = {"photos:mean": draw(2, 9), "cca:axes": draw(3, 5, 40)}
RECIPES, PHOTOS = cook(20, seed=4)


def save(path, anchored=4, **shape):
    photo, recipe = make_photo_tower(anchored, 0.3), make_recipe_tower(anchored, 0.3, **shape)
    save_recipe_heads(path, photo, recipe, WORDS, CARD, ARRAYS)
    return photo, recipe


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "recipes.safetensors"
    save(place)
    return place


def rewrite(path, change):
    card = json.loads(card_path(path).read_text())
    change(card)
    card_path(path).write_text(json.dumps(card))


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_heads_that_are_not_there_are_unknown(tmp_path):
    with pytest.raises(UnknownEncoder, match="no recipe heads at"):
        load_recipe_heads(tmp_path / "nowhere.safetensors")
    (tmp_path / "folder.safetensors").mkdir()
    with pytest.raises(UnknownEncoder, match="no recipe heads at"):
        load_recipe_heads(tmp_path / "folder.safetensors")


@pytest.mark.parametrize("place", [0, 8, 100, 1000, -5000, -1])
def test_a_flipped_byte_is_refused(path, monkeypatch, place):
    flip(path, place)
    monkeypatch.setattr("models.carded.load", pytest.fail)
    with pytest.raises(WeightsCorrupt, match="not opened"):
        load_recipe_heads(path)


@pytest.mark.parametrize("claimed", [None, 5, "", "0" * 64, ["a"]])
def test_a_card_with_another_hash_is_refused(path, monkeypatch, claimed):
    rewrite(path, lambda card: card.update(sha256=claimed))
    monkeypatch.setattr("models.carded.load", pytest.fail)
    with pytest.raises(WeightsCorrupt, match="not opened"):
        load_recipe_heads(path)


@pytest.mark.parametrize("card", [None, b"", b"[]", b"{", b"\xff\xfe", b"null", b"{}"])
def test_heads_without_their_card_are_refused(path, card):
    card_path(path).unlink()
    if card is not None:
        card_path(path).write_bytes(card)
    with pytest.raises(WeightsCorrupt, match=r"card of recipes\.safetensors"):
        load_recipe_heads(path)


@pytest.mark.parametrize("number", [1, 2, None, "pixword-recipes-0"])
def test_heads_of_another_format_say_what_to_do(path, number):
    rewrite(path, lambda card: card.update(format=number))
    with pytest.raises(WeightsCorrupt, match="train the recipe heads again"):
        load_recipe_heads(path)


def test_joint_heads_are_no_recipe_heads_nor_the_other_way_round(path, tmp_path):
    joint = tmp_path / "heads.safetensors"
    image, text = (ProjectionHead(HeadShape(HeadKind.LINEAR, (4,), 3)) for _ in range(2))
    save_heads(joint, image, text, {})
    with pytest.raises(WeightsCorrupt, match="another format"):
        load_recipe_heads(joint)
    with pytest.raises(WeightsCorrupt, match="another format"):
        load_heads(path)


@pytest.mark.parametrize("number", [np.nan, np.inf])
@pytest.mark.parametrize("name", ["head.body.layers.0.weight", "head.body.layers.3.bias"])
def test_weights_that_are_no_numbers_are_neither_saved_nor_loaded(
    tmp_path, monkeypatch, name, number
):
    path = tmp_path / "recipes.safetensors"
    photo, recipe = make_photo_tower(4, 0.3), make_recipe_tower(4, 0.3)
    with torch.no_grad():
        photo.get_parameter(name)[-1] = number
    with pytest.raises(TrainingDiverged):
        save_recipe_heads(path, photo, recipe, WORDS, CARD, ARRAYS)
    assert not list(tmp_path.iterdir())
    with monkeypatch.context() as patched:
        patched.setattr("models.carded.are_finite", lambda tensors: True)
        save_recipe_heads(path, photo, recipe, WORDS, CARD, ARRAYS)
    with pytest.raises(WeightsCorrupt, match="holds what is no number: train the recipe heads"):
        load_recipe_heads(path)


CHANGES = {
    "no photo tower": lambda card: card.pop("photo_tower"),
    "no recipe tower": lambda card: card.pop("recipe_tower"),
    "a tower that is a number": lambda card: card.update(recipe_tower=3),
    "a tower that is a list": lambda card: card.update(photo_tower=[1, 2]),
    "no head": lambda card: card["photo_tower"].pop("head"),
    "no levels": lambda card: card["recipe_tower"].pop("levels"),
    "other levels": lambda card: card["recipe_tower"].update(levels=[12, 9]),
    "another width": lambda card: card["recipe_tower"].update(hidden=8),
    "a width below zero": lambda card: card["recipe_tower"].update(hidden=-2),
    "a width that is a word": lambda card: card["photo_tower"]["head"].update(outputs="wide"),
    "an unknown size": lambda card: card["recipe_tower"].update(depth=3),
    "an unknown order": lambda card: card["recipe_tower"].update(order="gru"),
    "another order": lambda card: card["recipe_tower"].update(order="mean"),
    "an unknown part": lambda card: card["recipe_tower"].update(parts=["smell"]),
    "more of an anchor": lambda card: card["photo_tower"].update(anchored=5),
    "no anchor": lambda card: card["recipe_tower"].update(anchored=0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_heads_that_do_not_fit_their_card_are_refused(path, change):
    rewrite(path, CHANGES[change])
    with pytest.raises(WeightsCorrupt, match="does not fit its card"):
        load_recipe_heads(path)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("anchored", [0, 4])
def test_towers_come_back_nearly_as_they_were(tmp_path, order, anchored):
    place = tmp_path / "folder" / "recipes.safetensors"
    photo, recipe = save(place, anchored, order=order)
    found = load_recipe_heads(place)
    assert (found.photo.shape, found.recipe.shape) == (photo.shape, recipe.shape)
    pairs = [
        (found.photo.project(PHOTOS), photo.project(PHOTOS)),
        (found.recipe.project(read(*RECIPES)), recipe.project(read(*RECIPES))),
    ]
    for again, before in pairs:
        assert (again * before).sum(axis=1).min() > 0.9995
        assert np.allclose(np.linalg.norm(again, axis=1), 1, atol=1e-5)
        assert not np.array_equal(again, before), "nothing was rounded"


def test_words_and_what_was_kept_beside_come_back(path):
    found = load_recipe_heads(path)
    assert found.words.words == WORDS.words
    assert (unit(found.words.vectors) * unit(WORDS.vectors)).sum(axis=1).min() > 0.9995
    assert found.words.row("Olive oil") == 0
    assert sorted(found.arrays) == sorted(ARRAYS)
    np.testing.assert_array_equal(found.arrays["photos:mean"], ARRAYS["photos:mean"])
    step = np.abs(ARRAYS["cca:axes"]).max(axis=1, keepdims=True) / 127
    assert (np.abs(found.arrays["cca:axes"] - ARRAYS["cca:axes"]) <= 0.501 * step).all()


def test_the_card_says_what_it_was_told_to(path):
    found = load_recipe_heads(path)
    assert {name: found.card[name] for name in CARD} == CARD
    assert found.mirrored
    assert not path.with_suffix(".draft").exists()
    rewrite(path, lambda card: card.update(settings={"mirrored": False}))
    assert not load_recipe_heads(path).mirrored


def test_other_weights_have_another_fingerprint(path, tmp_path):
    photo, recipe = make_photo_tower(4, 0.3), make_recipe_tower(4, 0.3)
    with torch.no_grad():
        recipe.output.bias[0] += 1
    again = tmp_path / "again.safetensors"
    first = load_recipe_heads(path)
    save_recipe_heads(again, photo, recipe, WORDS, first.card, ARRAYS)
    second = load_recipe_heads(again)
    assert second.fingerprint != first.fingerprint
    save_recipe_heads(again, photo, make_recipe_tower(4, 0.3), WORDS, CARD, ARRAYS)
    assert load_recipe_heads(again).fingerprint == first.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        lambda card: card["recipe_tower"].update(anchor_weight=0.4),
        lambda card: card["recipe_tower"].update(parts=["title"]),
        lambda card: card["photo_tower"].update(anchor_weight=0.4),
        lambda card: card["settings"].update(mirrored=False),
    ],
)
def test_weights_that_are_used_otherwise_have_another_fingerprint(path, change):
    first = load_recipe_heads(path).fingerprint
    rewrite(path, change)
    assert load_recipe_heads(path).fingerprint != first
    rewrite(path, lambda card: card.update(metrics=[]))
    second = load_recipe_heads(path).fingerprint
    rewrite(path, lambda card: card.update(metrics=[1]))
    assert load_recipe_heads(path).fingerprint == second


def test_towers_that_were_read_are_not_trained(path):
    found = load_recipe_heads(path)
    for tower in (found.photo, found.recipe):
        assert not tower.training
        assert not any(parameter.requires_grad for parameter in tower.parameters())
