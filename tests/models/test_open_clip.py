"""open_clip: refusals, no pickled code, and exactly the vectors of open_clip itself."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from models import load_space
from models.encoders import open_clip_network
from models.encoders.open_clip import OpenClipModel
from models.encoders.registry import load_image_encoder, load_text_encoder
from models.exceptions import NoStates, UnknownEncoder, WeightsMissing
from tests.models.conftest import ARCHITECTURE

import open_clip  # isort: skip

TINY = {
    "embed_dim": 16,
    "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16},
    "text_cfg": {"context_length": 12, "vocab_size": 49408, "width": 64, "heads": 1, "layers": 1},
}


class Payload:
    """An object whose unpickling leaves a mark."""

    def __init__(self, marker: Path):
        self.marker = marker

    def __reduce__(self):
        return (Path.touch, (self.marker,))


@pytest.mark.parametrize("load", [load_image_encoder, load_text_encoder])
@pytest.mark.parametrize(
    "name", ["open_clip:ViT-B-32", "open_clip:", "open_clip:ViT-B-32/", "open_clip:/x"]
)
def test_a_name_without_weights_is_refused(load, name, compute):
    with pytest.raises(UnknownEncoder, match="which weights"):
        load(name, compute())


@pytest.mark.parametrize("load", [load_image_encoder, load_text_encoder])
def test_an_unknown_architecture_is_refused(load, compute):
    with pytest.raises(UnknownEncoder, match="no architecture 'ViT-Z-99'"):
        load("open_clip:ViT-Z-99/openai", compute())


@pytest.mark.parametrize("load", [load_image_encoder, load_text_encoder])
@pytest.mark.parametrize("pretrained", ["no-such-tag", "nowhere/weights.safetensors"])
def test_weights_that_are_not_there_are_missing(load, pretrained, compute):
    with pytest.raises(WeightsMissing, match=pretrained):
        load(f"open_clip:{ARCHITECTURE}/{pretrained}", compute())


def test_a_folder_that_is_not_there_is_missing(compute, tmp_path):
    with pytest.raises(WeightsMissing, match="cannot fetch"):
        load_image_encoder(f"open_clip:local-dir:{tmp_path}/nowhere", compute())


@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04"])
@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
def test_a_damaged_checkpoint_is_refused(content, suffix, tmp_path, compute):
    path = tmp_path / f"weights{suffix}"
    path.write_bytes(content)
    with pytest.raises(WeightsMissing, match="cannot be loaded"):
        load_image_encoder(f"open_clip:{ARCHITECTURE}/{path}", compute())


@pytest.mark.parametrize("suffix", [".pt", ".pth", ".bin", ".safetensors"])
@pytest.mark.parametrize("load", [load_image_encoder, load_text_encoder])
def test_pickled_code_in_a_checkpoint_is_not_run(load, suffix, tmp_path, compute):
    marker = tmp_path / "marker"
    checkpoint = tmp_path / f"weights{suffix}"
    torch.save({"state_dict": Payload(marker)}, checkpoint)
    with pytest.raises(WeightsMissing):
        load(f"open_clip:{ARCHITECTURE}/{checkpoint}", compute())
    assert not marker.exists()
    torch.load(io.BytesIO(checkpoint.read_bytes()), weights_only=False)  # the payload is live
    assert marker.exists()


def test_pickled_code_in_a_model_folder_is_not_run(tmp_path, compute):
    marker = tmp_path / "marker"
    folder = make_folder(tmp_path / "model")
    (folder / "open_clip_model.safetensors").unlink()
    torch.save({"state_dict": Payload(marker)}, folder / "open_clip_pytorch_model.bin")
    with pytest.raises(WeightsMissing):
        load_image_encoder(f"open_clip:local-dir:{folder}", compute())
    assert not marker.exists()


@pytest.mark.parametrize(
    ("name", "architecture", "pretrained"),
    [
        ("open_clip:ViT-B-32/openai", "ViT-B-32", "openai"),
        ("open_clip:ViT-B-32//data/a/model.pt", "ViT-B-32", "/data/a/model.pt"),
        ("open_clip:hf-hub:org/repo", "hf-hub:org/repo", None),
        ("open_clip:local-dir:/a/b", "local-dir:/a/b", None),
    ],
)
def test_names_come_back_as_they_were_written(name, architecture, pretrained):
    model = OpenClipModel.parse(name)
    assert (model.architecture, model.pretrained) == (architecture, pretrained)
    assert model.name == name


@pytest.mark.parametrize(
    ("pretrained", "wanted"), [("openai", True), ("laion2b_s34b_b79k", False), ("a.pt", False)]
)
def test_openai_weights_get_the_activation_they_were_trained_with(pretrained, wanted, monkeypatch):
    asked = {}

    def create(_, **options):
        asked.update(options)
        return torch.nn.Identity()

    monkeypatch.setattr(open_clip, "create_model", create)
    open_clip_network.load_model("ViT-B-32", pretrained)
    assert asked["force_quick_gelu"] is wanted
    assert asked["weights_only"] is True


def test_vectors_are_open_clips_own(
    real_pictures, real_texts, compute, open_clip_name, open_clip_weights, worst_cosine
):
    model, _, transform = open_clip.create_model_and_transforms(
        ARCHITECTURE, pretrained=str(open_clip_weights)
    )
    model.eval()
    space = load_space(open_clip_name, compute())
    pictures = [*real_pictures[:4], Image.new("RGB", (300, 40), "red"), Image.new("RGB", (1, 1))]
    for picture in pictures:
        own = transform(picture).numpy()
        assert np.array_equal(space.image_encoder.preprocess(picture), own)
    tokens = open_clip.get_tokenizer(ARCHITECTURE)(real_texts)
    assert np.array_equal(space.text_encoder.preprocess(real_texts)[0], tokens.numpy())
    with torch.inference_mode():
        images = model.encode_image(torch.stack([transform(p) for p in pictures]), normalize=True)
        texts = model.encode_text(tokens, normalize=True)
    ours = space.encode_pictures(pictures), space.encode_texts(real_texts)
    for expected, vectors in zip((images, texts), ours, strict=True):
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert worst_cosine(expected.numpy(), vectors) > 0.9999


def make_folder(folder, seed=0):
    """A model folder as `push_to_hf_hub` writes it, with preprocessing of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "open_clip_config.json").write_text(
        json.dumps(
            {
                "model_cfg": TINY,
                "preprocess_cfg": {"mean": [0.1, 0.2, 0.3], "std": [0.5, 0.5, 0.5], "size": 32},
            }
        )
    )
    torch.manual_seed(seed)
    model = open_clip.model.CLIP(**TINY)
    tensors = {k: v.contiguous() for k, v in model.state_dict().items()}
    save_file(tensors, folder / "open_clip_model.safetensors")
    return folder


