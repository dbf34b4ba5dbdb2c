"""OpenVINO and torch give the same vectors, for every encoder, on real pictures and texts."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from models import Device, Precision
from models.encoders.registry import load_image_encoder, load_text_encoder

BOUNDS = {Precision.FLOAT32: 0.9999, Precision.BFLOAT16: 0.998}
PICTURES = ("efficientnet-lite0", "efficientnet-lite2", "open_clip")
TEXTS = ("minilm-l6-v2", "open_clip")


@pytest.fixture(scope="module")
def load(compute, open_clip_name):
    """Starts an encoder once for all tests here: a picture encoder by name, or one of texts."""
    started = {}

    def start(name, of_texts, device=Device.CPU, precision=Precision.FLOAT32):
        key = (name, of_texts, device, precision)
        if key not in started:
            chosen = open_clip_name if name == "open_clip" else name
            opened = load_text_encoder if of_texts else load_image_encoder
            started[key] = opened(chosen, compute(device, precision))
        return started[key]

    return start


@pytest.fixture(scope="module")
def worst_of_levels(worst_cosine):
    """The smallest cosine over every level: heads give each the same weight, however short."""

    def worst(encoder, first, second):
        bounds = np.cumsum(encoder.levels)[:-1]
        levels = zip(np.split(first, bounds, axis=1), np.split(second, bounds, axis=1), strict=True)
        return min(worst_cosine(*level) for level in levels)

    return worst


def encode_pictures(encoder, pictures):
    return encoder.encode([encoder.preprocess(picture) for picture in pictures])


def encode_texts(encoder, texts):
    return encoder.encode(encoder.preprocess(texts))


@pytest.mark.parametrize("precision", BOUNDS)
@pytest.mark.parametrize("name", PICTURES)
def test_openvino_sees_what_torch_sees(name, precision, real_pictures, load, worst_of_levels):
    expected = encode_pictures(load(name, False, Device.TORCH_CPU), real_pictures)
    encoder = load(name, False, precision=precision)
    vectors = encode_pictures(encoder, real_pictures)
    assert worst_of_levels(encoder, expected, vectors) >= BOUNDS[precision]


@pytest.mark.parametrize("precision", BOUNDS)
@pytest.mark.parametrize("name", TEXTS)
def test_openvino_reads_what_torch_reads(name, precision, real_texts, load, worst_of_levels):
    expected = encode_texts(load(name, True, Device.TORCH_CPU), real_texts)
    encoder = load(name, True, precision=precision)
    vectors = encode_texts(encoder, real_texts)
    assert worst_of_levels(encoder, expected, vectors) >= BOUNDS[precision]


def test_states_agree_too(real_pictures, real_texts, load, worst_cosine):
    """Of places and of tokens; rows of padding are zeros in both."""
    for name, of_texts, batch in (
        ("efficientnet-lite0", False, real_pictures[:2]),
        ("minilm-l6-v2", True, real_texts[:3]),
    ):
        told = []
        for device in (Device.TORCH_CPU, Device.CPU):
            encoder = load(name, of_texts, device)
            ready = encoder.preprocess(batch) if of_texts else list(map(encoder.preprocess, batch))
            told.append(encoder.encode_states(ready))
        (vectors, states), (other_vectors, other_states) = told
        assert states.shape[::2] == (len(batch), encoder.state_width)
        present = states.any(axis=2)
        assert np.array_equal(present, other_states.any(axis=2))
        assert worst_cosine(states[present], other_states[present]) >= 0.999
        assert worst_cosine(vectors, other_vectors) >= BOUNDS[Precision.FLOAT32]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_alone_is_its_row_in_a_batch(name, real_pictures, load):
    encoder = load(name, False)
    together = encode_pictures(encoder, real_pictures[:7])
    alone = encode_pictures(encoder, real_pictures[3:4])
    assert np.allclose(together[3], alone[0], atol=1e-4 * np.abs(together).max())


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("device", [Device.CPU, Device.TORCH_CPU])
def test_padding_does_not_change_a_text(name, device, real_texts, load):
    encoder = load(name, True, device)
    alone = encode_texts(encoder, ["a dog"])
    padded = encode_texts(encoder, ["a dog", *real_texts[:5], " ".join(real_texts)])
    assert np.allclose(padded[0], alone[0], atol=1e-4 * np.abs(padded).max())


def test_threads_get_their_own_answers(real_texts, load):
    """Eight threads ask one encoder at once; none may see the vectors of another."""
    encoder = load("minilm-l6-v2", True)
    alone = [encode_texts(encoder, [text]) for text in real_texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: encode_texts(encoder, [text]), real_texts * 3))
    for expected, vectors in zip(alone * 3, together, strict=True):
        assert np.array_equal(expected, vectors)
