"""OpenVINO and torch give the same vectors, for every encoder, on real pictures and texts."""

import numpy as np
import pytest
from safetensors.torch import save_file

from models import Device, Precision
from models.encoders import torchvision_operators  # noqa: F401 - before open_clip
from models.encoders.registry import load_image_encoder, load_text_encoder

import open_clip  # isort: skip

BOUNDS = {Precision.FLOAT32: 0.9999, Precision.BFLOAT16: 0.998}
ARCHITECTURE = "ViT-S-32-alt"


@pytest.fixture(scope="session")
def open_clip_name(tmp_path_factory):
    """A small open_clip model with random weights, as a local file."""
    path = tmp_path_factory.mktemp("open_clip") / "weights.safetensors"
    model = open_clip.create_model(ARCHITECTURE)
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, path)
    return f"open_clip:{ARCHITECTURE}/{path}"


def worst_cosine(first, second):
    first = first / np.linalg.norm(first, axis=1, keepdims=True)
    second = second / np.linalg.norm(second, axis=1, keepdims=True)
    return float((first * second).sum(axis=1).min())


def agreement(load, name, inputs, compute):
    reference = load(name, compute(Device.TORCH_CPU))
    expected = _encode(reference, inputs)
    for precision, bound in BOUNDS.items():
        encoder = load(name, compute(Device.CPU, precision))
        assert worst_cosine(expected, _encode(encoder, inputs)) >= bound, precision


def _encode(encoder, inputs):
    if isinstance(inputs[0], str):
        return encoder.encode(encoder.preprocess(inputs))
    return encoder.encode([encoder.preprocess(picture) for picture in inputs])


@pytest.mark.parametrize("name", ["efficientnet-lite0", "efficientnet-lite2", "open_clip"])
def test_image_encoders_agree(name, real_pictures, compute, open_clip_name):
    chosen = open_clip_name if name == "open_clip" else name
    agreement(load_image_encoder, chosen, real_pictures, compute)


@pytest.mark.parametrize("name", ["minilm-l6-v2", "open_clip"])
def test_text_encoders_agree(name, real_texts, compute, open_clip_name):
    chosen = open_clip_name if name == "open_clip" else name
    agreement(load_text_encoder, chosen, real_texts, compute)


def test_a_batch_is_its_rows(real_pictures, real_texts, compute):
    image = load_image_encoder("efficientnet-lite2", compute())
    together = _encode(image, real_pictures[:7])
    alone = _encode(image, real_pictures[3:4])
    assert worst_cosine(together[3:4], alone) > 0.99999
    text = load_text_encoder("minilm-l6-v2", compute())
    padded = _encode(text, ["dog", " ".join(real_texts)])
    assert worst_cosine(padded[:1], _encode(text, ["dog"])) > 0.99999


def test_open_clip_gives_open_clips_own_vectors(real_pictures, real_texts, compute, open_clip_name):
    path = open_clip_name.split("/", 1)[1]
    model, _, transform = open_clip.create_model_and_transforms(ARCHITECTURE, pretrained=path)
    model.eval()
    encoder = load_image_encoder(open_clip_name, compute())
    for picture in real_pictures[:3]:
        expected = transform(picture).numpy()
        assert np.array_equal(encoder.preprocess(picture), expected)
        own = model.encode_image(transform(picture)[None]).detach().numpy()
        assert worst_cosine(own, _encode(encoder, [picture])) > 0.9999
    tokens = open_clip.get_tokenizer(ARCHITECTURE)(real_texts[:4])
    own = model.encode_text(tokens).detach().numpy()
    text = load_text_encoder(open_clip_name, compute())
    assert worst_cosine(own, _encode(text, real_texts[:4])) > 0.9999