def test_states_are_refused_because_there_are_none(tmp_path, compute):
    name = f"open_clip:local-dir:{make_folder(tmp_path / 'm')}"
    image, text = load_image_encoder(name, compute()), load_text_encoder(name, compute())
    pixels = image.preprocess(Image.new("RGB", (40, 40)))
    for encoder, batch in ((image, [pixels]), (text, text.preprocess(["red"]))):
        with pytest.raises(NoStates, match="gives one vector a picture or text"):
            encoder.encode_states(batch)
        assert (encoder.levels, encoder.state_width) == ((16,), 0)


def test_a_mirrored_frame_is_the_frame_of_the_mirrored_picture(tmp_path, compute):
    encoder = load_image_encoder(f"open_clip:local-dir:{make_folder(tmp_path / 'm')}", compute())
    picture = Image.new("RGB", (32, 32), "white")
    picture.paste((200, 0, 0), (0, 0, 7, 20))
    turned = encoder.preprocess(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert np.array_equal(encoder.mirror(encoder.preprocess(picture)), turned)
    assert not np.array_equal(encoder.preprocess(picture), turned)


def test_a_model_folder_brings_its_own_preprocessing(tmp_path, compute):
    encoder = load_image_encoder(f"open_clip:local-dir:{make_folder(tmp_path / 'm')}", compute())
    pixels = encoder.preprocess(Image.new("RGB", (40, 40), "white"))
    assert pixels.shape == (3, 32, 32)
    assert np.allclose(pixels[:, 5, 5], [1.8, 1.6, 1.4])
    assert (encoder.dimension, encoder.side) == (16, 32)


def test_other_weights_in_the_same_place_give_other_vectors(tmp_path, compute):
    """The converted copy of the weights before must not be used."""
    name = f"open_clip:local-dir:{make_folder(tmp_path / 'm')}"
    before = load_space(name, compute())
    make_folder(tmp_path / "m", seed=1)
    after = load_space(name, compute())
    assert before.fingerprint != after.fingerprint
    first, second = (space.encode_texts(["a dog"])[0] for space in (before, after))
    assert first @ second < 0.9
